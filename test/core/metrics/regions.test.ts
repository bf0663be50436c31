import { describe, expect, it } from 'vitest';
import { say } from '@core/messages';
import { alignPair, interiorOf } from '@core/metrics';
import { checkRoi, interiorPart } from '@core/metrics/regions';
import { cutRaster, makeSamples } from '@core/tensor/raster';
import { makeRaster } from '../../helpers/pictures';
import { grey, pixels } from './tiny';

describe('alignPair', () => {
  it('leaves a pair alone that goes together', () => {
    const [a, b] = [grey([[1, 2]]), grey([[3, 4]])];
    const pair = alignPair(a, b);
    expect(pair.reference).toBe(a);
    expect(pair.picture).toBe(b);
    expect(pair.notes).toEqual([]);
  });

  it('repeats grey in three channels, whichever of the two it is', () => {
    const colour = pixels([1, 2, 3], [4, 5, 6], [7, 8, 9]);
    const first = alignPair(grey([[7, 9, 4]]), colour);
    expect(first.reference).toEqual(pixels([7, 7, 7], [9, 9, 9], [4, 4, 4]));
    expect(first.picture).toBe(colour);
    expect(first.notes.map((note) => say(note))).toEqual([
      'The reference is grey: its channel was compared with all three of the other.',
    ]);
    const second = alignPair(colour, grey([[7, 9, 4]]));
    expect(second.picture).toEqual(pixels([7, 7, 7], [9, 9, 9], [4, 4, 4]));
    expect(second.notes.map((note) => say(note))).toEqual([
      'The picture is grey: its channel was compared with all three of the other.',
    ]);
  });

  it('multiplies 8 bits by 257, whichever of the two has them', () => {
    const deep = grey([[0, 65535]], 16);
    const first = alignPair(grey([[1, 255]]), deep);
    expect(first.reference).toEqual(grey([[257, 65535]], 16));
    expect(first.notes.map((note) => say(note))).toEqual([
      'The reference has 8 bits per channel: its values were multiplied by 257 for the comparison.',
    ]);
    expect(alignPair(deep, grey([[1, 255]])).notes.map((note) => say(note))).toEqual([
      'The picture has 8 bits per channel: its values were multiplied by 257 for the comparison.',
    ]);
  });

  it('does both, also to a grey picture of 16 bits', () => {
    const colour = pixels([1, 2, 3]);
    const pair = alignPair(grey([[300]], 16), colour);
    expect(pair.reference).toEqual({ ...colour, bitDepth: 16, data: Uint16Array.of(300, 300, 300) });
    expect(pair.picture.data).toEqual(Uint16Array.of(257, 514, 771));
    expect(pair.notes).toHaveLength(2);
  });

  it.each([
    [2, 3],
    [3, 2],
  ])('refuses 2×2 beside %i×%i', (width, height) => {
    const sentence = `Expected two pictures of the same size but the reference is 2×2 and the picture ${width}×${height}.`;
    const pair = () => alignPair(makeRaster({ width: 2, height: 2 }), makeRaster({ width, height }));
    expect(pair).toThrow(sentence);
    expect(pair).toThrow(expect.objectContaining({ code: 'size-mismatch' }) as Error);
  });
});

it('cutRaster copies a part, channel by channel, and its alpha', () => {
  for (const bitDepth of [8, 16] as const) {
    const raster = makeRaster({ width: 4, height: 3, bitDepth, alpha: true }, (x, y, c) => 100 * y + 10 * x + c);
    const part = cutRaster(raster, { x: 1, y: 1, width: 2, height: 2 });
    const values = [110, 111, 112, 120, 121, 122, 210, 211, 212, 220, 221, 222];
    expect(part).toEqual({
      width: 2,
      height: 2,
      channels: 3,
      bitDepth,
      data: bitDepth === 8 ? Uint8Array.from(values) : Uint16Array.from(values),
      alpha: [5, 6, 9, 10]
        .map((at) => raster.alpha![at]!)
        .reduce((out, value, i) => out.fill(value, i, i + 1), makeSamples(bitDepth, 4)),
    });
    expect(part.data.buffer).not.toBe(raster.data.buffer);
  }
});

it.each([
  // Four scales, but never more than a quarter of a side.
  [64, 48, 2, { x: 8, y: 8, width: 48, height: 32 }],
  [64, 20, 2, { x: 8, y: 5, width: 48, height: 10 }],
  [20, 64, 3, { x: 5, y: 12, width: 10, height: 40 }],
  [3, 3, 4, { x: 0, y: 0, width: 3, height: 3 }],
  [7, 9, 4, { x: 1, y: 2, width: 5, height: 5 }],
])('the interior of %i×%i at scale %i', (width, height, scale, expected) => {
  expect(interiorOf({ width, height }, scale)).toEqual(expected);
});

it('the interior says what it leaves out', () => {
  expect(say(interiorPart({ x: 8, y: 8, width: 1, height: 1 }))).toBe('interior (8 px left out on every side)');
  expect(say(interiorPart({ x: 8, y: 5, width: 1, height: 1 }))).toBe(
    'interior (8 px left out at left and right, 5 above and below)',
  );
});

describe('checkRoi', () => {
  const size = { width: 10, height: 6 };
  it.each([
    [0, 0, 10, 6],
    [9, 5, 1, 1],
    [3, 2, 7, 4],
  ])('takes %i,%i,%i,%i', (x, y, width, height) => {
    expect(() => checkRoi({ x, y, width, height }, size)).not.toThrow();
  });

  it.each([
    [-1, 0, 4, 4],
    [0, -1, 4, 4],
    [0, 0, 0, 4],
    [0, 0, 4, 0],
    [4, 0, 7, 1],
    [0, 3, 1, 4],
    [0.5, 0, 1, 1],
    [0, 0.5, 1, 1],
    [0, 0, 1.5, 1],
    [0, 0, 1, NaN],
  ])('refuses %d,%d,%d,%d', (x, y, width, height) => {
    expect(() => checkRoi({ x, y, width, height }, size)).toThrow(
      `Expected x,y,w,h inside the picture of 10×6 for roi but received "${x},${y},${width},${height}".`,
    );
  });
});
