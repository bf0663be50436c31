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
  const isPadded = plan.paddingMode !== 'zeros';
  const x = isPadded ? padPlanes(input.data, plan) : input.data;
  // A mirrored border is laid down first; cells outside the zero border are skipped, not multiplied.
  const inH = isPadded ? plan.inH + plan.padding[0] + plan.paddingAfter[0] : plan.inH;
  const inW = isPadded ? plan.inW + plan.padding[1] + plan.paddingAfter[1] : plan.inW;
  const [pH, pW] = isPadded ? [0, 0] : plan.padding;
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
            const inRow = i * sH + a * dH - pH;
            if (inRow < 0 || inRow >= inH) continue;
            const base = ((first + c) * inH + inRow) * inW;
            for (let b = 0; b < kW; b++) {
              const w = weight.data[((o * perGroup + c) * kH + a) * kW + b]!;
              const shift = b * dW - pW;
              // Columns j with 0 <= j sW + shift < inW.
              const from = shift >= 0 ? 0 : Math.ceil(-shift / sW);
              const to = Math.min(outW, Math.floor((inW - 1 - shift) / sW) + 1);
              for (let j = from, at = base + from * sW + shift; j < to; j++, at += sW) row[j]! += w * x[at]!;
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
