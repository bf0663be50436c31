import { featureCount, type Moments } from './moments';
import type { PictureRows } from './pictureRows';

/**
 * Adds the products of features with targets and with the constant, and the targets' energy.
 *
 * Legend: line t holds one row of target t, every s-th cell of a row of Y; line T = C s² holds ones, for the constant.
 */
export function addTargets(
  moments: Moments,
  rows: PictureRows,
  target: Readonly<Float32Array>,
  checkpoint: () => void,
): void {
  const { channels: C, patch: n, offsets, scale: s, gram, cross, energy, crossChannels } = moments;
  const { kernel, height: H, width: W, rim, lines, lineStep, sums } = rows;
  const { cells } = kernel;
  const F = featureCount(moments);
  const one = F - 1;
  const T = C * s * s;
  const runs = runsOf(offsets);
  const pairs = Math.ceil(W / 2);
  cells.fill(1, lines + T * lineStep, lines + T * lineStep + W);
  for (let r = 0; r < 2 * rim; r++) rows.enter(r);
  for (let y = 0; y < H; y++) {
    if ((y & 15) === 0) checkpoint();
    rows.enter(y + 2 * rim);
    for (let t = 0; t < T; t++) {
      const line = lines + t * lineStep;
      const from = ((Math.floor(t / (s * s)) * H + y) * s + (Math.floor(t / s) % s)) * W * s + (t % s);
      let sum = 0;
      let squares = 0;
      for (let x = 0; x < W; x++) {
        const value = target[from + x * s]!;
        cells[line + x] = value;
        sum += value;
        squares += value * value;
      }
      energy[t] = energy[t]! + squares;
      cross[one * T + t] = cross[one * T + t]! + sum;
    }
    for (let c = 0; c < C; c++) {
      for (let iy = 0; iy < n; iy++) {
        const at = rows.row(c, y + rim + offsets[iy]!) + rim;
        const out = sums + (c * n + iy) * (T + 1) * n;
        for (const { index, offset, length } of runs) {
          const multiply = (first: number, count: number): void =>
            kernel.run({
              row: at + offset,
              line: lines + first * lineStep,
              lineStep,
              pairs,
              out: out + first * n + index,
              outStep: n,
              lags: length,
              lines: count,
            });
          if (crossChannels) multiply(0, T + 1);
          else {
            multiply(c * s * s, s * s);
            multiply(T, 1);
          }
        }
      }
    }
  }
  for (let f = 0; f < one; f++) {
    const from = sums + Math.floor(f / n) * (T + 1) * n + (f % n);
    for (let t = 0; t < T; t++) cross[f * T + t] = cross[f * T + t]! + cells[from + t * n]!;
    gram[f * F + one] = gram[f * F + one]! + cells[from + T * n]!;
    gram[one * F + f] = gram[f * F + one]!;
  }
  gram[one * F + one] = gram[one * F + one]! + H * W;
}

/** Neighbouring offsets, which share the loads of a row: where in the list they begin, at which offset, how many. */
function runsOf(offsets: readonly number[]): { index: number; offset: number; length: number }[] {
  const runs: { index: number; offset: number; length: number }[] = [];
  offsets.forEach((offset, index) => {
    const last = runs.at(-1);
    if (last && last.offset + last.length === offset) last.length += 1;
    else runs.push({ index, offset, length: 1 });
  });
  return runs;
}
