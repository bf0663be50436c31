import { bytesMoved, noCost } from '../cost';
import { flat, sampleTaps } from '../init';
import { elementCount } from '../tensor/tensor';
import { separableEquivalent } from './equivalent';
import { interpolationTarget, targetShape } from './shapes';
import { snippetOf, targetKeyword } from './snippet';
import { defineUpsampler } from './upsampler';

export const nearest = defineUpsampler({
  id: 'nearest',
  title: 'Nearest neighbour',
  summary: 'Repeats every input pixel; the baseline without any smoothing.',
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
    return { ...noCost, bytes: bytesMoved([elementCount(input)], [], targetShape(input, context)) };
  },
  run: (operators, input) => operators.interpolate(input.image, { ...interpolationTarget(input), mode: 'nearest' }),
  equivalentKernel: (_parameters, { scale, channels, size }) =>
    size ? null : separableEquivalent(sampleTaps(flat(), scale, 1, scale), channels, scale, 0),
  snippet: (_parameters, { scale, size }) =>
    snippetOf({ weights: false, lines: [`y = F.interpolate(x, ${targetKeyword(scale, size)}, mode='nearest')`] }),
  identity: (_parameters, { scale }) =>
    `nearest neighbour is the transposed convolution with ${scale}×${scale} ones at stride ${scale} (and pixel shuffle of repeated channels)`,
});
