import { describe, expect, it } from 'vitest';
import { channelPlane, lumaPlane, matlabGreyPlane, recycle, yiqLumaPlane } from '@core/metrics/planes';
import { makeRaster } from '../../helpers/pictures';
import { grey, pixels } from './tiny';

describe('channelPlane', () => {
  it('takes one channel without the crop, in 0..255 units', () => {
    const raster = makeRaster({ width: 4, height: 3 }, (x, y, c) => 100 * c + 10 * y + x);
    expect(channelPlane(raster, 2, 1)).toEqual({ width: 2, height: 1, data: Float64Array.of(211, 212) });
    expect(channelPlane(raster, 1, 0).data.slice(0, 5)).toEqual(Float64Array.of(100, 101, 102, 103, 110));
    expect(channelPlane(grey([[0, 257, 65535]], 16), 0, 0).data).toEqual(Float64Array.of(0, 1, 255));
  });

  it('is empty where the crop leaves nothing', () => {
    expect(channelPlane(grey([[1, 2]]), 0, 1)).toEqual({ width: 0, height: 0, data: new Float64Array(0) });
    expect(lumaPlane(pixels([1, 2, 3]), 1, false)).toEqual({ width: 0, height: 0, data: new Float64Array(0) });
  });
});

describe('luma', () => {
  it('of BT.601 goes from 16 to 235, with each primary its share', () => {
    const raster = pixels([0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255]);
    const shares = [16, 235, 16 + 65.481, 16 + 128.553, 16 + 24.966];
    lumaPlane(raster, 0, false).data.forEach((y, i) => expect(y).toBeCloseTo(shares[i]!, 12));
    expect([...lumaPlane(raster, 0, true).data]).toEqual([16, 235, 81, 145, 41]);
    const deep = { ...raster, bitDepth: 16 as const, data: Uint16Array.from(raster.data, (v) => v * 257) };
    lumaPlane(deep, 0, false).data.forEach((y, i) => expect(y).toBeCloseTo(shares[i]!, 12));
  });

  it('crops, and takes grey for all three', () => {
    const rows = [
      [9, 9, 9],
      [9, 100, 9],
      [9, 9, 9],
    ];
    expect(lumaPlane(grey(rows), 1, false).data[0]).toBeCloseTo(16 + (219 * 100) / 255, 12);
    expect(yiqLumaPlane(grey(rows), 1).data).toEqual(Float64Array.of(100));
    expect(matlabGreyPlane(grey(rows), 1).data).toEqual(Float64Array.of(100));
  });

  it('of YIQ is .299 .587 .114, not rounded', () => {
    const { data } = yiqLumaPlane(pixels([100, 0, 0], [0, 100, 0], [0, 0, 100]), 0);
    [29.9, 58.7, 11.4].forEach((y, i) => expect(data[i]).toBeCloseTo(y, 12));
  });

  it("of MATLAB's rgb2gray is rounded at 8 bits and not at 16", () => {
    const raster = pixels([255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 200, 30]);
    // .298936 .587043 .114021: 76.23 149.70 29.08 123.82
    expect([...matlabGreyPlane(raster, 0).data]).toEqual([76, 150, 29, 124]);
    const deep = { ...raster, bitDepth: 16 as const, data: Uint16Array.from(raster.data, (v) => v * 257) };
    const fine = matlabGreyPlane(deep, 0).data;
    expect(fine[0]).toBeCloseTo(255 * 0.298936021293775, 10);
    expect(fine[3]).toBeCloseTo(2.98936021293775 + 117.4086148902242 + 3.42062712765309, 10);
  });

  it('rounds ties to the even number', () => {
    // 128.553 204 + 24.966 68 = 109.5 255, and 65.481 2 + 128.553 44 + 24.966 141 = 36.5 255.
    const raster = pixels([0, 204, 68], [2, 44, 141]);
    expect([...lumaPlane(raster, 0, false).data]).toEqual([125.5, 52.5]);
    expect([...lumaPlane(raster, 0, true).data]).toEqual([126, 52]);
  });
});

it('a plane that is no longer needed is taken for the next of its size, and holds nothing of the old', () => {
  const first = channelPlane(grey([[1, 2, 3, 4]]), 0, 0);
  const { buffer } = first.data;
  recycle(first);
  // Far too large or too small ones wait on.
  expect(channelPlane(grey([[5]]), 0, 0).data.buffer).not.toBe(buffer);
  expect(channelPlane(grey([[5, 6, 7, 8, 9]]), 0, 0).data.buffer).not.toBe(buffer);
  const second = channelPlane(grey([[7, 8, 9, 10]]), 0, 0);
  expect(second.data.buffer).toBe(buffer);
  expect([...second.data]).toEqual([7, 8, 9, 10]);
  // It was given away: nobody gets it twice.
  expect(channelPlane(grey([[0, 0, 0, 0]]), 0, 0).data.buffer).not.toBe(buffer);
});
