import { featureCount, type Moments } from './moments';
import type { PictureRows } from './pictureRows';

/**
 * Adds the products of the features of a whole patch with one another.
 *
 * Entries of the Gram matrix with the same displacement between their two features are sums of one product plane over
 * windows that differ only at the rim, so each plane is summed once and the windows slide: (2K-1)² sums in place of K⁴.
 *
 * Legend: P the picture with its border, (ty, tx) a displacement with ty >= 0 (the others are the same products the
 * other way round); window (dy, dx) of it sums P[c1][y][x] P[c2][y + ty][x + tx] over dy <= y < dy + H, dx <= x < dx + W.
 */
export function addGram(moments: Moments, rows: PictureRows, checkpoint: () => void): void {
  const { patch: K, channels: C, crossChannels } = moments;
  const { kernel, height: H, width: W, lines, lineStep, sums } = rows;
  const { cells } = kernel;
  const lags = 2 * K - 1;
  const pairs = Math.ceil(Math.max(0, W - K + 1) / 2);
  // [c1][c2][ty][tx + K - 1][dx]: sums over the rows that are in the windows at every dy.
  const inner = new Float64Array(C * C * K * lags * K);
  const ofRow = new Float64Array(lags * K);
  for (let r = 0; r < K - 1; r++) rows.enter(r);
  for (let y = 0; y < H + K - 1; y++) {
    if ((y & 15) === 0) checkpoint();
    if (y < H) rows.enter(y + K - 1);
    // Cells K-1 to W of a row are in its windows at every dx: they are the kernel's.
    if (pairs > 0)
      for (let c = 0; c < C; c++) cells.copyWithin(lines + c * lineStep, rows.row(c, y) + K - 1, rows.row(c, y) + W);
    for (let ty = 0; ty < Math.min(K, H + K - 1 - y); ty++) {
      // The windows that row y is in.
      const top = Math.max(0, y - H + 1);
      const bottom = Math.min(K - 1 - ty, y);
      for (let c2 = 0; c2 < C; c2++) {
        const first = crossChannels ? 0 : c2;
        const last = crossChannels && ty > 0 ? C - 1 : c2;
        const row = rows.row(c2, y + ty);
        const count = last - first + 1;
        cells.fill(0, sums, sums + count * lags);
        kernel.run({
          row,
          line: lines + first * lineStep,
          lineStep,
          out: sums,
          outStep: lags,
          lags,
          lines: count,
          pairs,
        });
        for (let c1 = first; c1 <= last; c1++) {
          slide(cells, { a: rows.row(c1, y), b: row, core: sums + (c1 - first) * lags }, K, W, ofRow);
          const place = { c1, c2, ty };
          if (top === 0 && bottom === K - 1 - ty) {
            const to = ((c1 * C + c2) * K + ty) * lags * K;
            for (let i = 0; i < ofRow.length; i++) inner[to + i] = inner[to + i]! + ofRow[i]!;
          } else spread(moments, place, top, bottom, ofRow);
        }
      }
    }
  }
  for (let c1 = 0; c1 < C; c1++)
    for (let c2 = 0; c2 < C; c2++)
      for (let ty = 0; ty < K; ty++) {
        const from = ((c1 * C + c2) * K + ty) * lags * K;
        spread(moments, { c1, c2, ty }, 0, K - 1 - ty, inner.subarray(from, from + lags * K));
      }
}

/** out[tx + K - 1][dx] = sum of a[x] b[x + tx] over dx <= x < dx + W, of which the kernel has summed K-1 <= x < W. */
function slide(
  cells: Float64Array,
  { a, b, core }: { a: number; b: number; core: number },
  K: number,
  W: number,
  out: Float64Array,
): void {
  for (let tx = 1 - K; tx < K; tx++) {
    const to = (tx + K - 1) * K;
    const first = Math.max(0, -tx);
    const last = Math.min(K - 1, K - 1 - tx);
    const other = b + tx;
    let sum = cells[core + tx + K - 1]!;
    for (let x = first, end = Math.min(K - 1, first + W); x < end; x++) sum += cells[a + x]! * cells[other + x]!;
    for (let x = Math.max(K - 1, W), end = first + W; x < end; x++) sum += cells[a + x]! * cells[other + x]!;
    out[to + first] = sum;
    for (let x = first; x < last; x++) {
      sum += cells[a + x + W]! * cells[other + x + W]! - cells[a + x]! * cells[other + x]!;
      out[to + x + 1] = sum;
    }
  }
}

/** Adds sums of row windows, [tx + K - 1][dx], to the Gram entries of windows dy = top..bottom, and to their mirrors. */
function spread(
  moments: Moments,
  { c1, c2, ty }: { c1: number; c2: number; ty: number },
  top: number,
  bottom: number,
  sums: Float64Array,
): void {
  const { patch: K, gram } = moments;
  const F = featureCount(moments);
  for (let dy = top; dy <= bottom; dy++) {
    // Of a channel with itself in the same row, (0, -tx) is (0, tx) the other way round.
    for (let tx = c1 === c2 && ty === 0 ? 0 : 1 - K; tx < K; tx++) {
      for (let dx = Math.max(0, -tx); dx <= Math.min(K - 1, K - 1 - tx); dx++) {
        const value = sums[(tx + K - 1) * K + dx]!;
        const f1 = (c1 * K + dy) * K + dx;
        const f2 = (c2 * K + dy + ty) * K + dx + tx;
        gram[f1 * F + f2] = gram[f1 * F + f2]! + value;
        if (f1 !== f2) gram[f2 * F + f1] = gram[f2 * F + f1]! + value;
      }
    }
  }
}
