import { axisOverlap } from '../chain/solveAxis';
import type { Activations, Enlarging } from './network';

/** From here on, in 1/255, a pattern can be seen. */
export const VISIBLE = 0.5;

/** Means of an output channel by phase, [row][column]. */
export type PhaseTable = readonly (readonly number[])[];

/** Phases an enlarging layer has on each axis; null where its factor is no whole number. */
export function phasesOf({ stride }: Enlarging): readonly [number, number] | null {
  const [h, w] = stride;
  return Number.isInteger(h) && Number.isInteger(w) && h * w > 1 && h * w <= 4096 ? [h, w] : null;
}

/** Whether every output pixel receives as many products: k % s == 0 on both axes; null where nothing overlaps. */
export function evenOverlap(layer: Enlarging): boolean | null {
  const { kind, kernel } = layer;
  if (kind !== 'ConvTranspose2d' || !kernel) return kind === 'Resize' || kind === 'PixelShuffle' ? true : null;
  return ([0, 1] as const).every((axis) => new Set(overlapOf(layer, axis)).size <= 1);
}

/** Overlap counts by phase on one axis: 1-2 for k3 s2. */
export function overlapOf({ kernel, stride, dilation }: Enlarging, axis: 0 | 1): readonly number[] | null {
  return kernel && axisOverlap({ kernelSize: kernel[axis], stride: stride[axis], dilation: dilation[axis] });
}

/**
 * g[co][i][j] = b[co] + sum over ci of m[ci] S[ci,co,i,j], the means of every output phase away from the border when the
 * input channels have the means m. S sums the weights of a phase: ky with (ky d) mod s = (i + p) mod s.
 */
export function phaseMeansOf(layer: Enlarging, means: readonly number[]): PhaseTable[] | null {
  const phases = phasesOf(layer);
  if (!phases) return null;
  const [sh, sw] = phases;
  if (layer.kind === 'PixelShuffle') return shuffledMeans(layer, means, sh, sw);
  if (layer.kind === 'Resize')
    return means.map((mean) => Array.from({ length: sh }, () => new Array<number>(sw).fill(mean)));
  const { weight, bias, kernel, padding, dilation, groups } = layer;
  if (layer.kind !== 'ConvTranspose2d' || !weight || !kernel) return null;
  const [inC = 0, perGroup = 0] = weight.shape;
  if (means.length !== inC) return null;
  const area = kernel[0] * kernel[1];
  const tables = Array.from({ length: perGroup * groups }, (_, co) =>
    Array.from({ length: sh }, () => new Array<number>(sw).fill(bias?.data[co] ?? 0)),
  );
  for (let ci = 0; ci < inC; ci++) {
    const group = Math.floor(ci / (inC / groups));
    for (let o = 0; o < perGroup; o++) {
      const table = tables[group * perGroup + o]!;
      const from = (ci * perGroup + o) * area;
      for (let ky = 0; ky < kernel[0]; ky++) {
        const row = table[modulo(ky * dilation[0] - padding[0], sh)]!;
        for (let kx = 0; kx < kernel[1]; kx++)
          row[modulo(kx * dilation[1] - padding[1], sw)]! += means[ci]! * weight.data[from + ky * kernel[1] + kx]!;
      }
    }
  }
  return tables;
}

function shuffledMeans({ mode }: Enlarging, means: readonly number[], sh: number, sw: number): PhaseTable[] {
  const area = sh * sw;
  const outC = means.length / area;
  return Array.from({ length: outC }, (_, c) =>
    Array.from({ length: sh }, (_r, i) =>
      Array.from({ length: sw }, (_c, j) => means[mode === 'DCR' ? (i * sw + j) * outC + c : c * area + i * sw + j]!),
    ),
  );
}

const modulo = (a: number, b: number): number => ((a % b) + b) % b;

interface PatternMeasure {
  /** Standard deviation over mean magnitude of the phase means, over all channels. */
  readonly pattern: number | null;
  /** Share of channels whose pattern exceeds a tenth of their own spread. */
  readonly share: number | null;
  readonly tables: readonly PhaseTable[] | null;
}

export function measurePattern(layer: Enlarging, activations: Activations | null): PatternMeasure {
  const none = { pattern: null, share: null, tables: null };
  if (!activations) return none;
  const tables = activations.phaseMeans ?? phaseMeansOf(layer, activations.inputMeans);
  if (!tables || tables.length === 0) return none;
  let squares = 0;
  let magnitude = 0;
  let count = 0;
  const deviations = tables.map((table) => {
    const values = table.flat();
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const square = values.reduce((total, value) => total + (value - mean) ** 2, 0);
    squares += square;
    magnitude += values.reduce((total, value) => total + Math.abs(value), 0);
    count += values.length;
    return Math.sqrt(square / values.length);
  });
  const pattern = magnitude === 0 ? 0 : Math.sqrt(squares / count) / (magnitude / count);
  const spreads = activations.outputSpreads;
  const share =
    spreads && spreads.length === deviations.length
      ? deviations.filter((deviation, c) => deviation > 0.1 * spreads[c]! && deviation > 1e-9).length /
        deviations.length
      : null;
  return { pattern, share, tables };
}
