// @vitest-environment node
import { describe, expect, test } from 'vitest';
import {
  errorBin,
  ERROR_BINS_PER_STEP,
  errorRow,
  shownValue,
  type ErrorKind,
  type PixelData,
} from '@renderer/viewer/math/errors';
import {
  errorPercentile,
  errorRange,
  formatTick,
  gainedRange,
  niceErrorEnd,
  rangeTicks,
  shareAbove,
} from '@renderer/viewer/math/range';
import { pixelError } from '@renderer/viewer/readout';
import { buildLevels, errorsOf, type ErrorLevels } from '@renderer/viewer/worker/mipmaps';
import { wholeRows } from '@renderer/viewer/worker/rows';

const picture = (width: number, height: number, channels: 1 | 3, data: number[], bitDepth: 8 | 16 = 8): PixelData => ({
  width,
  height,
  channels,
  bitDepth,
  data: bitDepth === 8 ? Uint8Array.from(data) : Uint16Array.from(data),
});
const row = (a: PixelData, b: PixelData, ...rest: [ErrorKind, 'rgb' | 'r' | 'g' | 'b' | 'y']): number[] => {
  const out = new Float32Array(a.width);
  errorRow(a, b, ...rest, 0, 0, a.width, out);
  return [...out];
};

describe('errors of a row', () => {
  // [1 × 2 × 3]
  const a = picture(2, 1, 3, [10, 20, 30, 255, 0, 100]);
  const b = picture(2, 1, 3, [13, 20, 24, 0, 0, 110]);

  test('per channel', () => {
    expect(row(a, b, 'absolute', 'r')).toEqual([3, 255]);
    expect(row(a, b, 'signed', 'r')).toEqual([-3, 255]);
    expect(row(a, b, 'signed', 'b')).toEqual([6, -10]);
    expect(row(a, b, 'squared', 'b')).toEqual([36, 100]);
    expect(row(a, b, 'absolute', 'g')).toEqual([0, 0]);
  });
  test('all channels: the mean of the three errors', () => {
    expect(row(a, b, 'absolute', 'rgb')).toEqual([3, expect.closeTo(265 / 3, 4)]);
    expect(row(a, b, 'squared', 'rgb')).toEqual([15, expect.closeTo((255 ** 2 + 100) / 3, 2)]);
  });
  test('luma: the error of BT.601 luma, which is not the luma of the errors', () => {
    expect(row(a, b, 'absolute', 'y')[0]).toBeCloseTo(Math.abs(0.299 * -3 + 0.114 * 6), 5);
  });
  test('16-bit files are counted in /255 too', () => {
    const deep = picture(1, 1, 1, [65535], 16);
    expect(row(deep, picture(1, 1, 1, [0], 16), 'absolute', 'rgb')[0]).toBeCloseTo(255, 4);
    expect(row(deep, picture(1, 1, 1, [255]), 'absolute', 'y')[0]).toBeCloseTo(0, 4);
  });
  test('a grey picture against colour counts as equal channels', () => {
    expect(row(picture(1, 1, 1, [50]), picture(1, 1, 3, [40, 50, 60]), 'signed', 'rgb')).toEqual([0]);
    expect(row(picture(1, 1, 1, [50]), picture(1, 1, 3, [40, 50, 60]), 'absolute', 'rgb')[0]).toBeCloseTo(20 / 3, 5);
  });
  test('the readout under the cursor says the same', () => {
    for (const kind of ['absolute', 'signed', 'squared'] as const) {
      for (const channel of ['rgb', 'r', 'g', 'b', 'y'] as const) {
        expect(pixelError([255, 0, 100], [0, 0, 110], 1, 1, kind, channel)).toBeCloseTo(
          row(a, b, kind, channel)[1]!,
          2,
        );
      }
    }
    expect(pixelError([1], null, 1, 1, 'absolute', 'rgb')).toBeNull();
  });
});

