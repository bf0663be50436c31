import type { FitTraits, LayerParameters } from './layers';

/** What fitted weights depend on besides the method's own parameters. */
export interface LayerContext {
  readonly scale: number;
  /** Channels that the layer mixes; depthwise layers do not depend on it. */
  readonly channels: number;
  /** How the small training pictures are made. */
  readonly degradation: string;
}

/**
 * One name for all uses of a method that have the same least-squares weights:
 * "conv-transpose x2 area kernelSize=4 dilation=1 padding=1 bias=false border=replicate depthwise".
 */
export function layerKey(
  methodId: string,
  { deciding }: Pick<FitTraits, 'deciding'>,
  parameters: LayerParameters,
  context: LayerContext,
): string {
  const { scale, channels, degradation } = context;
  const values = deciding.map((name) => `${name}=${String(parameters[name])}`);
  const groups = parameters['groups'] === 'dense' && channels > 1 ? `dense ${channels}` : 'depthwise';
  return [methodId, `x${scale}`, degradation, ...values, groups].join(' ');
}
