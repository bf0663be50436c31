import type { Tensor } from '@core/tensor/tensor';

/** "#" separates the file from the tensor in a parameter, so no tensor goes by a name with one. */
export const tensorName = (name: string): string => name.replaceAll('#', '_');

/** A tensor as messages carry it. */
export const toWire = (name: string, { shape, data }: Tensor): { name: string; shape: number[]; data: string } => ({
  name,
  shape: [...shape],
  data: toBase64(data),
});

/** float32, little endian. */
function toBase64(data: Float32Array): string {
  const bytes = new Uint8Array(data.length * 4);
  const view = new DataView(bytes.buffer);
  data.forEach((value, i) => view.setFloat32(i * 4, value, true));
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
