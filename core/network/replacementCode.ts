import type { EnlargingRow, NetworkRow } from './document';
import type { Replacement } from './replacements';

/**
 * What stands in a layer's place, to be pasted: PyTorch for what needs training, and for the same function in an ONNX file the
 * command that proves and saves it. Null where neither says it.
 */
export function replacementCode(
  { stride }: EnlargingRow,
  { name, inputShapes, shape }: NetworkRow,
  { kind, exact }: Replacement,
  file: string | null,
): string | null {
  const [, inC = 1] = inputShapes[0] ?? [];
  const [, outC = 1] = shape ?? [];
  const [s] = stride;
  if (exact) {
    const isSaved = kind === 'pixel-shuffle' || kind === 'conv-transpose';
    if (file === null || !/\.onnx$/i.test(file) || !isSaved) return null;
    return `upbench rewrite ${quoted(file)} --layer ${quoted(name)} --to ${kind} --out new.onnx`;
  }
  if (kind === 'conv-transpose-even') {
    const padding = Math.ceil(s / 2);
    const odd = s % 2 === 1 ? ', output_padding=1' : '';
    return `nn.ConvTranspose2d(${inC}, ${outC}, ${2 * s}, stride=${s}, padding=${padding}${odd})`;
  }
  return `nn.Sequential(nn.Upsample(scale_factor=${s}, mode='nearest'), nn.Conv2d(${inC}, ${outC}, 3, padding=1))`;
}

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
