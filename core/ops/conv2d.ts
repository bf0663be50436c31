import { createTensor, type Tensor } from '../tensor/tensor';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import type { Conv2dOptions } from './operators';
import { padPlanes } from './padPlanes';
import { planConv2d } from './plan';

/**
 * Cross-correlation, torch.nn.functional.conv2d.
 *
 *   y[n,o,i,j] = bias[o] + sum_{c,a,b} W[o,c,a,b] x[n, g C/G + c, i s + a d - p, j s + b d - p]
 *
 * The border is laid down first and multiplied like any cell: a weight of NaN or Infinity turns zeros into NaN.
 *
 * @param input [N, inC, H, W] or [inC, H, W]
 * @param weight [outC, inC/groups, kH, kW]
 * @param bias [outC]
 * @returns [N, outC, H', W']; sums run in float64 and are rounded once
 */
export function conv2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: Conv2dOptions = {},
  checkpoint: Checkpoint = noCheckpoint,
): Tensor {
  const plan = planConv2d(input, weight, bias, options);
  const output = createTensor(plan.outputShape);
  const { data: x, height: inH, width: inW } = padPlanes(input.data, plan);
  const { batch, inC, outC, outH, outW, groups } = plan;
  const [kH, kW] = plan.kernel;
  const [sH, sW] = plan.stride;
  const [dH, dW] = plan.dilation;
  const perGroup = inC / groups;
  const row = new Float64Array(outW);
  for (let n = 0, y = 0; n < batch; n++) {
    for (let o = 0; o < outC; o++) {
      const first = n * inC + Math.floor(o / (outC / groups)) * perGroup;
      for (let i = 0; i < outH; i++, y += outW) {
        row.fill(bias?.data[o] ?? 0);
        for (let c = 0; c < perGroup; c++) {
          for (let a = 0; a < kH; a++) {
            const base = ((first + c) * inH + i * sH + a * dH) * inW;
            for (let b = 0; b < kW; b++) {
              const w = weight.data[((o * perGroup + c) * kH + a) * kW + b]!;
              for (let j = 0, at = base + b * dW; j < outW; j++, at += sW) row[j]! += w * x[at]!;
            }
          }
        }
        output.data.set(row, y);
        checkpoint();
      }
    }
  }
  return output;
}
