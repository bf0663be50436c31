import type { Tensor } from '../tensor/tensor';
import type { Arena } from './arena';
import type { AxisTap } from './convAxis';
import type { ConvLayout } from './convLayouts';
import type { Tile } from './tiling';

/**
 * Per phase 8 words: number of taps, address of their offsets, of the weights, bytes of one group's weights, address of
 * the bias, bytes between evenly spaced taps or 0, and whether weights and bias are those of this phase and the next.
 */
export function packPhases(arena: Arena, layout: ConvLayout, tile: Tile, weight: Tensor, bias: Tensor | null): number {
  const { rows, columns, channels, outChannels, groups } = layout;
  const outer = outChannels / groups;
  const table: number[] = [];
  rows.phases.forEach((rowTaps, py) => {
    columns.phases.forEach((columnTaps, px) => {
      const phase = py * columns.phases.length + px;
      const count = (channels / groups) * rowTaps.length * columnTaps.length;
      // One tap per channel: the next channel is always as far.
      const spacing = rowTaps.length * columnTaps.length === 1 ? tile.channelBytes : 0;
      const offsets = arena.ints(tapOffsets(layout, tile, rowTaps, columnTaps));
      if (px === 0 && isPair(layout, rowTaps)) {
        const pair = packPair(arena, layout, phase, rowTaps[0]!, weight, bias);
        table.push(count, offsets, pair.weights, count * outer * 8, pair.bias, spacing, 1, 0);
        return;
      }
      const weights = packWeights(arena, layout, phase, rowTaps, columnTaps, weight);
      table.push(count, offsets, weights, count * outer * 4, packBias(arena, layout, phase, bias), spacing, 0, 0);
    });
  });
  return arena.ints(table);
}

/** Bytes from a cell's place in the tile to each of its taps, [channels of a group][rows][columns]. */
function tapOffsets(layout: ConvLayout, tile: Tile, rowTaps: readonly AxisTap[], columnTaps: readonly AxisTap[]) {
  const inner = layout.channels / layout.groups;
  const { step } = layout.columns;
  const offsets = new Int32Array(inner * rowTaps.length * columnTaps.length);
  let i = 0;
  for (let c = 0; c < inner; c++) {
    for (const row of rowTaps) {
      const line = c * tile.channelBytes + (row.offset - tile.firstRow) * tile.rowBytes;
      for (const { offset } of columnTaps) {
        const column = offset - tile.firstColumn;
        offsets[i++] = line + (column % step) * tile.phaseBytes + Math.floor(column / step) * 4;
      }
    }
  }
  return offsets;
}

/** [groups][blocks of up to 4 output channels][channels of a group][taps][block]; taps on one input are summed in float64. */
function packWeights(
  arena: Arena,
  { groups, outChannels, channels, weight: at }: ConvLayout,
  phase: number,
  rowTaps: readonly AxisTap[],
  columnTaps: readonly AxisTap[],
  weight: Tensor,
): number {
  const inner = channels / groups;
  const outer = outChannels / groups;
  const sums = rowTaps.flatMap((row) =>
    columnTaps.map((column) => row.taps.flatMap((ky) => column.taps.map((kx) => ky * at.kernelWidth + kx))),
  );
  const length = outChannels * inner * sums.length;
  const address = arena.allocate(length * 4);
  const packed = arena.machine.memory.floats(address, length);
  let i = 0;
  for (let g = 0; g < groups; g++) {
    for (let first = 0; first < outer; first += 4) {
      const end = Math.min(first + 4, outer);
      for (let c = 0; c < inner; c++) {
        const base = g * at.group + phase * at.phase + c * at.inChannel;
        for (const sum of sums) {
          for (let o = first; o < end; o++) packed[i++] = sumAt(weight.data, base + o * at.outChannel, sum);
        }
      }
    }
  }
  return address;
}

function sumAt(data: Float32Array, base: number, taps: readonly number[]): number {
  if (taps.length === 1) return data[base + taps[0]!]!;
  let total = 0;
  for (const tap of taps) total += data[base + tap]!;
  return total;
}

/** [groups][output channels of a group, rounded up to 4] */
function packBias(
  arena: Arena,
  { groups, outChannels, weight }: ConvLayout,
  phase: number,
  bias: Tensor | null,
): number {
  const outer = outChannels / groups;
  const padded = Math.ceil(outer / 4) * 4;
  const values = new Float32Array(groups * padded);
  const own = weight.biasPhases > 1 ? phase : 0;
  if (bias) {
    for (let o = 0; o < outChannels; o++) {
      values[Math.floor(o / outer) * padded + (o % outer)] = bias.data[o * weight.biasPhases + own]!;
    }
  }
  return arena.floats(values);
}

/** Whether the two column phases of a row read the same single input, so that two channels of both make one block. */
function isPair({ columns: { phases }, outChannels, groups }: ConvLayout, rowTaps: readonly AxisTap[]): boolean {
  const [first, second] = phases;
  if (phases.length !== 2 || first?.length !== 1 || second?.length !== 1 || rowTaps.length !== 1) return false;
  return first[0]!.offset === second[0]!.offset && (outChannels / groups) % 2 === 0;
}

/** Weights [groups][pairs of channels][channels of a group][2 phases][2] and bias [groups][pairs of channels][2 phases][2]. */
function packPair(
  arena: Arena,
  { groups, outChannels, channels, columns, weight: at }: ConvLayout,
  phase: number,
  row: AxisTap,
  weight: Tensor,
  bias: Tensor | null,
): { weights: number; bias: number } {
  const inner = channels / groups;
  const outer = outChannels / groups;
  const taps = columns.phases.map(([column]) =>
    row.taps.flatMap((ky) => column!.taps.map((kx) => ky * at.kernelWidth + kx)),
  );
  const address = arena.allocate(outChannels * inner * 8);
  const packed = arena.machine.memory.floats(address, outChannels * inner * 2);
  const starts = new Float32Array(outChannels * 2);
  let i = 0;
  let start = 0;
  for (let g = 0; g < groups; g++) {
    for (let first = 0; first < outer; first += 2) {
      for (let c = 0; c < inner; c++)
        for (let j = 0; j < 2; j++)
          for (let o = first; o < first + 2; o++) {
            const base = g * at.group + (phase + j) * at.phase + c * at.inChannel + o * at.outChannel;
            packed[i++] = sumAt(weight.data, base, taps[j]!);
          }
      for (let j = 0; j < 2; j++)
        for (let o = first; o < first + 2; o++) {
          const own = at.biasPhases > 1 ? phase + j : 0;
          starts[start++] = bias ? bias.data[(g * outer + o) * at.biasPhases + own]! : 0;
        }
    }
  }
  return { weights: address, bias: arena.floats(starts) };
}
