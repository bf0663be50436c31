import { expect } from 'vitest';
import type { ImageResult, Results } from '@core/experiment/schema';
import { fromSpecial } from '@core/experiment/special';
import { shownValue } from '@core/experiment/shown';
import type { MetricSummary } from '@core/experiment/summarySchema';

const valueIn = (
  { methods }: ImageResult,
  key: string,
  { id, region }: Pick<MetricSummary, 'id' | 'region'>,
): number => {
  const method = methods.find((one) => one.key === key);
  const metric = method?.metrics.find((one) => one.id === id && one.region === region);
  return metric === undefined ? NaN : fromSpecial(metric.value);
};

/** The aggregates of a document by their definition, from its pictures. */
export function checkSummary({ images, summary }: Results): void {
  if (images.length < 2) {
    expect(summary).toBeUndefined();
    return;
  }
  expect(summary?.images).toBe(images.length);
  for (const metric of summary?.metrics ?? []) {
    const keys = metric.methods.map(({ key }) => key);
    const isUsed = (image: ImageResult): boolean => keys.every((key) => Number.isFinite(valueIn(image, key, metric)));
    const used = images.filter(isUsed);
    expect(metric.count).toBe(used.length);
    expect((metric.leftOut ?? []).map(({ file }) => file)).toEqual(
      images.filter((image) => !isUsed(image)).map(({ file }) => file),
    );
    const sign = metric.better === 'higher' ? 1 : -1;
    const ranked = metric.methods.filter(({ excludedFromBest }) => excludedFromBest === undefined);
    // Those that take no part come last.
    expect(metric.methods.slice(0, ranked.length)).toEqual(ranked);
    for (const [place, method] of metric.methods.entries()) {
      expect(method.count).toBe(used.length);
      const values = used.map((image) => valueIn(image, method.key, metric));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      if (used.length === 0) expect(method.mean).toBeNull();
      else expect(Math.abs(fromSpecial(method.mean!) - mean)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(mean)));
      if (place > 0 && place < ranked.length && method.mean !== null) {
        // Best first, and nothing is better than the best.
        const before = ranked[place - 1]!;
        expect(sign * (fromSpecial(before.mean!) - fromSpecial(method.mean))).toBeGreaterThanOrEqual(0);
        expect(sign * fromSpecial(method.difference!.mean)).toBeLessThanOrEqual(1e-12);
        expect(method.difference!.count).toBe(used.length);
      }
      expect(method.wins).toBe(
        winsOf(
          images,
          method.key,
          ranked.map(({ key }) => key),
          metric,
        ),
      );
    }
  }
}

function winsOf(images: readonly ImageResult[], key: string, ranked: readonly string[], metric: MetricSummary): number {
  if (!ranked.includes(key)) return 0;
  return images.filter((image) => {
    const shown = (one: string): number => {
      const value = valueIn(image, one, metric);
      return Number.isNaN(value) ? NaN : shownValue(metric.id, value === Infinity ? 'Infinity' : value);
    };
    const own = shown(key);
    return ranked.every((other) => {
      const theirs = shown(other);
      return (
        !Number.isNaN(own) && (Number.isNaN(theirs) || (metric.better === 'higher' ? own >= theirs : own <= theirs))
      );
    });
  }).length;
}
