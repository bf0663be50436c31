import { formatSafetensors } from '../tensor/safetensors';
import type { Weights } from './upsampler';

/** The weights of a method as a .safetensors file, under the names its PyTorch snippet loads: `weight` and `bias`. */
export function safetensorsOf(method: string, { weight, bias, origin }: Weights): Uint8Array<ArrayBuffer> {
  return formatSafetensors({ weight, ...(bias ? { bias } : {}) }, { method, origin });
}
