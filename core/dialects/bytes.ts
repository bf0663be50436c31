import { ruleTaps, type Samples } from '../ops/resampler';
import type { ResampleRule } from '../ops/resampleRule';
import type { Taps } from '../ops/interpolateAxis';
import type { ByteArithmetic } from './table';

/** Resizing of bytes in whole numbers, as libraries do it. samples [P, H, W] of 0..255 -> [P, height, width] */
export function resizeBytes(
  x: Samples,
  size: { readonly height: number; readonly width: number },
  rule: ResampleRule,
  arithmetic: ByteArithmetic,
): Samples {
  const rows = ruleTaps({ inSize: x.height, outSize: size.height, scale: null }, rule);
  const columns = ruleTaps({ inSize: x.width, outSize: size.width, scale: null }, rule);
  return arithmetic === 'pillow' ? pillow(x, rows, columns) : opencvLinear(x, rows, columns);
}

const PILLOW_BITS = 2 ** 22;

/** Across first, rounded to a byte; then down, rounded again. Weights in 1 / 2^22. */
function pillow(x: Samples, rows: Taps, columns: Taps): Samples {
  const whole = ({ weight }: Taps): Float64Array =>
    weight.map((w) => Math.trunc(w * PILLOW_BITS + (w < 0 ? -0.5 : 0.5)));
  const byte = (sum: number): number => Math.min(255, Math.max(0, Math.floor((sum + PILLOW_BITS / 2) / PILLOW_BITS)));
  const [down, across] = [whole(rows), whole(columns)];
  const [height, width] = [rows.start.length - 1, columns.start.length - 1];
  const middle = new Float64Array(x.planes * x.height * width);
  for (let line = 0; line < x.planes * x.height; line++)
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let t = columns.start[j]!; t < columns.start[j + 1]!; t++)
        sum += across[t]! * x.data[line * x.width + columns.index[t]!]!;
      middle[line * width + j] = byte(sum);
    }
  const data = new Float64Array(x.planes * height * width);
  for (let p = 0, o = 0; p < x.planes; p++)
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++, o++) {
        let sum = 0;
        for (let t = rows.start[i]!; t < rows.start[i + 1]!; t++)
          sum += down[t]! * middle[(p * x.height + rows.index[t]!) * width + j]!;
        data[o] = byte(sum);
      }
  return { planes: x.planes, height, width, data };
}

/** Weights in 1 / 2048; rows in 1 / 2048, brought to 1 / 128 each before they meet. */
function opencvLinear(x: Samples, rows: Taps, columns: Taps): Samples {
  const [height, width] = [rows.start.length - 1, columns.start.length - 1];
  const pairs = (taps: Taps): { first: number; next: number; w: number }[] =>
    Array.from({ length: taps.start.length - 1 }, (_, d) => {
      const from = taps.start[d]!;
      const many = taps.start[d + 1]! - from > 1;
      const next = many ? from + 1 : from;
      return { first: taps.index[from]!, next: taps.index[next]!, w: many ? Math.round(taps.weight[next]! * 2048) : 0 };
    });
  const [down, across] = [pairs(rows), pairs(columns)];
  const data = new Float64Array(x.planes * height * width);
  for (let p = 0, o = 0; p < x.planes; p++)
    for (const { first, next, w } of down)
      for (const column of across) {
        const at = (row: number): number => {
          const base = (p * x.height + row) * x.width;
          return (2048 - column.w) * x.data[base + column.first]! + column.w * x.data[base + column.next]!;
        };
        const share = (weight: number, value: number): number => Math.floor((weight * (value >> 4)) / 65536);
        data[o++] = (share(2048 - w, at(first)) + share(w, at(next)) + 2) >> 2;
      }
  return { planes: x.planes, height, width, data };
}
