import { bytesMoved, interpolateCost } from '../cost';
import { cubic, sampleTaps } from '../init';
import { elementCount } from '../tensor/tensor';
import { separableEquivalent } from './equivalent';
import { interpolationTarget, targetShape } from './shapes';
import { snippetOf, targetKeyword } from './snippet';
import { defineUpsampler } from './upsampler';

/** Taps in one axis: 4 s of them, one less where the outermost fall on the kernel's zeros (odd s). */
function tapCount(scale: number): number {
  return 4 * scale - (scale % 2);
}

export const bicubic = defineUpsampler({
  id: 'bicubic',
  title: 'Bicubic interpolation',
  summary: 'Cubic convolution over sixteen input pixels (a = -0.75, as in PyTorch); the baseline of super-resolution.',
  source: {
    authors: 'Keys, R.',
    year: 1981,
    title: 'Cubic convolution interpolation for digital image processing',
    doi: '10.1109/TASSP.1981.1163711',
  },
  baseline: true,
  usesReference: false,
  parameters: [],
  makeWeights: () => null,
  outputShape: (input, _parameters, context) => targetShape(input, context),
  cost(input, _parameters, context) {
    const output = targetShape(input, context);
    return { ...interpolateCost(output, 16), bytes: bytesMoved([elementCount(input)], [], output) };
  },
  run: (operators, input) =>
    operators.interpolate(input.image, { ...interpolationTarget(input), mode: 'bicubic', alignCorners: false }),
  equivalentKernel(_parameters, { scale, channels, size }) {
    if (size) return null;
    const k = tapCount(scale);
    return separableEquivalent(sampleTaps(cubic(scale), k, 1, scale), channels, scale, (k - scale) / 2);
  },
  snippet: (_parameters, { scale, size }) =>
    snippetOf({
      weights: false,
      lines: [`y = F.interpolate(x, ${targetKeyword(scale, size)}, mode='bicubic', align_corners=False)`],
    }),
  identity: (_parameters, { scale }) =>
    `bicubic interpolation is the transposed convolution with the cubic kernel of half-width ${2 * scale} (kernel ${tapCount(scale)}, stride ${scale}, padding ${(tapCount(scale) - scale) / 2}) on a replicated border`,
});
