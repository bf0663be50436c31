import type { EnlargingRow, NetworkRow } from './document';
import type { Replacement } from './replacements';

/** PyTorch for what stands in a layer's place and needs training; null for the same function, which is proven and saved. */
export function replacementCode(
  { stride }: EnlargingRow,
  { inputShapes, shape }: NetworkRow,
  { kind, exact }: Replacement,
): string | null {
  const [, inC = 1] = inputShapes[0] ?? [];
  const [, outC = 1] = shape ?? [];
  const [s] = stride;
  if (exact) return null;
  if (kind === 'conv-transpose-even') {
    const padding = Math.ceil(s / 2);
    const odd = s % 2 === 1 ? ', output_padding=1' : '';
    return `nn.ConvTranspose2d(${inC}, ${outC}, ${2 * s}, stride=${s}, padding=${padding}${odd})`;
  }
  return `nn.Sequential(nn.Upsample(scale_factor=${s}, mode='nearest'), nn.Conv2d(${inC}, ${outC}, 3, padding=1))`;
}
