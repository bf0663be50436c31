import { describe, expect, it } from 'vitest';
import { resizeByWholeTaps, wholeTapsOf } from '../../../core/dialects/bytes';
import { findDialect } from '../../../core/dialects';
import { wholeTapsBy } from '../../../core/engine/thread/kernelBytes';
import { createFastOperators } from '../../../core/kernels';
import { seededNumbers } from '../../helpers/madeOnnx';

const RULES = [
  ['pillow:BICUBIC uint8', 'pillow'],
  ['pillow:LANCZOS uint8', 'pillow'],
  ['pillow:BOX uint8', 'pillow'],
  ['opencv:INTER_CUBIC uint8', 'opencv-wide'],
  ['opencv:INTER_LANCZOS4 uint8', 'opencv-wide'],
] as const;
/** Doubled and halved, odd sizes, one side only, pictures narrower than their taps, many lines and items. */
const SIZES = [
  [16, 16, 32, 32],
  [32, 30, 16, 15],
  [7, 5, 19, 23],
  [3, 1, 5, 4],
  [1, 1, 3, 3],
  [2, 9, 2, 30],
  [23, 11, 4, 3],
  [5, 400, 9, 260],
  [300, 3, 17, 2],
] as const;

describe.each(['exact', 'fast'] as const)('bytes by whole weights, %s', (arithmetic) => {
  const operators = createFastOperators({ arithmetic });

  it.each(RULES)('%s: every byte is that of the reference', (name, bytes) => {
    const { rule } = findDialect(name);
    for (const [width, height, outWidth, outHeight] of SIZES) {
      for (const channels of [1, 2, 3, 4]) {
        const next = seededNumbers(width * 31 + outHeight * 7 + channels);
        // Whole runs of 0 and 255 overshoot, and so are clamped.
        const data = Uint8Array.from({ length: width * height * channels }, () =>
          Math.min(255, Math.max(0, 127.5 + next() * 300)),
        );
        const taps = wholeTapsOf({ width, height }, { width: outWidth, height: outHeight }, rule, bytes)!;
        const planes = Float64Array.from({ length: data.length }, (_, i) => {
          const pixel = i % (width * height);
          return data[pixel * channels + Math.floor(i / (width * height))]!;
        });
        const expected = resizeByWholeTaps({ planes: channels, height, width, data: planes }, taps).data;
        const made = operators.resizeBytes({ width, height, channels, data }, taps);
        const pixels = outWidth * outHeight;
        const inPlanes = Array.from(expected, (_, i) => made[(i % pixels) * channels + Math.floor(i / pixels)]!);
        expect(inPlanes, `${width}x${height} to ${outWidth}x${outHeight}, ${channels}`).toEqual(Array.from(expected));
      }
    }
  });
});

it('planes of a comparison go through the kernel and come back: the same samples, one plane or five', () => {
  const resize = wholeTapsBy(createFastOperators());
  const { rule } = findDialect('pillow:LANCZOS uint8');
  for (const planes of [1, 3, 5]) {
    const data = Float64Array.from({ length: planes * 12 * 10 }, (_, i) => (i * 89) % 256);
    const x = { planes, height: 12, width: 10, data };
    const taps = wholeTapsOf(x, { width: 25, height: 24 }, rule, 'pillow')!;
    expect(resize(x, taps), String(planes)).toEqual(resizeByWholeTaps(x, taps));
  }
});
