// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { formatNpy } from '@core/tensor/npy';
import { extentOf, addToHistogram } from '@renderer/viewer/math/samples';
import { automaticWindow, toned, windowOf } from '@renderer/viewer/math/tone';
import { errorRow, peakOf, unitScale, type PixelData } from '@renderer/viewer/math/errors';
import { decodeBlob } from '@renderer/viewer/worker/decode';

const picture = (values: readonly number[], bitDepth: 8 | 16 | 32, peak?: number): PixelData => ({
  width: values.length,
  height: 1,
  channels: 1,
  bitDepth,
  ...(peak === undefined ? {} : { peak }),
  data:
    bitDepth === 8 ? Uint8Array.from(values) : bitDepth === 16 ? Uint16Array.from(values) : Float32Array.from(values),
});
const ramp = (length: number, top: number): number[] => Array.from({ length }, (_, i) => (top * i) / (length - 1));

describe('the window of values', () => {
  test('is found where a picture would be black: 12 bits in a 16-bit file', () => {
    const extent = extentOf(picture(ramp(1000, 4095), 16));
    expect(extent).toMatchObject({ least: 0, most: expect.closeTo(4095 / 65535, 6) });
    const window = automaticWindow(extent)!;
    expect(window.low).toBe(0);
    expect(window.high * 65535).toBeGreaterThan(4000);
    expect(toned(2048 / 65535, { ...window, gain: 1 })).toBeCloseTo(0.5, 1);
    // With the range stated, nothing is dark any more.
    expect(automaticWindow(extentOf(picture(ramp(1000, 4095), 16, 4095)))).toBeNull();
  });
  test('holds light beyond white and below black, not one bright pixel', () => {
    const window = automaticWindow(extentOf(picture([...ramp(999, 4), 1000], 32)))!;
    expect(window.high).toBeGreaterThan(3.9);
    expect(window.high).toBeLessThan(5);
    expect(
      automaticWindow(
        extentOf(
          picture(
            ramp(100, 2).map((value) => value - 1),
            32,
          ),
        ),
      )!.low,
    ).toBeLessThan(-0.9);
  });
  test('leaves usual pictures alone, and survives a flat one and what is no number', () => {
    expect(automaticWindow(extentOf(picture(ramp(256, 1), 32)))).toBeNull();
    expect(automaticWindow(extentOf(picture(ramp(256, 65535), 16)))).toBeNull();
    const flat = windowOf(extentOf(picture([0.5, 0.5], 32)));
    expect(flat.high).toBeGreaterThan(flat.low);
    expect(extentOf(picture([NaN, Infinity, 0, 1], 32))).toMatchObject({ least: 0, most: 1 });
    expect(extentOf(picture([NaN], 32))).toEqual({ least: 0, most: 0, low: 0, high: 0 });
  });
  test('exposure is a factor on light: a stop more of middle grey', () => {
    expect(toned(0.5, { low: 0, high: 1, gain: 1 })).toBe(0.5);
    expect(toned(0.5, { low: 0, high: 1, gain: 2 })).toBeCloseTo(0.686, 3);
    expect(toned(0.3, { low: 0.2, high: 0.4, gain: 1 })).toBeCloseTo(0.5, 12);
  });
});

describe('pictures of floats', () => {
  test('are read from .npy value for value, bands by their first three', async () => {
    const rows: number[] = [];
    const read = (shape: number[], data: Float32Array): Promise<PixelData> =>
      decodeBlob(new Blob([formatNpy({ shape, data })]), {
        onSize: (...size) => void rows.push(...(size as number[])),
        onRow: () => undefined,
        breathe: () => undefined,
      });
    const grey = await read([2, 3], Float32Array.from([0, 0.5, 7, -1, 2, 3]));
    expect(grey).toMatchObject({ width: 3, height: 2, channels: 1, bitDepth: 32 });
    expect([...grey.data]).toEqual([0, 0.5, 7, -1, 2, 3]);
    expect(rows).toEqual([3, 2, 1, 32]);
    const bands = await read(
      [5, 1, 6],
      Float32Array.from({ length: 30 }, (_, i) => i),
    );
    expect([bands.channels, ...bands.data.slice(0, 6)]).toEqual([3, 0, 6, 12, 1, 7, 13]);
  });
  test('have errors in 255ths of white', () => {
    expect([peakOf({ bitDepth: 32 }), unitScale({ bitDepth: 16, peak: 4095 })]).toEqual([1, 255 / 4095]);
    const out = new Float32Array(2);
    errorRow(picture([0.5, 2], 32), picture([0, 1], 32), 'absolute', 'rgb', 0, 0, 2, out);
    expect([...out]).toEqual([127.5, 255]);
    const bins = new Float64Array(256);
    addToHistogram(picture([-3, 0.5, 9, NaN], 32), 'y', 0, 1, bins);
    expect([bins[0], bins[128], bins[255]]).toEqual([1, 1, 1]);
  });
});
