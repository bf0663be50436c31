import { writeFileSync } from 'node:fs';
import { formatSafetensors } from '@core/tensor/safetensors';
import { createTensor } from '@core/tensor/tensor';

/** A depthwise 4x4 kernel for one use of a transposed convolution, each tap its own. */
export function writeSafetensors(path: string): void {
  const taps = Array.from({ length: 16 }, (_, index) => (1 + (index % 5)) / 40);
  writeFileSync(path, formatSafetensors({ weight: createTensor([1, 1, 4, 4], taps) }));
}
