import { UpbenchError } from '../tensor/errors';
import { evaluateChain, goesThrough } from './evaluate';
import type { Chain } from './program';

export interface LegalAxis {
  /** The rule where there is one: every size from `from` with size mod `step` = `remainder`. */
  readonly rule: { readonly step: number; readonly remainder: number; readonly from: number } | null;
  /** Legal sizes around the one in use, at most four. */
  readonly nearest: readonly number[];
}

/** Of both axes together where they are alike; else without a rule and sizes. */
export interface LegalSizes extends LegalAxis {
  readonly height: LegalAxis;
  readonly width: LegalAxis;
  /** What each axis was tried with on the other: sizes that go through where there are any. */
  readonly with: readonly [number, number];
}

const WINDOW = 256;
/** Long chains are tried at fewer sizes. */
const MOST_STEPS = 60_000;
const FEWEST = 48;
/** How far around the size in use a pair of sides is looked for. */
const AROUND = 9;

/** Which inputs go through the whole chain, found by trying each axis on its own; channels and batch stay. */
export function legalSizes(chain: Chain, input: readonly number[]): LegalSizes {
  const [n = 1, c = 1, h = 1, w = 1] = input.length === 3 ? [1, ...input] : input;
  const clamp = (size: number): number => Math.min(Math.max(size, 1), 8192);
  const at = [clamp(h), clamp(w)] as const;
  const known = new Map<string, boolean>();
  const fits = (height: number, width: number): boolean => {
    const key = `${height},${width}`;
    let answer = known.get(key);
    if (answer === undefined) known.set(key, (answer = goesThrough(chain, [n, c, height, width])));
    return answer;
  };
  if (isRefusedAtAnySize(chain, [n, c, at[0], at[1]])) {
    const none = { rule: null, nearest: [] };
    return { ...none, height: none, width: none, with: at };
  }
  const window = Math.max(FEWEST, Math.min(WINDOW, Math.floor(MOST_STEPS / 2 / Math.max(1, chain.steps.length))));
  const [oh, ow] = legalPair(at, fits, window);
  const height = axisOf(at[0], (size) => fits(size, ow), window);
  const width = axisOf(at[1], (size) => fits(oh, size), window);
  const isAlike = JSON.stringify(height.rule) === JSON.stringify(width.rule);
  const isSquare = at[0] === at[1];
  const shared =
    isAlike && (isSquare || height.rule !== null)
      ? { rule: height.rule, nearest: isSquare ? height.nearest.filter((size) => fits(size, size)) : height.nearest }
      : { rule: null, nearest: [] };
  return { ...shared, height, width, with: [oh, ow] };
}

/** Wrong channels stay wrong whatever the height and width. */
function isRefusedAtAnySize(chain: Chain, input: readonly number[]): boolean {
  try {
    return evaluateChain(chain, input, false).rows.some(({ problem }) => problem?.parameter === 'in_channels');
  } catch (error) {
    if (error instanceof UpbenchError) return false;
    throw error;
  }
}

/** A pair of sides that goes through, near the one in use; the one in use where none is found. */
function legalPair(
  [h, w]: readonly [number, number],
  fits: (height: number, width: number) => boolean,
  window: number,
): readonly [number, number] {
  if (fits(h, w)) return [h, w];
  for (let d = 1; d <= window / 2; d++)
    for (const side of [h + d, h - d]) {
      if (side >= 1 && fits(side, w)) return [side, w];
      const other = w + side - h;
      if (side >= 1 && other >= 1 && fits(side, other)) return [side, other];
      if (other >= 1 && fits(h, other)) return [h, other];
      // Both axes on the same size, as networks are mostly fed.
      if (side >= 1 && h !== w && fits(side, side)) return [side, side];
    }
  for (let a = -AROUND; a <= AROUND; a++)
    for (let b = -AROUND; b <= AROUND; b++) if (h + a >= 1 && w + b >= 1 && fits(h + a, w + b)) return [h + a, w + b];
  return [h, w];
}

function axisOf(around: number, fits: (size: number) => boolean, window: number): LegalAxis {
  const first = Math.max(1, around - Math.floor(window / 2));
  const legal: number[] = [];
  for (let size = first; size < first + window; size++) if (fits(size)) legal.push(size);
  const nearest = [...legal].sort((a, b) => Math.abs(a - around) - Math.abs(b - around)).slice(0, 4);
  return { rule: ruleOf(legal, first, window, fits), nearest: nearest.sort((a, b) => a - b) };
}

function ruleOf(
  legal: readonly number[],
  first: number,
  window: number,
  fits: (size: number) => boolean,
): LegalAxis['rule'] {
  const [a, b] = legal.slice(-2);
  if (a === undefined || b === undefined) return null;
  const step = b - a;
  const remainder = b % step;
  const end = first + window;
  // Regular from some size on, up to the end of what was tried.
  let from = b;
  while (from - step >= first && legal.includes(from - step)) from -= step;
  const isRegular = legal.filter((size) => size >= from).length === Math.floor((end - 1 - from) / step) + 1;
  if (!isRegular || legal.some((size) => size < from && size % step !== remainder)) return null;
  while (from - step >= 1 && fits(from - step)) from -= step;
  return { step, remainder, from };
}
