import { bytesMoved, noCost } from '../cost';
import { flat, sampleTaps } from '../init';
import { elementCount } from '../tensor/tensor';
import { separableEquivalent } from './equivalent';
import { enlarged } from './shapes';
import { snippetOf } from './snippet';
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
  outputShape: (input, _parameters, { scale }) => enlarged(input, scale),
  cost(input, _parameters, { scale }) {
    return { ...noCost, bytes: bytesMoved([elementCount(input)], [], enlarged(input, scale)) };
  },
  run: (operators, { image, scale }) => operators.interpolate(image, { scaleFactor: scale, mode: 'nearest' }),
  equivalentKernel: (_parameters, { scale, channels }) =>
    separableEquivalent(sampleTaps(flat(), scale, 1, scale), channels, scale, 0),
  snippet: (_parameters, { scale }) =>
    snippetOf({ weights: false, lines: [`y = F.interpolate(x, scale_factor=${scale}, mode='nearest')`] }),
  identity: (_parameters, { scale }) =>
    `nearest neighbour is the transposed convolution with ${scale}×${scale} ones at stride ${scale} (and pixel shuffle of repeated channels)`,
});
