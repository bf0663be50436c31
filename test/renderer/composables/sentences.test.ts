import { describe, expect, it } from 'vitest';
import { say } from '@core/messages';
import { explainDifferences, measurePair, metrics } from '@core/metrics';
import { createGenerator } from '@core/init/random';
import type { Raster } from '@core/tensor/raster';

const random = createGenerator(5);
function picture(width: number, height: number, channels: 1 | 3): Raster {
  const data = Uint8Array.from({ length: width * height * channels }, () => Math.floor(256 * random.uniform()));
  return { width, height, channels, bitDepth: 8, data };
}
/** Latin words that are names stay. */
const NAMES =
  /\b(px|PSNR|SSIM|MS|FLIP|GMSD|SSIMULACRA|MSE|MAE|Y|scikit|image|Wang|ssim|m|Max|error|BT|Sobel|Prewitt|LDR|XYB|RMS|rgb2gray|K)\b/g;
const english = (sentence: string): string[] => sentence.replace(NAMES, '').match(/[A-Za-z]{2,}/g) ?? [];

describe('the sentences of metrics', () => {
  it('explain in Chinese why protocols differ, every one of them', () => {
    const [a, b] = [picture(300, 270, 3), picture(300, 270, 3)];
    const found = ['saved-file', 'sr-paper', 'scikit-image-default', 'wang-2004'].flatMap((protocol) =>
      explainDifferences(a, b, { scale: 2, protocol }).flatMap(({ rows }) =>
        rows.flatMap(({ gap }) =>
          gap ? [say({ ...gap.message, values: { ...gap.message.values, title: '' } }, 'zh-CN')] : [],
        ),
      ),
    );
    expect(found.length).toBeGreaterThan(10);
    for (const sentence of found) expect(english(sentence), sentence).toEqual([]);
  });

  it('say in Chinese how a number was made, what a metric misses, and why one is missing', () => {
    const ids = metrics.map(({ id }) => id);
    const small = measurePair(picture(9, 9, 1), picture(9, 9, 1), { scale: 2, protocol: 'saved-file', ids });
    const large = measurePair(picture(200, 180, 3), picture(200, 180, 3), { scale: 2, protocol: 'saved-file', ids });
    const tiny = measurePair(picture(1, 9, 3), picture(1, 9, 3), { scale: 2, protocol: 'saved-file', ids });
    const found = [...tiny.unavailable, ...small.unavailable, ...large.unavailable].map(({ said }) => said);
    for (const { receipt, warningSaid } of [...small.metrics, ...large.metrics]) {
      found.push(...receipt.filter((part) => typeof part !== 'string'));
      if (warningSaid !== undefined) found.push(warningSaid);
    }
    expect(found.length).toBeGreaterThan(50);
    for (const sentence of found) expect(english(say(sentence, 'zh-CN')), say(sentence)).toEqual([]);
  });
});
