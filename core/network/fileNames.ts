/** Whether a file is an ONNX network by its name. */
export const isNetworkName = (name: string): boolean => /\.onnx$/i.test(name);

/** Whether a file may lie beside a network and hold its values. */
export const isBesideName = (name: string): boolean => /\.(?:safetensors|data|onnx_data|bin|weights)$/i.test(name);

/** Of several files, those that may belong to one network: all, or with several networks those that begin like it. */
export function besideOf<Of extends { readonly name: string }>(
  network: Of,
  isOnly: boolean,
  files: readonly Of[],
): Of[] {
  const stem = network.name.replace(/\.onnx$/i, '').toLowerCase();
  return files.filter(({ name }) => isBesideName(name) && (isOnly || name.toLowerCase().startsWith(`${stem}.`)));
}
