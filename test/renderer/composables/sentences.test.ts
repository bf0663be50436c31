import { describe, expect, it } from 'vitest';
import { explainDifferences, measurePair, metrics } from '@core/metrics';
import { createGenerator } from '@core/init/random';
import type { Raster } from '@core/tensor/raster';
import { translateSentence } from '@renderer/composables/sentencePatterns';

const random = createGenerator(5);
function picture(width: number, height: number, channels: 1 | 3): Raster {
  const data = Uint8Array.from({ length: width * height * channels }, () => Math.floor(256 * random.uniform()));
  return { width, height, channels, bitDepth: 8, data };
}
/** Latin words that are names stay. */
const NAMES = /\b(PSNR|SSIM|MS|FLIP|GMSD|SSIMULACRA|MSE|MAE|Y|scikit|image|Wang|ssim|m|Max|error)\b/g;
const english = (sentence: string): string[] => sentence.replace(NAMES, '').match(/[A-Za-z]{2,}/g) ?? [];

describe('the sentences of metrics', () => {
  it('explain in Chinese why protocols differ, every one of them', () => {
    const [a, b] = [picture(300, 270, 3), picture(300, 270, 3)];
    const found = ['saved-file', 'sr-paper', 'scikit-image-default', 'wang-2004'].flatMap((protocol) =>
      explainDifferences(a, b, { scale: 2, protocol }).flatMap(({ explanations }) => explanations),
    );
    expect(found.length).toBeGreaterThan(10);
    for (const sentence of found) expect(english(translateSentence(sentence, 'zh-CN')), sentence).toEqual([]);
    expect(translateSentence(found[0]!, 'en')).toBe(found[0]);
  });

  it('say in Chinese what a metric misses, and why one is missing', () => {
    const ids = metrics.map(({ id }) => id);
    const small = measurePair(picture(9, 9, 1), picture(9, 9, 1), { scale: 2, protocol: 'saved-file', ids });
    const large = measurePair(picture(200, 180, 3), picture(200, 180, 3), { scale: 2, protocol: 'saved-file', ids });
    const tiny = measurePair(picture(1, 9, 3), picture(1, 9, 3), { scale: 2, protocol: 'saved-file', ids });
    const found = [...tiny.unavailable, ...small.unavailable, ...large.unavailable].map(({ reason }) => reason);
    for (const { warning } of [...small.metrics, ...large.metrics]) if (warning !== undefined) found.push(warning);
    expect(new Set(found).size).toBeGreaterThan(5);
    for (const sentence of found) expect(english(translateSentence(sentence, 'zh-CN')), sentence).toEqual([]);
  });
});
