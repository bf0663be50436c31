import { featureCount, type Border, type Moments } from '@core/fit';
import type { Tensor } from '@core/tensor/tensor';

/**
 * The definition of the moments: for each position the row of the design matrix, which is the window around it and the
 * constant 1, and its products with itself and with the targets. What core/fit sums otherwise is held against this, and
 * its speed is counted from this.
 */
export function accumulatePlainly(moments: Moments, source: Tensor, target: Tensor, border: Border): void {
  const { channels: C, offsets, scale: s, crossChannels, gram, cross, energy } = moments;
  const [, , H, W] = source.shape as [number, number, number, number];
  const F = featureCount(moments);
  const T = C * s * s;
  const perChannel = offsets.length ** 2;
  const row = new Float64Array(F);
  const goals = new Float64Array(T);
  const at = (c: number, y: number, x: number): number => {
    if (border === 'zeros' && (y < 0 || y >= H || x < 0 || x >= W)) return 0;
    return source.data[(c * H + Math.min(H - 1, Math.max(0, y))) * W + Math.min(W - 1, Math.max(0, x))]!;
  };
  /** Whether a depthwise layer would need the product of two features, or of a feature and a target. */
  const isWanted = (f: number, channel: number): boolean =>
    crossChannels || f === F - 1 || Math.floor(f / perChannel) === channel;
  for (let i = 0; i < H; i++) {
    for (let j = 0; j < W; j++) {
      let f = 0;
      for (let c = 0; c < C; c++) for (const dy of offsets) for (const dx of offsets) row[f++] = at(c, i + dy, j + dx);
      row[f] = 1;
      for (let t = 0; t < T; t++) {
        const y = i * s + (Math.floor(t / s) % s);
        goals[t] = target.data[(Math.floor(t / (s * s)) * H * s + y) * W * s + j * s + (t % s)]!;
      }
      for (f = 0; f < F; f++) {
        const value = row[f]!;
        // The other triangle is the same.
        for (let g = 0; g <= f; g++) gram[f * F + g] = gram[f * F + g]! + value * row[g]!;
        for (let t = 0; t < T; t++) cross[f * T + t] = cross[f * T + t]! + value * goals[t]!;
      }
      for (let t = 0; t < T; t++) energy[t] = energy[t]! + goals[t]! ** 2;
    }
  }
  for (let f = 0; f < F; f++) {
    for (let t = 0; t < T; t++) if (!isWanted(f, Math.floor(t / (s * s)))) cross[f * T + t] = 0;
    for (let g = 0; g <= f; g++) {
      if (f < F - 1 && !isWanted(f, Math.floor(g / perChannel))) gram[f * F + g] = 0;
      gram[g * F + f] = gram[f * F + g]!;
    }
  }
  moments.rows += H * W;
}
