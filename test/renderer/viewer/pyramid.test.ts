// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MipMaker, type MipLevels } from '@renderer/viewer/worker/mipmaps';
import { levelCount, levelLength, PyramidBuilder } from '@renderer/viewer/math/pyramid';
import { toEncoded, toLinear } from '@renderer/viewer/math/srgb';

/** All levels of a picture given by rows [width × channels]. */
function build(rows: readonly Float32Array[], channels: number): Map<number, Float32Array[]> {
  const width = rows[0]!.length / channels;
  const found = new Map<number, Float32Array[]>();
  const builder = new PyramidBuilder(width, channels, levelCount(width, rows.length, 1), (level, row, values) => {
    const list = found.get(level) ?? [];
    list[row] = values.slice();
    found.set(level, list);
  });
  for (const row of rows) builder.push(row);
  builder.finish();
  return found;
}

describe('levels', () => {
  test('halve rounding up', () => {
    expect([0, 1, 2, 3].map((level) => levelLength(7, level))).toEqual([7, 4, 2, 1]);
    expect(levelCount(1, 1, 1)).toBe(1);
    expect(levelCount(7, 3, 1)).toBe(4);
  });

  test('every value is the mean of exactly the pixels it covers, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 23 }),
        fc.integer({ min: 1, max: 23 }),
        fc.constantFrom(1, 3),
        (width, height, channels) => {
          const rows = Array.from({ length: height }, (_, y) =>
            Float32Array.from({ length: width * channels }, (_, i) => ((i * 7 + y * 13) % 17) / 16),
          );
          for (const [level, list] of build(rows, channels)) {
            expect(list).toHaveLength(levelLength(height, level));
            const side = 2 ** level;
            for (const [row, values] of list.entries()) {
              for (let i = 0; i < values.length; i++) {
                const [x, c] = [Math.floor(i / channels), i % channels];
                let sum = 0;
                let count = 0;
                for (let v = row * side; v < Math.min(height, (row + 1) * side); v++) {
                  for (let u = x * side; u < Math.min(width, (x + 1) * side); u++, count++)
                    sum += rows[v]![u * channels + c]!;
                }
                expect(values[i]).toBeCloseTo(sum / count, 5);
              }
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('mip levels of a picture', () => {
  function checker(width: number, height: number, bitDepth: 8 | 16): MipLevels['levels'] {
    const maker = new MipMaker(width, height, 3, { bitDepth });
    const white = bitDepth === 8 ? 255 : 65535;
    for (let y = 0; y < height; y++) {
      const row = Array.from({ length: width * 3 }, (_, i) => ((Math.floor(i / 3) + y) % 2 === 0 ? white : 0));
      maker.push(bitDepth === 8 ? Uint8Array.from(row) : Uint16Array.from(row));
    }
    return maker.finish().levels;
  }

  test('a black and white checkerboard becomes 188 at every level, not 128', () => {
    // Deep pictures keep the light itself: half of it.
    for (const [depth, grey] of [
      [8, 188],
      [16, 0.5],
    ] as const) {
      const levels = checker(64, 64, depth);
      expect(levels.length).toBeGreaterThan(2);
      for (const level of levels) expect(new Set(level!)).toEqual(new Set([grey]));
    }
  });

  test('a plain colour stays what it is', () => {
    for (let value = 0; value < 256; value++) {
      const maker = new MipMaker(16, 16, 1, { bitDepth: 8 });
      for (let y = 0; y < 16; y++) maker.push(new Uint8Array(16).fill(value));
      expect(new Set(maker.finish().levels[0]!)).toEqual(new Set([value]));
    }
  });
});

test('the transfer function and its inverse agree, and half the light is 188', () => {
  for (let i = 0; i <= 255; i++) expect(toEncoded(toLinear(i / 255)) * 255).toBeCloseTo(i, 6);
  expect(Math.round(toEncoded(0.5) * 255)).toBe(188);
});
