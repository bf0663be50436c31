import type { Operators } from '../ops/operators';
import { createTensor, type Tensor } from '../tensor/tensor';
import type { ParameterContext, ParameterValues, Upsampler, Weights } from '../upsamplers';
import { beyondBorder } from './beyondBorder';
import type { Patch } from './provenanceTorch';

/** One input value that an output value is made of. */
interface Tap {
  readonly channel: number;
  /** Of the input picture. */
  readonly y: number;
  readonly x: number;
  readonly weight: number;
  /** 0..1, as the method sees it. */
  readonly value: number;
  readonly product: number;
}

interface Provenance {
  /** Rows from the top; those whose weight is 0 are left out. */
  readonly taps: readonly Tap[];
  /** The output for an input of zeros. */
  readonly bias: number;
  /** Bias and products. */
  readonly sum: number;
  /** What the method itself gives here, 0..1, before rounding. */
  readonly output: number;
  /** What the kernel finds beyond the border, already part of the weights above; null where it does not get there. */
  readonly beyond: ReturnType<typeof beyondBorder>;
  /** The part of the picture that was looked at; nothing outside of it plays a part. */
  readonly patch: Patch;
}

interface ProvenanceRequest {
  readonly upsampler: Upsampler;
  readonly parameters: ParameterValues;
  readonly weights: Weights | null;
  readonly context: ParameterContext;
  /** [1, C, H, W] */
  readonly image: Tensor;
  /** [1, C, H s, W s]; needed by methods that read it. */
  readonly reference: Tensor | undefined;
  /** The output value. */
  readonly channel: number;
  readonly y: number;
  readonly x: number;
}

/** Input pixels beyond the ones that are looked at, so that the cut's own border plays no part. */
const MARGIN = 2;
/** Where there is no kernel to tell: unpooling's fill of the default size. */
const REACH_WITHOUT_KERNEL = 6;
const MOST_REACH = 40;
/** Smaller weights are rounding of float32 sums. */
const NOTHING = 1e-7;

/**
 * Which input values make one output value, and with what weight, found by running the method itself: it is linear in
 * its input (for unpooling: with its positions held), so the weight of an input value is what the output gains when
 * that value alone is 1. Everything outside a window has no part in it; rows and columns without a part are found first.
 */
export function provenanceOf(request: ProvenanceRequest, operators: Operators, checkpoint: () => void): Provenance {
  const near = cutAround(request, reachOf(request));
  const whole = { image: request.image, reference: request.reference, top: 0, left: 0 };
  // A method that looks at the size of the whole picture (alignCorners) gives another value on a part of it.
  const isLocal = Math.abs(valueAt(request, operators, near) - valueAt(request, operators, whole)) < 1e-6;
  const patch = isLocal ? near : whole;
  const found = measure(request, operators, checkpoint, patch);
  return { ...found, patch, beyond: beyondOf(request, found.taps) };
}

function beyondOf(request: ProvenanceRequest, taps: readonly Tap[]): Provenance['beyond'] {
  const { upsampler, parameters, context, weights, image, channel, y, x } = request;
  const equivalent = upsampler.equivalentKernel(parameters, context, weights);
  if (!equivalent || equivalent.stride !== context.scale) return null;
  const [, , height = 1, width = 1] = image.shape;
  const own = taps.filter((tap) => tap.channel === channel);
  const valueAt = (row: number, column: number): number => image.data[(channel * height + row) * width + column]!;
  return beyondBorder(equivalent, { channel, y, x }, { height, width }, own, valueAt);
}

function reachOf({ upsampler, parameters, context, weights }: ProvenanceRequest): number {
  const equivalent = upsampler.equivalentKernel(parameters, context, weights);
  const side = equivalent?.kernel.shape[3];
  const fill = Number(parameters['convKernelSize'] ?? 0);
  const reach =
    side === undefined
      ? Math.max(REACH_WITHOUT_KERNEL, Math.ceil(fill / context.scale) + 1)
      : Math.ceil(side / context.scale) + 1;
  return Math.min(MOST_REACH, reach);
}

/** The middle input pixel of an output pixel. */
const middle = (position: number, scale: number, length: number): number =>
  Math.min(length - 1, Math.max(0, Math.floor(position / scale)));

