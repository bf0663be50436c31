import type { LayerParameters } from './layers';

/** What fitted weights depend on besides the method's own parameters. */
export interface LayerContext {
  readonly scale: number;
  /** Channels that the layer mixes; depthwise layers do not depend on it. */
  readonly channels: number;
  /** How the small training pictures are made. */
  readonly degradation: string;
}

/** Parameters of each method that decide its least-squares weights. */
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  'conv-transpose': ['kernelSize', 'dilation', 'padding', 'bias', 'border'],
  'nearest-conv': ['kernelSize', 'bias', 'border'],
  'pixel-shuffle': ['kernelSize', 'bias', 'border'],
  unpooling: ['convKernelSize', 'indices', 'bias', 'border'],
};

/**
 * One name for all uses of a method that have the same least-squares weights:
 * "conv-transpose x2 area kernelSize=4 dilation=1 padding=1 bias=false border=replicate depthwise".
 */
export function layerKey(methodId: string, parameters: LayerParameters, context: LayerContext): string {
  const { scale, channels, degradation } = context;
  const values = (DECIDING[methodId] ?? []).map((name) => `${name}=${String(parameters[name])}`);
  const groups = parameters['groups'] === 'dense' && channels > 1 ? `dense ${channels}` : 'depthwise';
  return [methodId, `x${scale}`, degradation, ...values, groups].join(' ');
}
