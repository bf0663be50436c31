import { allocateSums, createTensor, type Tensor } from '../tensor/tensor';
import { noCheckpoint, type Checkpoint } from './checkpoint';
import type { ConvTranspose2dOptions } from './operators';
import { planConvTranspose2d } from './plan';

/**
 * The transpose (adjoint) of conv2d, torch.nn.functional.conv_transpose2d: every input value stamps the kernel.
 *
 *   y[n, o, i s + a d - p, j s + b d - p] += W[c,o,a,b] x[n,c,i,j]      y starts as bias[o]
 *
 * @param input [N, inC, H, W] or [inC, H, W]
 * @param weight [inC, outC/groups, kH, kW]
 * @param bias [outC]
 * @returns [N, outC, H', W']; sums run in float64 and are rounded once
 */
export function convTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTranspose2dOptions = {},
  checkpoint: Checkpoint = noCheckpoint,
): Tensor {
  const plan = planConvTranspose2d(input, weight, bias, options);
  const output = createTensor(plan.outputShape);
  const { batch, inC, inH, inW, outC, outH, outW, groups } = plan;
  const [kH, kW] = plan.kernel;
  const [sH, sW] = plan.stride;
  const [dH, dW] = plan.dilation;
  const [pH, pW] = plan.padding;
  const inPerGroup = inC / groups;
  const outPerGroup = outC / groups;
  const x = input.data;
  const plane = allocateSums(outH * outW);
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outC; o++) {
      const group = Math.floor(o / outPerGroup);
      plane.fill(bias?.data[o] ?? 0);
      for (let c = group * inPerGroup; c < (group + 1) * inPerGroup; c++) {
        for (let a = 0; a < kH; a++) {
          for (let b = 0; b < kW; b++) {
            const w = weight.data[((c * outPerGroup + (o % outPerGroup)) * kH + a) * kW + b]!;
            const shift = b * dW - pW;
            // Columns j with 0 <= j sW + shift < outW.
            const from = shift >= 0 ? 0 : Math.ceil(-shift / sW);
            const to = Math.min(inW, Math.floor((outW - 1 - shift) / sW) + 1);
            for (let i = 0; i < inH; i++) {
              const outRow = i * sH + a * dH - pH;
              if (outRow < 0 || outRow >= outH) continue;
              const base = ((n * inC + c) * inH + i) * inW;
              let at = outRow * outW + from * sW + shift;
              for (let j = from; j < to; j++, at += sW) plane[at]! += w * x[base + j]!;
            }
          }
          checkpoint();
        }
      }
      output.data.set(plane, (n * outC + o) * outH * outW);
    }
  }
  return output;
}
