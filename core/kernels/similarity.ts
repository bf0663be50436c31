import { message } from '../messages';
import { shapeMismatch } from '../tensor/errors';
import { formatShape, type Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import { JobKind } from './machine';

/** Values per item of a sum: the partial sums do not depend on the number of threads. */
const PER_ITEM = 1 << 16;

/** Sum of (a - b)^2 over tensors of one shape: differences in float32, squares and sums in float64. */
export function runSquares(arena: Arena, a: Tensor, b: Tensor): number {
  checkSame(a, b);
  const count = a.data.length;
  const items = Math.ceil(count / PER_ITEM);
  const sums = arena.allocate(items * 8);
  arena.machine.run({
    kind: JobKind.squares,
    parameters: [arena.input(a), arena.input(b), sums, count, PER_ITEM],
    items,
    scratchBytes: 0,
    estimateMs: count / 1e6,
  });
  return arena.machine.memory.doubles(sums, items).reduce((total, sum) => total + sum, 0);
}

export interface SsimOptions {
  /** Odd number of weights of the symmetric window, along both axes; they sum to 1. */
  readonly taps: readonly number[];
  /** (0.01 L)^2 and (0.03 L)^2 */
  readonly c1: number;
  readonly c2: number;
  /** Middle of the values: taken off before squaring, so that float32 keeps the variance. */
  readonly middle: number;
  /** What makes the population covariance the wanted one. @default 1 */
  readonly covarianceFactor?: number | undefined;
}

export interface SsimSums {
  readonly ssim: number;
  readonly contrastStructure: number;
}

/** Mean SSIM over the windows wholly inside, and of its contrast-structure part: local values in float32, totals in float64. a, b [.., H, W] */
export function runSsim(arena: Arena, a: Tensor, b: Tensor, options: SsimOptions): SsimSums {
  checkSame(a, b);
  const { taps, c1, c2, middle, covarianceFactor = 1 } = options;
  const [height = 0, width = 0] = a.shape.slice(-2);
  const planes = a.shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return runWindows(arena, {
    kind: JobKind.ssim,
    bytes: 4,
    height,
    width,
    planes,
    a: arena.input(a),
    b: arena.input(b),
    taps: arena.floats(halfOf(taps)),
    size: taps.length,
    constants: arena.floats([2 * middle, c1, c2, covarianceFactor]),
  });
}

export interface DoublePlane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

export interface SsimPlaneOptions extends Omit<SsimOptions, 'middle'> {
  /** A part of at least one window whose own mean is wanted too. */
  readonly inner?:
    { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined;
}

/** The same for two planes of one size in float64 throughout. x, y [H, W] */
export function runSsimPlane(
  arena: Arena,
  x: DoublePlane,
  y: DoublePlane,
  { taps, c1, c2, covarianceFactor = 1, inner }: SsimPlaneOptions,
): SsimSums & { readonly inner: number | undefined } {
  const { width, height } = x;
  if (width !== y.width || height !== y.height)
    throw shapeMismatch(
      message('planes-of-one-size', { first: `${width}×${height}`, second: `${y.width}×${y.height}` }),
    );
  return runWindows(arena, {
    kind: JobKind.ssimDouble,
    bytes: 8,
    height,
    width,
    planes: 1,
    inner,
    a: arena.doubles(x.data),
    b: arena.doubles(y.data),
    taps: arena.doubles(halfOf(taps)),
    size: taps.length,
    constants: arena.doubles([0, c1, c2, covarianceFactor]),
  });
}

/** The window is symmetric: from one end to its middle. */
function halfOf(taps: readonly number[]): readonly number[] {
  return taps.slice(0, (taps.length + 1) / 2);
}

/** Addresses of everything, and how large it is. */
interface Windows extends Pick<SsimPlaneOptions, 'inner'> {
  readonly kind: number;
  /** Of one number. */
  readonly bytes: 4 | 8;
  readonly a: number;
  readonly b: number;
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  readonly taps: number;
  /** Pixels along one side of the window. */
  readonly size: number;
  readonly constants: number;
  /** Of 8-bit pictures: bytes per row and per pixel, and where a mixture of channels is described. */
  readonly source?: readonly number[] | undefined;
}

/** Rows of windows that one item takes. */
export const WINDOW_ROWS = 128;

/** The sums of every item, three each: of SSIM, of its contrast-structure part, and of SSIM in the inner part. */
export function sumWindows(
  arena: Arena,
  { kind, bytes, a, b, planes, height, width, taps, size, constants, inner, source = [] }: Windows,
): Float64Array {
  const half = (size - 1) / 2;
  const rows = height - size + 1;
  const columns = width - size + 1;
  if (rows < 1 || columns < 1 || !Number.isInteger(half))
    throw shapeMismatch(message('planes-at-least', { size, received: `${height}×${width}` }));
  // A block repeats the rows of a window, so few and large ones; the sums are added block by block whoever made them.
  const blockRows = Math.min(rows, WINDOW_ROWS);
  const blocks = Math.ceil(rows / blockRows);
  const items = planes * blocks;
  const sums = arena.allocate(items * 24);
  const line = Math.ceil((width + 20) / 16) * 16 * bytes + 64;
  const part = inner ? [inner.x, inner.x + inner.width - size, inner.y, inner.y + inner.height - size] : [0, -1, 0, -1];
  arena.machine.run({
    kind,
    parameters: [a, b, sums, height, width, blockRows, blocks, taps, half, constants, line, ...part, ...source],
    items,
    // Pictures of bytes take two lines more, for a row of each.
    scratchBytes: (4 + 4 * size + (source.length > 0 ? 3 : 1)) * line + 64,
    estimateMs: (planes * rows * columns * bytes) / 4e5,
  });
  return arena.machine.memory.doubles(sums, items * 3);
}

/** The means of the sums of all items, added in their order. */
export function meanOfWindows(
  totals: Float64Array,
  { planes, height, width, size, inner }: Pick<Windows, 'planes' | 'height' | 'width' | 'size' | 'inner'>,
): SsimSums & { readonly inner: number | undefined } {
  const total = [0, 0, 0];
  for (let i = 0; i < totals.length; i++) total[i % 3]! += totals[i]!;
  const count = planes * (height - size + 1) * (width - size + 1);
  return {
    ssim: total[0]! / count,
    contrastStructure: total[1]! / count,
    inner: inner && total[2]! / ((inner.width - size + 1) * (inner.height - size + 1)),
  };
}

function runWindows(arena: Arena, windows: Windows): SsimSums & { readonly inner: number | undefined } {
  return meanOfWindows(sumWindows(arena, windows), windows);
}

function checkSame(a: Tensor, b: Tensor): void {
  if (a.shape.length === b.shape.length && a.shape.every((size, i) => size === b.shape[i])) return;
  throw shapeMismatch(message('tensors-of-one-shape', { first: formatShape(a.shape), second: formatShape(b.shape) }));
}
