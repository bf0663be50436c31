import { message, type Message, type Said } from '../messages';
import { roundHalfEven } from '../ops/resampler';
import { maxValue, type Raster, type ValueForm } from '../tensor/raster';

/** One channel as float64, row-major, in 0..255 units whatever the range (16-bit values are divided by 257, exactly 65535/255). */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** 255 / MAX: 1 for 8 bit, 1/257 for 16 bit, 255 for floats. */
export function unitOf(raster: Raster): number {
  return 255 / maxValue(raster);
}

/** MAX / 255 (1 for 8 bit, 257 for 16): what brings the raster's values to 0..255 units. */
export function divisorOf(raster: ValueForm): number {
  return maxValue(raster) / 255;
}

/**
 * Planes as large as pictures are the most of what metrics allocate, and fresh memory costs more than the arithmetic on
 * it: a few that are no longer needed wait here for the next ones of their size.
 */
const spare: Float64Array[] = [];
const MOST_SPARE = 3;
/** A plane this many times as large as needed is not taken for it. */
const LARGEST_SPARE = 1.25;

function planeData(length: number): Float64Array {
  const capacity = ({ buffer }: Float64Array): number => buffer.byteLength / Float64Array.BYTES_PER_ELEMENT;
  const at = spare.findIndex((data) => capacity(data) >= length && capacity(data) <= LARGEST_SPARE * length);
  const [found] = at < 0 ? [] : spare.splice(at, 1);
  return found === undefined ? new Float64Array(length) : new Float64Array(found.buffer, 0, length);
}

/** The planes' values must not be used afterwards. */
export function recycle(...planes: readonly Plane[]): void {
  spare.push(...planes.map(({ data }) => data));
  spare.splice(0, spare.length - MOST_SPARE);
}

/** Size that is left of a raster after cropping, or null when nothing is. */
export function croppedSize(raster: Raster, crop: number): { width: number; height: number } | null {
  const width = raster.width - 2 * crop;
  const height = raster.height - 2 * crop;
  return width > 0 && height > 0 ? { width, height } : null;
}

/** The sentence for a crop that leaves nothing, or for a picture smaller than `side` pixels. */
export function tooSmall(raster: Raster, crop: number, side: number, metric: Said): Message {
  const width = Math.max(0, raster.width - 2 * crop);
  const height = Math.max(0, raster.height - 2 * crop);
  return message('metric-picture-small', { metric, side, width, height, crop });
}

/** What makes one number of R, G, B: (w . RGB) / divisor + offset, rounded or not. */
interface Mixture {
  readonly weights: readonly [number, number, number];
  readonly divisor: number;
  readonly offset: number;
  readonly round: boolean;
}

/** One row from value `from` of the data on as mixtures; for grey the single channel counts as R = G = B. */
export function mixRow(
  { data, channels }: Pick<Raster, 'data' | 'channels'>,
  from: number,
  { weights, divisor, offset, round }: Mixture,
  out: Float64Array,
  at: number,
  width: number,
): void {
  const [r, g, b] = weights;
  const step = channels === 1 ? 0 : 1;
  let i = from;
  for (const end = at + width; at < end; at++, i += channels) {
    // Divided once, after the sum: ties of the rounding then fall as in the formula evaluated by others.
    const value = (r * data[i]! + g * data[i + step]! + b * data[i + 2 * step]!) / divisor + offset;
    out[at] = round ? roundHalfEven(value) : value;
  }
}

function mix(raster: Raster, crop: number, mixture: Mixture): Plane {
  const { width, height } = croppedSize(raster, crop) ?? { width: 0, height: 0 };
  const out = planeData(width * height);
  for (let y = 0; y < height; y++) {
    const from = ((y + crop) * raster.width + crop) * raster.channels;
    mixRow(raster, from, mixture, out, y * width, width);
  }
  return { width, height, data: out };
}

/** Channel `channel` without `crop` pixels on every side. */
export function channelPlane(raster: Raster, channel: number, crop: number): Plane {
  const { width, height } = croppedSize(raster, crop) ?? {
    width: 0,
    height: 0,
  };
  const out = planeData(width * height);
  const divisor = divisorOf(raster);
  const { data, channels } = raster;
  for (let y = 0, o = 0; y < height; y++) {
    let i = ((y + crop) * raster.width + crop) * channels + channel;
    const end = o + width;
    if (divisor === 1) for (; o < end; i += channels, o++) out[o] = data[i]!;
    else for (; o < end; i += channels, o++) out[o] = data[i]! / divisor;
  }
  return { width, height, data: out };
}

/** Y = 16 + (65.481 R + 128.553 G + 24.966 B)/MAX (ITU-R BT.601, 16..235), R, G, B in 0..MAX. */
export function lumaOf(raster: ValueForm, round: boolean): Mixture {
  return { weights: [65.481, 128.553, 24.966], divisor: maxValue(raster), offset: 16, round };
}

export function lumaPlane(raster: Raster, crop: number, round: boolean): Plane {
  return mix(raster, crop, lumaOf(raster, round));
}

/** MATLAB's rgb2gray on 8-bit integers: .2989 R + .5870 G + .1140 B with all its digits, rounded. */
export function matlabGreyPlane(raster: Raster, crop: number): Plane {
  if (raster.channels === 1) return channelPlane(raster, 0, crop);
  return mix(raster, crop, {
    weights: [0.298936021293775, 0.587043074451121, 0.114020904255103],
    divisor: divisorOf(raster),
    offset: 0,
    round: raster.bitDepth === 8 && maxValue(raster) === 255,
  });
}

/** .299 R + .587 G + .114 B, not rounded (the Y of YIQ); of bands that are no colours, their mean. */
export function yiqLumaPlane(raster: Raster, crop: number): Plane {
  if (raster.channels === 1) return channelPlane(raster, 0, crop);
  if (raster.channels !== 3) return meanPlane(raster, crop);
  return mix(raster, crop, { weights: [0.299, 0.587, 0.114], divisor: divisorOf(raster), offset: 0, round: false });
}

function meanPlane(raster: Raster, crop: number): Plane {
  const mean = channelPlane(raster, 0, crop);
  for (let c = 1; c < raster.channels; c++) {
    const plane = channelPlane(raster, c, crop);
    for (let i = 0; i < mean.data.length; i++) mean.data[i] = mean.data[i]! + plane.data[i]!;
    recycle(plane);
  }
  for (let i = 0; i < mean.data.length; i++) mean.data[i] = mean.data[i]! / raster.channels;
  return mean;
}