/** A part of the picture; where it ends at the picture's own border, that border stays what it is. */
function cutAround({ image, reference, context, y, x }: ProvenanceRequest, reach: number): Patch {
  const [, , height = 1, width = 1] = image.shape;
  const { scale } = context;
  const span = (position: number, length: number): [number, number] => {
    const at = middle(position, scale, length);
    // An even start: what pairs pixels (a pyramid, a pattern of two) keeps its pairs.
    const start = Math.max(0, at - reach - MARGIN);
    return [start - (start % 2), Math.min(length, at + reach + MARGIN + 1)];
  };
  const [top, bottom] = span(y, height);
  const [left, right] = span(x, width);
  const cut = (tensor: Tensor, factor: number): Tensor =>
    cutTensor(tensor, top * factor, left * factor, (bottom - top) * factor, (right - left) * factor);
  return { image: cut(image, 1), reference: reference && cut(reference, scale), top, left };
}

function cutTensor(tensor: Tensor, top: number, left: number, height: number, width: number): Tensor {
  const [, channels = 1, rows = 1, columns = 1] = tensor.shape;
  const data = new Float32Array(channels * height * width);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const from = (c * rows + top + y) * columns + left;
      data.set(tensor.data.subarray(from, from + width), (c * height + y) * width);
    }
  }
  return createTensor([1, channels, height, width], data);
}

function runAt(
  { upsampler, parameters, weights, context, channel, y, x }: ProvenanceRequest,
  operators: Operators,
  cut: Patch,
) {
  const { scale } = context;
  const { reference } = cut;
  return (image: Tensor): number => {
    const input = { image, scale, ...(reference ? { reference } : {}) };
    const output = upsampler.run(operators, input, parameters, weights);
    const [, , height = 1, width = 1] = output.shape;
    return output.data[(channel * height + y - cut.top * scale) * width + x - cut.left * scale]!;
  };
}

const valueAt = (request: ProvenanceRequest, operators: Operators, cut: Patch): number =>
  runAt(request, operators, cut)(cut.image);

function measure(
  request: ProvenanceRequest,
  operators: Operators,
  checkpoint: () => void,
  cut: Patch,
): Omit<Provenance, 'beyond' | 'patch'> {
  const run = runAt(request, operators, cut);
  const [, channels = 1, height = 1, width = 1] = cut.image.shape;
  const image = createTensor(cut.image.shape);
  const bias = run(image);
  /** What the output gains when these input values are 1, or other numbers that do not cancel. */
  const gain = (places: readonly number[], value: (index: number) => number): number => {
    checkpoint();
    for (const [index, place] of places.entries()) image.data[place] = value(index);
    const result = run(image) - bias;
    for (const place of places) image.data[place] = 0;
    return result;
  };
  // Uneven values: those of a balanced kernel would add up to nothing.
  const uneven = (index: number): number => 0.5 + ((index * 0.618_034) % 1);
  const counters = (index: number): number => (index % 2 === 0 ? 1 : -0.7) * uneven(index);
  const plays = (places: readonly number[]): boolean =>
    Math.abs(gain(places, uneven)) > NOTHING || Math.abs(gain(places, counters)) > NOTHING;

  const taps: Tap[] = [];
  let sum = bias;
  for (let c = 0; c < channels; c++) {
    const at = (y: number, x: number): number => (c * height + y) * width + x;
    const rows = Array.from({ length: height }, (_, y) => y).filter((y) =>
      plays(Array.from({ length: width }, (_, x) => at(y, x))),
    );
    if (rows.length === 0) continue;
    const columns = Array.from({ length: width }, (_, x) => x).filter((x) => plays(rows.map((y) => at(y, x))));
    for (const y of rows) {
      for (const x of columns) {
        const weight = gain([at(y, x)], () => 1);
        if (Math.abs(weight) <= NOTHING) continue;
        const value = cut.image.data[at(y, x)]!;
        const product = weight * value;
        sum += product;
        taps.push({ channel: c, y: y + cut.top, x: x + cut.left, weight, value, product });
      }
    }
  }
  return { taps, bias, sum, output: run(cut.image) };
}

/** The pooling window of an unpooling at an input pixel: what the reference holds there, and which is largest. */
export function poolingWindow(
  reference: Tensor,
  at: { readonly channel: number; readonly y: number; readonly x: number },
  { kernelSize, stride }: { readonly kernelSize: number; readonly stride: number },
): { readonly values: number[][]; readonly index: number } {
  const [, , height = 1, width = 1] = reference.shape;
  const values: number[][] = [];
  let index = 0;
  let largest = -Infinity;
  for (let y = 0; y < kernelSize; y++) {
    const row: number[] = [];
    for (let x = 0; x < kernelSize; x++) {
      const [py, px] = [at.y * stride + y, at.x * stride + x];
      if (py >= height || px >= width) continue;
      const value = reference.data[(at.channel * height + py) * width + px]!;
      // The first of equals, as PyTorch's max-pooling takes it.
      if (value > largest) [largest, index] = [value, y * kernelSize + x];
      row.push(value);
    }
    values.push(row);
  }
  return { values, index };
}
