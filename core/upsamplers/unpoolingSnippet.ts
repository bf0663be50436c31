import type { LearnableLayer } from './layerBuilder';
import { keywords, LOAD_WEIGHTS, snippetOf } from './snippet';
import { SMALLEST_DENOMINATOR } from './unpoolingParts';
import type { ParameterContext, ParameterValues } from './upsampler';
import { choiceOf, numberOf } from './values';

/** PyTorch code of every form of unpooling; `layer` is the convolution that fills the gaps. */
export function unpoolingSnippet(
  parameters: ParameterValues,
  context: ParameterContext,
  layer: LearnableLayer,
): string {
  const kernel = numberOf(parameters, 'kernelSize');
  const stride = numberOf(parameters, 'stride');
  const fill = choiceOf(parameters, 'fill');
  const source = choiceOf(parameters, 'indices');
  const isPooled = choiceOf(parameters, 'values') === 'pooled';
  const pool = `F.max_pool2d(reference, ${kernel}, ${stride}, return_indices=True)`;
  const fixed = [
    'height, width = x.shape[-2:]',
    `out_width = (width - 1) * ${stride} + ${kernel}`,
    `indices = torch.arange(height)[:, None] * ${stride} * out_width + torch.arange(width)[None, :] * ${stride}`,
    'indices = indices.expand_as(x).contiguous()',
  ];
  const positions = [
    ...(isPooled || source === 'reference' ? [`${isPooled ? 'x' : '_'}, indices = ${pool}`] : []),
    ...(source === 'top-left' ? fixed : []),
    ...(source === 'given' && isPooled ? ['indices = given'] : []),
  ];
  const givenName = isPooled ? 'given' : 'indices';
  const unpool = (values: string): string => `F.max_unpool2d(${values}, indices, ${kernel}, ${stride})`;
  return snippetOf({
    weights: fill === 'conv',
    needs: [
      ...(isPooled || source === 'reference' ? ['reference: the original, [1, C, H * scale, W * scale]'] : []),
      ...(source === 'given' ? [`${givenName}: positions of an encoder, int64 of the shape of x`] : []),
    ],
    lines: [...positions, ...fillLines(parameters, context, unpool, layer)],
  });
}

function fillLines(
  parameters: ParameterValues,
  context: ParameterContext,
  unpool: (values: string) => string,
  layer: LearnableLayer,
): string[] {
  const fill = choiceOf(parameters, 'fill');
  if (fill === 'none') return [`y = ${unpool('x')}`];
  if (fill === 'conv')
    return [
      layer.conv2dLine(parameters, context),
      LOAD_WEIGHTS,
      'with torch.no_grad():',
      `    y = layer(${unpool('x')})`,
    ];
  const { channels, scale } = context;
  const k = numberOf(parameters, 'convKernelSize');
  const conv = (values: string): string =>
    `F.conv2d(${unpool(values)}, kernel, ${keywords({ padding: (k - 1) / 2, groups: channels })})`;
  return [
    `t = torch.arange(${k}, dtype=torch.float64) - ${(k - 1) / 2}`,
    `taps = torch.exp(-t ** 2 / (2 * ${numberOf(parameters, 'sigma')} ** 2))`,
    `taps = ${scale} * taps / taps.sum()`,
    `kernel = (taps[:, None] * taps[None, :]).float().expand(${channels}, 1, ${k}, ${k})`,
    `y = ${conv('x')} / ${conv('torch.ones_like(x)')}.clamp_min(${SMALLEST_DENOMINATOR})`,
  ];
}
