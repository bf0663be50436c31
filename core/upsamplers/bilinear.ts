import { bytesMoved, interpolateCost } from '../cost';
import { sampleTaps, tent } from '../init';
import { elementCount } from '../tensor/tensor';
import { separableEquivalent } from './equivalent';
import { interpolationTarget, targetShape } from './shapes';
import { keywords, snippetOf, targetKeyword } from './snippet';
import { defineUpsampler } from './upsampler';
import { booleanOf } from './values';

export const bilinear = defineUpsampler({
  id: 'bilinear',
  title: 'Bilinear interpolation',
  summary: 'Weighs the four nearest input pixels by their distance; nothing to learn.',
  source: {
    authors: 'Odena, A., Dumoulin, V., Olah, C.',
    year: 2016,
    title: 'Deconvolution and Checkerboard Artifacts',
    doi: '10.23915/distill.00003',
  },
  baseline: false,
  usesReference: false,
  parameters: [
    {
      kind: 'boolean',
      name: 'alignCorners',
      description: 'Whether the centres of the corner pixels are kept in place instead of the corners of the picture.',
      default: () => false,
      chip: (value) => (value ? 'align corners' : null),
    },
  ],
  makeWeights: () => null,
  outputShape: (input, _parameters, context) => targetShape(input, context),
  cost(input, _parameters, context) {
    const output = targetShape(input, context);
    return { ...interpolateCost(output, 4), bytes: bytesMoved([elementCount(input)], [], output) };
  },
  run: (operators, input, parameters) =>
    operators.interpolate(input.image, {
      ...interpolationTarget(input),
      mode: 'bilinear',
      alignCorners: booleanOf(parameters, 'alignCorners'),
    }),
  equivalentKernel(parameters, { scale, channels, size }) {
    // With aligned corners the weights depend on the position, not on the phase alone.
    if (size || booleanOf(parameters, 'alignCorners')) return null;
    const taps = sampleTaps(tent(scale), 2 * scale - (scale % 2), 1, scale);
    return separableEquivalent(taps, channels, scale, Math.ceil((scale - 1) / 2));
  },
  snippet: (parameters, { scale, size }) =>
    snippetOf({
      weights: false,
      lines: [
        `y = F.interpolate(x, ${targetKeyword(scale, size)}, ${keywords({ mode: "'bilinear'", align_corners: booleanOf(parameters, 'alignCorners') })})`,
      ],
    }),
  identity: (_parameters, { scale }) =>
    `bilinear interpolation is the transposed convolution with the tent of half-width ${scale} (kernel ${2 * scale - (scale % 2)}, stride ${scale}, padding ${Math.ceil((scale - 1) / 2)}) on a replicated border`,
});
