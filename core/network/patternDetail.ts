import type { Enlarging } from './network';
import type { PhaseTable } from './pattern';

/** A part of what reaches the output, in 1/255 of its range, [row][column][channel] in one row. */
export interface PatternCrop {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** The channel of the output, where it is the strongest of more than three. */
  readonly channel?: number;
  readonly values: readonly number[];
}

export interface PatternDetail {
  /** The output channel with the strongest pattern; null without activations. */
  readonly channel: number | null;
  /** Its phase means, [row][column]. */
  readonly phases: PhaseTable | null;
  /** The kernel that makes them: weights of the channel times the mean of each input channel, summed; or their plain mean. */
  readonly kernelValues: PhaseTable | null;
  /** Whether the kernel is weighted by activations. */
  readonly isWeighted: boolean;
  readonly crop: PatternCrop | null;
}

/** What is shown of one layer's pattern. */
export function patternDetail(
  enlarging: Enlarging,
  tables: readonly PhaseTable[] | null,
  inputMeans: readonly number[] | null,
  crop: PatternCrop | null,
): PatternDetail {
  const channel = tables === null ? null : strongest(tables);
  return {
    channel,
    phases: channel === null ? null : tables![channel]!,
    kernelValues: kernelOf(enlarging, channel, inputMeans),
    isWeighted: channel !== null && inputMeans !== null,
    crop,
  };
}

function strongest(tables: readonly PhaseTable[]): number {
  let most = -1;
  let found = 0;
  for (const [i, table] of tables.entries()) {
    const values = table.flat();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.max(...values.map((value) => Math.abs(value - mean)));
    if (deviation > most) {
      most = deviation;
      found = i;
    }
  }
  return found;
}

function kernelOf(
  { kind, weight, kernel, groups }: Enlarging,
  channel: number | null,
  means: readonly number[] | null,
): PhaseTable | null {
  if (kind !== 'ConvTranspose2d' || !weight || !kernel) return null;
  const [inC = 0, perGroup = 1] = weight.shape;
  const [kH, kW] = kernel;
  const group = channel === null ? null : Math.floor(channel / perGroup);
  const sums = Array.from({ length: kH }, () => new Array<number>(kW).fill(0));
  let count = 0;
  for (let ci = 0; ci < inC; ci++) {
    if (group !== null && Math.floor(ci / (inC / groups)) !== group) continue;
    for (let o = 0; o < perGroup; o++) {
      if (channel !== null && o !== channel % perGroup) continue;
      const scale = channel === null ? 1 : (means?.[ci] ?? 1);
      count++;
      for (let y = 0; y < kH; y++)
        for (let x = 0; x < kW; x++) sums[y]![x]! += scale * weight.data[(ci * perGroup + o) * kH * kW + y * kW + x]!;
    }
  }
  return channel !== null && means ? sums : sums.map((row) => row.map((value) => value / Math.max(1, count)));
}
