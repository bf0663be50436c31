import { say } from '../messages';
import { formatSafetensors } from '../tensor/safetensors';
import type { Tensor } from '../tensor/tensor';
import type { Weights } from './upsampler';

/**
 * The weights of a method as a .safetensors file, under the names its PyTorch snippet loads: `weight` and `bias`; for a
 * chain of layers `0.weight`, `0.bias`, `1.weight`, ..., as in the state of an nn.Sequential.
 */
export function safetensorsOf(method: string, weights: Weights): Uint8Array<ArrayBuffer> {
  return formatSafetensors(namedTensors(weights), { method, origin: say(weights.origin) });
}

export function namedTensors({ weight, bias, layers }: Weights): Record<string, Tensor> {
  if (!layers) return { weight, ...(bias ? { bias } : {}) };
  const entries = layers.flatMap((layer, step) =>
    layer ? Object.entries(namedTensors(layer)).map(([name, tensor]) => [`${step}.${name}`, tensor] as const) : [],
  );
  return Object.fromEntries(entries);
}
