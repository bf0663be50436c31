import { layerTensors, pytorchLayer } from '../../network/onnx/pytorchLayer';
import type { Rewrite } from '../../network/onnx/rewrite';
import { formatSafetensors } from '../../tensor/safetensors';

/** A rewritten layer alone as PyTorch code, and its weights in a file beside it where it has any. */
export function layerFiles(
  rewrite: Rewrite,
  { layer, file, name }: { readonly layer: string; readonly file: string; readonly name: string },
): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[] {
  const weights = name.replace(/\.py$/i, '.safetensors');
  const code = { name, bytes: new TextEncoder().encode(pytorchLayer(rewrite, { layer, file, weights })) };
  const tensors = layerTensors(rewrite);
  return Object.keys(tensors).length === 0 ? [code] : [code, { name: weights, bytes: formatSafetensors(tensors) }];
}