describe('the pass over a whole error map', () => {
  const nothing = (): undefined => undefined;
  const buildErrorLevels = async (
    own: PixelData,
    reference: PixelData,
    kind: ErrorKind,
    channel: 'rgb' | 'y',
    breathe: () => undefined,
  ): Promise<ErrorLevels> => buildLevels(errorsOf(wholeRows(own), wholeRows(reference), kind, channel), kind, breathe);

  test('a checkerboard of errors keeps its size at every level instead of cancelling out', async () => {
    const side = 32;
    const checker = Array.from({ length: side * side }, (_, i) => ((i + Math.floor(i / side)) % 2 === 0 ? 118 : 138));
    const found = await buildErrorLevels(
      picture(side, side, 1, checker),
      picture(
        side,
        side,
        1,
        checker.map(() => 128),
      ),
      'absolute',
      'rgb',
      nothing,
    );
    expect(found.statistics.mean).toBe(10);
    expect(found.levels.length).toBeGreaterThan(1);
    for (const level of found.levels) expect(new Set(level!)).toEqual(new Set([10]));
  });
  test('a signed checkerboard keeps size and sign at every level', async () => {
    const side = 48;
    const errors = Array.from({ length: side * side }, (_, i) => ((i + Math.floor(i / side)) % 2 === 0 ? 12 : -9));
    const found = await buildErrorLevels(
      picture(
        side,
        side,
        1,
        errors.map((error) => 128 + error),
      ),
      picture(
        side,
        side,
        1,
        errors.map(() => 128),
      ),
      'signed',
      'rgb',
      nothing,
    );
    for (const level of found.levels) expect(new Set(level!)).toEqual(new Set([12]));
  });
  test('from afar no place shows less than half of the 99th percentile of what it covers', async () => {
    const [width, height] = [37, 53];
    const values = Array.from({ length: width * height }, (_, i) => (i * 7919) % 256);
    const other = values.map((_, i) => (i * 104_729 + 13) % 256);
    for (const kind of ['absolute', 'signed', 'squared'] as const) {
      const found = await buildErrorLevels(
        picture(width, height, 1, values),
        picture(width, height, 1, other),
        kind,
        'rgb',
        nothing,
      );
      const p99 = errorPercentile([found.statistics], 0.99);
      for (const level of found.levels) {
        const largest = Math.max(...level!.map((value) => (kind === 'squared' ? Math.sqrt(value) : Math.abs(value))));
        expect(largest).toBeGreaterThanOrEqual(p99 / 2);
      }
      // Each place of level 1 shows the largest of the two by two pixels under it.
      const wide = Math.ceil(width / 2);
      for (const [i, value] of found.levels[0]!.entries()) {
        const [x, y] = [2 * (i % wide), 2 * Math.floor(i / wide)];
        const under = [0, 1].flatMap((dy) => [0, 1].map((dx) => [x + dx, y + dy] as const));
        const errors = under
          .filter(([px, py]) => px < width && py < height)
          .map(([px, py]) => values[py * width + px]! - other[py * width + px]!);
        const largest = Math.max(...errors.map(Math.abs));
        expect(Math.abs(value)).toBe(kind === 'squared' ? largest ** 2 : largest);
        if (kind === 'signed') expect(errors).toContain(value);
      }
    }
  });
  test('counts every pixel once', async () => {
    const found = await buildErrorLevels(
      picture(3, 1, 1, [0, 5, 10]),
      picture(3, 1, 1, [0, 0, 0]),
      'signed',
      'rgb',
      nothing,
    );
    expect(found.statistics.bins.reduce((sum, n) => sum + n, 0)).toBe(3);
    expect(found.statistics.bins[5 * ERROR_BINS_PER_STEP]).toBe(1);
    expect(found.statistics.mean).toBe(5);
  });
  test('two sizes are refused in words', async () => {
    await expect(
      buildErrorLevels(picture(1, 1, 1, [0]), picture(2, 1, 1, [0, 0]), 'absolute', 'y', nothing),
    ).rejects.toThrow('A difference needs pictures of one size, but these are 1×1 and 2×1.');
  });
});

describe('ranges', () => {
  const bins = new Float64Array(255 * ERROR_BINS_PER_STEP + 1);
  bins[errorBin(0, 'absolute')] = 50;
  bins[errorBin(10, 'absolute')] = 48;
  bins[errorBin(200, 'absolute')] = 2;
  const statistics = [{ bins, pixels: 100 }];

  test('percentile and the share beyond', () => {
    expect(errorPercentile(statistics, 0.5)).toBe(0);
    expect(errorPercentile(statistics, 0.98)).toBe(10);
    expect(errorPercentile(statistics, 1)).toBe(200);
    expect(errorPercentile([], 0.98)).toBe(0);
    expect(shareAbove(statistics, 10)).toBeCloseTo(0.02);
    expect(shareAbove(statistics, 9.9)).toBeCloseTo(0.5);
    expect(shareAbove(statistics, 255)).toBe(0);
  });
  test('squared errors are binned by their root', () => {
    expect(errorBin(100, 'squared')).toBe(errorBin(10, 'absolute'));
    expect(errorBin(-10, 'signed')).toBe(errorBin(10, 'absolute'));
  });
  test('ends are round, signed is symmetric, squared ends at the square', () => {
    expect([0, 1, 1.1, 33, 64, 129, 255].map((size) => niceErrorEnd(size))).toEqual([1, 1, 2, 64, 64, 255, 255]);
    expect(errorRange(64, 'signed')).toEqual({ low: -64, high: 64 });
    expect(errorRange(8, 'squared')).toEqual({ low: 0, high: 64 });
    expect(gainedRange({ low: -64, high: 64 }, 4)).toEqual({ low: -16, high: 16 });
  });
  test('a range of a percentile still holds it after rounding', () => {
    const counts = new Float64Array(255 * ERROR_BINS_PER_STEP + 1);
    // 4.04 lies just beyond 4, and counts as more than 4.
    for (const size of [0, 0, 0, 4.04]) counts[errorBin(size, 'absolute')]! += 1;
    const own = [{ bins: counts, pixels: 4 }];
    const end = niceErrorEnd(errorPercentile(own, 1));
    expect(end).toBe(8);
    expect(shareAbove(own, end)).toBe(0);
    expect(shareAbove(own, 4)).toBe(0.25);
  });
  test('maps have ends of their own, and SSIM reads downwards', () => {
    expect([0.004, 0.03, 0.3, 1.4].map((lost) => niceErrorEnd(lost * 255, 'ssim') / 255)).toEqual([0.01, 0.05, 0.5, 1]);
    expect(errorRange(0.5 * 255, 'flip')).toEqual({ low: 0, high: 0.5 });
    expect([shownValue(0.25, 'ssim'), shownValue(0.25, 'flip')]).toEqual([0.75, 0.25]);
  });
  test('the bar has numbers with the digits they need', () => {
    const range = { low: 0, high: 64 };
    expect(rangeTicks(range).map((tick) => formatTick(tick, range))).toEqual(['0', '16', '32', '48', '64']);
    const fine = { low: -1, high: 1 };
    expect(rangeTicks(fine).map((tick) => formatTick(tick, fine))).toEqual(['−1', '−0.5', '0', '0.5', '1']);
  });
});
