import { message } from '../messages';
import { UpbenchError } from './errors';
import { npyToTensor, parseNpy } from './npy';
import { parseNpz } from './npz';
import { parseSafetensors } from './safetensors';
import type { Tensor } from './tensor';

/** Names of the only tensor in an .npy file. */
const ONLY = 'weight';

/** Whether bytes begin like .safetensors: eight bytes of length, then a JSON object. */
export const looksLikeSafetensors = (bytes: Uint8Array): boolean => bytes.length > 8 && bytes[8] === 0x7b;

/**
 * The tensors of a .safetensors, .npz or .npy file, by name; `fileName` decides the format, but tensors that were
 * taken out of a file keep its name and are .safetensors whatever it ends with.
 * A pickle (.pt, .pth) would run code when opened and is refused with the way around it.
 */
export function parseWeightFile(bytes: Uint8Array, fileName: string): Record<string, Tensor> {
  if (/\.(npz|npy)$/i.test(fileName) && looksLikeSafetensors(bytes)) return parseSafetensors(bytes, fileName);
  const extension = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  switch (extension) {
    case 'safetensors':
      return parseSafetensors(bytes, fileName);
    case 'npz':
      return Object.fromEntries([...parseNpz(bytes, fileName)].map(([name, array]) => [name, npyToTensor(array)]));
    case 'npy':
      return { [ONLY]: npyToTensor(parseNpy(bytes, fileName)) };
    case 'pt':
    case 'pth':
    case 'bin':
    case 'ckpt':
      throw pickleRefusal(fileName);
    default:
      throw new UpbenchError('unsupported-file', message('weight-file-expected', { file: fileName }));
  }
}

/** Why a PyTorch checkpoint is not opened, with the two lines that convert it. */
export function pickleRefusal(fileName: string): UpbenchError {
  const target = fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]+$/, '.safetensors');
  const source = fileName.replace(/^.*[/\\]/, '');
  return new UpbenchError('unsupported-file', message('pickle-refused', { name: fileName, source, target }));
}
