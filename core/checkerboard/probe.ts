import { message } from '../messages';
import { createTensor, type Tensor } from '../tensor/tensor';
import { shapeMismatch } from '../tensor/errors';
import { phaseMeans, spread } from './phases';

interface ProbeOptions {
  readonly scale: number;
  /** Value of each input channel. */
  readonly colour: readonly number[];
  /** Input pixels at every side whose outputs are not looked at: at least the reach of the kernel in input pixels. @default 8 */
  readonly margin?: number;
  /** Input pixels across the part that is looked at. @default 4 */
  readonly inside?: number;
}

export interface ProbeResult {
  /** Mean output per channel and phase, [C][s][s]. */
  readonly phaseMeans: readonly number[][][];
  /** Mean over the channels, [s][s]: comparable with the forecast's phase gains when every colour value is 1. */
  readonly gain: readonly number[][];
  /** Root mean square over the channels of the spread over the phases, over the absolute mean; as in the forecast. */
  readonly score: number;
  /** That spread, times 255. */
  readonly rms: number;
}

/**
 * Runs a method on a constant colour and looks at the phases of the interior, in float and unclamped: what is seen is the
 * operator's own pattern, without a picture and without borders.
 *
 * `run` takes [1, C, n, n] and returns [1, C', n', n'], n' at least n s - s (an output that is a little short is fine).
 */
export function probe(
  run: (input: Tensor) => Tensor,
  { scale, colour, margin = 8, inside = 4 }: ProbeOptions,
): ProbeResult {
  const side = 2 * margin + inside;
  const input = createTensor([1, colour.length, side, side]);
  colour.forEach((value, c) => input.data.fill(value, c * side * side, (c + 1) * side * side));
  const output = run(input);
  const [, channels = 0, height = 0, width = 0] = output.shape;
  const start = margin * scale;
  const size = inside * scale;
  if (height < start + size || width < start + size) {
    throw shapeMismatch(message('probe-output', { least: start + size, received: `${height}×${width}` }));
  }
  const means = Array.from({ length: channels }, (_, c) => {
    const data = new Float64Array(size * size);
    for (let y = 0; y < size; y++) {
      const from = (c * height + start + y) * width + start;
      data.set(output.data.subarray(from, from + size), y * size);
    }
    return phaseMeans({ width: size, height: size, data }, scale);
  });
  return { phaseMeans: means, ...summarise(means) };
}

/** Mean table, score and RMS of phase tables [C][s][s]. */
export function summarise(tables: readonly (readonly (readonly number[])[])[]): {
  gain: number[][];
  score: number;
  rms: number;
} {
  const first = tables[0] ?? [];
  const gain = first.map((row, i) =>
    row.map((_, j) => tables.reduce((sum, table) => sum + (table[i]?.[j] ?? NaN), 0) / tables.length),
  );
  const deviation = Math.sqrt(tables.reduce((sum, table) => sum + spread(table) ** 2, 0) / tables.length);
  const mean = gain.flat().reduce((sum, value) => sum + value, 0) / gain.flat().length;
  return {
    gain,
    score: deviation === 0 ? 0 : deviation / Math.abs(mean),
    rms: deviation * 255,
  };
}
