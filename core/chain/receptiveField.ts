import type { Shape } from '../tensor/tensor';
import { pairOf } from './layerCost';
import { SHAPED } from './layers';
import { INPUT, type Step } from './program';

/** Steps by name with the shapes that go in and come out, in the order of the chain. */
export type FieldSteps = Map<string, { readonly step: Step; readonly input: Shape; readonly output: Shape }>;

/** First and last input on an axis that one output depends on; null where it depends on none. */
type Interval = readonly [first: number, last: number] | null;

/** Output positions that are looked at: more than any period of strides that chains have. */
const MOST = 1024;
const FEWEST = 48;

/**
 * The largest extent of inputs, [height, width], that any value of a step depends on away from the border. Every output
 * phase is followed on its own through the taps of every layer, on an axis without ends.
 */
export function fieldOf(name: string, steps: FieldSteps): readonly [number, number] {
  return [extent(name, steps, 2), extent(name, steps, 3)];
}

const seen = new WeakMap<FieldSteps, Map<string, Map<number, Interval>>>();

function extent(name: string, steps: FieldSteps, axis: 2 | 3): number {
  const size = steps.get(name)?.output[axis] ?? 1;
  let most = 0;
  const count = Math.min(MOST, Math.max(FEWEST, size));
  for (let at = 0; at < count; at++) {
    const found = interval(name, at, steps, axis);
    if (found) most = Math.max(most, found[1] - found[0] + 1);
  }
  return most;
}

function interval(name: string, at: number, steps: FieldSteps, axis: 2 | 3): Interval {
  const found = steps.get(name);
  if (name === INPUT || !found) return [at, at];
  let perAxis = seen.get(steps);
  if (!perAxis) seen.set(steps, (perAxis = new Map()));
  const key = `${axis} ${name}`;
  let known = perAxis.get(key);
  if (!known) perAxis.set(key, (known = new Map()));
  const before = known.get(at);
  if (before !== undefined) return before;
  let first = Infinity;
  let last = -Infinity;
  const { step, input, output } = found;
  for (const tap of tapsOf(step, at, input[axis] ?? 1, output[axis] ?? 1, axis)) {
    for (const source of step.inputs.length === 0 ? [] : step.inputs) {
      const inner = interval(source, tap, steps, axis);
      if (!inner) continue;
      first = Math.min(first, inner[0]);
      last = Math.max(last, inner[1]);
    }
  }
  const result: Interval = first <= last ? [first, last] : null;
  known.set(at, result);
  return result;
}

/** The positions of the input that the output at `at` is made of. */
function tapsOf({ kind, values }: Step, at: number, size: number, outSize: number, axis: 2 | 3): readonly number[] {
  const side = (axis - 2) as 0 | 1;
  const kernel = pairOf(values['kernel_size'] ?? 1)[side];
  const stride = pairOf(values['stride'] ?? values['kernel_size'] ?? 1)[side];
  const dilation = pairOf(values['dilation'] ?? 1)[side];
  const given = values['padding'];
  switch (kind) {
    case 'Conv2d':
    case 'MaxPool2d':
    case 'AvgPool2d': {
      const padding =
        given === 'same' ? Math.floor((dilation * (kernel - 1)) / 2) : given === 'valid' ? 0 : pairOf(given ?? 0)[side];
      return Array.from({ length: kernel }, (_, i) => at * stride - padding + i * dilation);
    }
    case 'ConvTranspose2d':
    case 'MaxUnpool2d': {
      const padding = pairOf(given ?? 0)[side];
      const taps: number[] = [];
      for (let i = 0; i < kernel; i++) {
        const from = at + padding - i * dilation;
        if (from % stride === 0) taps.push(from / stride);
      }
      return taps;
    }
    case 'Upsample':
      return resizeTaps(values, at, size, outSize, side);
    case 'PixelShuffle':
      return [Math.floor(at / Number(values['upscale_factor']))];
    case 'PixelUnshuffle': {
      const r = Number(values['downscale_factor']);
      return Array.from({ length: r }, (_, i) => at * r + i);
    }
    case 'AdaptiveAvgPool2d':
    case 'AdaptiveMaxPool2d':
      return between(Math.floor((at * size) / outSize), Math.ceil(((at + 1) * size) / outSize) - 1);
    case 'pad':
    case 'ZeroPad2d':
    case 'ConstantPad2d':
    case 'ReflectionPad2d':
    case 'ReplicationPad2d':
    case 'CircularPad2d': {
      const pad = values['pad'] ?? values['padding'];
      const sides = (Array.isArray(pad) ? pad : [pad, pad, pad, pad]) as readonly number[];
      return [at - (sides[side === 1 ? 0 : 2] ?? 0)];
    }
    case 'crop': {
      const [from = 0] = (values[side === 0 ? 'rows' : 'columns'] ?? []) as readonly number[];
      return [at + (from < 0 ? size + from : from)];
    }
    case 'Linear':
    case 'Flatten':
    case 'Unflatten':
      return between(0, size - 1);
    default:
      return SHAPED[kind] === 'all' ? between(0, size - 1) : [at];
  }
}

function between(first: number, last: number): number[] {
  return first === last ? [first] : [first, last];
}

function resizeTaps(values: Step['values'], at: number, size: number, outSize: number, side: 0 | 1): readonly number[] {
  const factor = values['scale_factor'];
  const isGiven = factor !== null && factor !== undefined && values['recompute_scale_factor'] !== true;
  const scale = isGiven ? 1 / pairOf(factor)[side] : size / outSize;
  const mode = String(values['mode']);
  if (mode === 'nearest') return [Math.floor(at * scale + 1e-9)];
  if (mode === 'nearest-exact') return [Math.floor((at + 0.5) * scale + 1e-9)];
  if (mode === 'area') return between(Math.floor((at * size) / outSize), Math.ceil(((at + 1) * size) / outSize) - 1);
  const place =
    values['align_corners'] === true ? (outSize > 1 ? (at * (size - 1)) / (outSize - 1) : 0) : (at + 0.5) * scale - 0.5;
  const whole = Math.round(place);
  // A tap of weight 0 is none.
  if (Math.abs(place - whole) < 1e-9) return [whole];
  const below = Math.floor(place);
  return mode === 'bicubic' ? [below - 1, below, below + 1, below + 2] : [below, below + 1];
}
