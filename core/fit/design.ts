import { message } from '../messages';
import { invalidParameter } from '../tensor/errors';

/**
 * How a layer's unknown weights act on a patch of the small picture: for output phase (py, px),
 * y = sum over entries of patch[feature] * w[unknown]. Features are relative to the pixel the output belongs to:
 * (channel, dy, dx) with dy, dx from -reach to reach.
 */
interface PhaseEntry {
  readonly channel: number;
  readonly dy: number;
  readonly dx: number;
  readonly unknown: number;
}

/** A layer as a linear map from unknowns to phases; every output channel (or phase) of `outputs` solves the same system. */
export interface Design {
  /** Unknown weights of one output, the bias (last) not counted. */
  readonly unknowns: number;
  readonly bias: boolean;
  /** Farthest pixel used, so the patch side is 2 reach + 1. */
  readonly reach: number;
  /** [phase] entries; `phases` of them share the unknowns. */
  readonly entries: readonly (readonly PhaseEntry[])[];
  /** Each output: the channel its features come from first (depthwise) and its targets, one per phase of `entries`. */
  readonly outputs: readonly {
    readonly channelOffset: number;
    readonly targets: readonly number[];
  }[];
}

export interface LayerShape {
  readonly channels: number;
  readonly scale: number;
  readonly kernelSize: number;
  readonly depthwise: boolean;
  readonly bias: boolean;
}

const phaseTargets = (channel: number, s: number) =>
  Array.from({ length: s * s }, (_, phase) => channel * s * s + phase);

function outputsPerChannel({ channels, scale, depthwise }: LayerShape) {
  return Array.from({ length: channels }, (_, channel) => ({
    channelOffset: depthwise ? channel : 0,
    targets: phaseTargets(channel, scale),
  }));
}

function finish(shape: LayerShape, perChannel: number, entries: PhaseEntry[][], outputs: Design['outputs']): Design {
  const reach = Math.max(0, ...entries.flat().map(({ dy, dx }) => Math.max(Math.abs(dy), Math.abs(dx))));
  return {
    unknowns: perChannel * (shape.depthwise ? 1 : shape.channels),
    bias: shape.bias,
    reach,
    entries,
    outputs,
  };
}

const inputChannels = ({ channels, depthwise }: LayerShape) =>
  Array.from({ length: depthwise ? 1 : channels }, (_, channel) => channel);

/**
 * Transposed convolution: y[o] takes tap a from input i where i s + a d = o + p, so phase (o mod s) owns the taps with
 * (phase + p - a d) divisible by s; no tap serves two phases.
 */
export function convTransposeDesign(shape: LayerShape, options: { padding: number; dilation: number }): Design {
  const { scale: s, kernelSize: k } = shape;
  const taps = (phase: number) =>
    Array.from({ length: k }, (_, a) => ({
      a,
      offset: (phase + options.padding - a * options.dilation) / s,
    })).filter(({ offset }) => Number.isInteger(offset));
  const entries = Array.from({ length: s * s }, (_, phase) =>
    inputChannels(shape).flatMap((channel) =>
      taps(Math.floor(phase / s)).flatMap((row) =>
        taps(phase % s).map((column) => ({
          channel,
          dy: row.offset,
          dx: column.offset,
          unknown: (channel * k + row.a) * k + column.a,
        })),
      ),
    ),
  );
  return finish(shape, k * k, entries, outputsPerChannel(shape));
}

/** Nearest + convolution with "same" padding: tap a of phase p reads small pixel floor((p + a - k/2) / s); all phases share the taps. */
export function nearestConvDesign(shape: LayerShape): Design {
  const { scale: s, kernelSize: k } = shape;
  requireOdd(k);
  const entries = Array.from({ length: s * s }, (_, phase) =>
    inputChannels(shape).flatMap((channel) =>
      Array.from({ length: k * k }, (_, tap) => ({
        channel,
        dy: Math.floor((Math.floor(phase / s) + Math.floor(tap / k) - (k - 1) / 2) / s),
        dx: Math.floor(((phase % s) + (tap % k) - (k - 1) / 2) / s),
        unknown: channel * k * k + tap,
      })),
    ),
  );
  return finish(shape, k * k, entries, outputsPerChannel(shape));
}

/** Convolution + pixel shuffle: every phase of every channel has weights (and a bias) of its own over the same patch. */
export function pixelShuffleDesign(shape: LayerShape): Design {
  requireOdd(shape.kernelSize);
  const outputs = outputsPerChannel(shape).flatMap(({ channelOffset, targets }) =>
    targets.map((target) => ({ channelOffset, targets: [target] })),
  );
  return finish(shape, shape.kernelSize ** 2, [centredEntries(shape)], outputs);
}

/** A plain convolution at the source's own size (scale 1), as after unpooling. */
export function convDesign(shape: LayerShape): Design {
  requireOdd(shape.kernelSize);
  if (shape.scale !== 1) throw invalidParameter('scale', message('fit-one-for-convolution'), shape.scale);
  return finish(shape, shape.kernelSize ** 2, [centredEntries(shape)], outputsPerChannel(shape));
}

function centredEntries(shape: LayerShape): PhaseEntry[] {
  const { kernelSize: k } = shape;
  return inputChannels(shape).flatMap((channel) =>
    Array.from({ length: k * k }, (_, tap) => ({
      channel,
      dy: Math.floor(tap / k) - (k - 1) / 2,
      dx: (tap % k) - (k - 1) / 2,
      unknown: channel * k * k + tap,
    })),
  );
}

function requireOdd(kernelSize: number): void {
  if (kernelSize % 2 !== 1) throw invalidParameter('kernelSize', message('odd-integer'), kernelSize);
}
