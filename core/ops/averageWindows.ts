import type { Checkpoint } from './checkpoint';
import type { InterpolatePlan } from './interpolatePlan';

/**
 * mode 'area': the mean over rows floor(i H/H') .. ceil((i+1) H/H') - 1 and the same columns
 * (adaptive_avg_pool2d). Divided as PyTorch divides, in float32: by height and then by width, or by the count at
 * once where the whole plane becomes one pixel.
 */
export function averageWindows(x: Float32Array, y: Float32Array, plan: InterpolatePlan, checkpoint: Checkpoint): void {
  const { inSize: inH, outSize: outH } = plan.rows;
  const { inSize: inW, outSize: outW } = plan.columns;
  const isWhole = outH === 1 && outW === 1;
  for (let p = 0, o = 0; p < plan.planes; p++) {
    for (let i = 0; i < outH; i++) {
      const top = Math.floor((i * inH) / outH);
      const bottom = Math.ceil(((i + 1) * inH) / outH);
      for (let j = 0; j < outW; j++) {
        const left = Math.floor((j * inW) / outW);
        const right = Math.ceil(((j + 1) * inW) / outW);
        let sum = 0;
        for (let a = top; a < bottom; a++) {
          const base = (p * inH + a) * inW;
          for (let b = left; b < right; b++) sum += x[base + b]!;
        }
        const mean = Math.fround(sum) / (isWhole ? inH * inW : bottom - top);
        y[o++] = isWhole ? mean : Math.fround(mean) / (right - left);
      }
      checkpoint();
    }
  }
}
