import type { EquivalentKernel } from '../upsamplers';

/** How a method continues a picture beyond its border. */
export const BORDER_RULES = ['zeros', 'replicate', 'reflect', 'symmetric'] as const;
export type BorderRule = (typeof BORDER_RULES)[number];

/** A place beyond the border that the kernel reaches. */
export interface BeyondTap {
  readonly y: number;
  readonly x: number;
  readonly weight: number;
  /** Of the pixel that the rule puts there; 0 for zeros. */
  readonly value: number;
}

interface Place {
  readonly y: number;
  readonly x: number;
}

interface Line extends Place {
  readonly weight: number;
}

/** The pixel of a picture that stands at a place of one axis, or null for a zero. */
const RULES: Readonly<Record<BorderRule, (at: number, length: number) => number | null>> = {
  zeros: (at, length) => (at < 0 || at >= length ? null : at),
  replicate: (at, length) => Math.max(0, Math.min(length - 1, at)),
  reflect: (at, length) => (at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at),
  symmetric: (at, length) => (at < 0 ? -1 - at : at >= length ? 2 * length - 1 - at : at),
};

/**
 * What a kernel finds beyond the border of a picture at one output value. Which rule continues the picture is seen in
 * the weights that the method itself gave the pixels inside: those outside are added to the pixels that stand there.
 * Null where the kernel stays inside, or no rule explains the weights.
 * @param inside weights of the output's own channel, as measured
 */
export function beyondBorder(
  { kernel, stride, padding }: EquivalentKernel,
  at: Place & { readonly channel: number },
  size: Size,
  inside: readonly Line[],
  valueAt: (y: number, x: number) => number,
): { readonly rule: BorderRule; readonly taps: readonly BeyondTap[] } | null {
  const [, outChannels = 1, rows = 1, columns = 1] = kernel.shape;
  const reached = (position: number, pad: number, length: number): { at: number; tap: number }[] =>
    Array.from({ length }, (_, tap) => tap)
      .filter((tap) => (position + pad - tap) % stride === 0)
      .map((tap) => ({ at: (position + pad - tap) / stride, tap }));
  const lines: Line[] = [];
  for (const y of reached(at.y, padding[0], rows))
    for (const x of reached(at.x, padding[1], columns)) {
      const place = ((at.channel * outChannels + at.channel) * rows + y.tap) * columns + x.tap;
      const weight = kernel.data[place]!;
      if (Math.abs(weight) > NOTHING) lines.push({ y: y.at, x: x.at, weight });
    }
  const { height, width } = size;
  const outside = lines.filter((line) => isOutside(line, size)).toSorted((a, b) => a.y - b.y || a.x - b.x);
  if (outside.length === 0) return null;
  const rule = BORDER_RULES.find((one) => explains(RULES[one], lines, size, inside));
  if (rule === undefined) return null;
  const taps = outside.map(({ y, x, weight }): BeyondTap => {
    const [py, px] = [RULES[rule](y, height), RULES[rule](x, width)];
    return { y, x, weight, value: py === null || px === null ? 0 : valueAt(py, px) };
  });
  return { rule, taps };
}

/** Kernels are float32, and so are the sums that the weights were measured by. */
const NOTHING = 1e-7;
const CLOSE = 1e-4;

interface Size {
  readonly height: number;
  readonly width: number;
}

const isOutside = ({ y, x }: Place, { height, width }: Size): boolean => y < 0 || x < 0 || y >= height || x >= width;

function explains(
  rule: (at: number, length: number) => number | null,
  lines: readonly Line[],
  size: Size,
  inside: readonly Line[],
): boolean {
  const sums = new Map<string, number>();
  const add = ({ y, x }: Place, weight: number): void =>
    void sums.set(`${y} ${x}`, (sums.get(`${y} ${x}`) ?? 0) + weight);
  for (const line of lines) {
    const [y, x] = [rule(line.y, size.height), rule(line.x, size.width)];
    if (y === null || x === null) continue;
    // Mirrored once, a kernel larger than the picture is still beyond it: there is no pixel to name.
    if (isOutside({ y, x }, size)) return false;
    add({ y, x }, line.weight);
  }
  for (const line of inside) add(line, -line.weight);
  return [...sums.values()].every((left) => Math.abs(left) < CLOSE);
}
