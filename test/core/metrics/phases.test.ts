import { describe, expect, it } from 'vitest';
import { measureCheckerboard } from '@core/metrics';
import { measurePhases } from '@core/metrics/artefacts';
import { checkerboard } from '@core/metrics/checkerboard';
import { errorPhases } from '@core/metrics/errorPhases';
import type { Rectangle } from '@core/metrics';
import type { Raster } from '@core/tensor/raster';
import { makeRaster } from '../../helpers/pictures';
import { expectClose } from '../../helpers/tolerance';
import { answerOf } from './tiny';

const close = { atol: 1e-11, rtol: 0 };
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]): number => {
  const mean = average(values);
  return average(values.map((value) => (value - mean) ** 2));
};

/** Mean error of each phase of a part, pixel by pixel; phases count from its corner. */
function phasesOf(a: Raster, b: Raster, channel: number, part: Rectangle, stride: number): number[] {
  return Array.from({ length: stride * stride }, (_, phase) => {
    const errors: number[] = [];
    for (let y = Math.floor(phase / stride); y < part.height; y += stride)
      for (let x = phase % stride; x < part.width; x += stride) {
        const i = ((part.y + y) * a.width + part.x + x) * a.channels + channel;
        errors.push((b.data[i]! - a.data[i]!) / (a.bitDepth === 8 ? 1 : 257));
      }
    return errors.length > 0 ? average(errors) : NaN;
  });
}

const pair = (bitDepth: 8 | 16): readonly [Raster, Raster] => {
  const make = (k: number) =>
    makeRaster({ width: 60, height: 53, bitDepth }, (x, y, c) => (x * 37 + y * 91 + k * (x + 3) * (y + c)) % 251);
  return [make(1), make(2)];
};

describe('errorPhases', () => {
  it.each([
    [1, { x: 3, y: 2, width: 20, height: 19 }],
    [2, { x: 1, y: 5, width: 50, height: 40 }],
    [3, { x: 0, y: 0, width: 60, height: 53 }],
    [3, { x: 7, y: 4, width: 24, height: 48 }],
    [4, { x: 2, y: 1, width: 31, height: 40 }],
    [4, { x: 2, y: 1, width: 40, height: 31 }],
    [4, { x: 5, y: 5, width: 3, height: 2 }],
  ])('are the means of stride %i over %j, and the mean variance over its whole blocks', (stride, part) => {
    for (const bitDepth of [8, 16] as const) {
      const [a, b] = pair(bitDepth);
      for (const channel of [0, 2]) {
        const found = errorPhases(a, b, channel, part, stride);
        expectClose(found.means.flat(), phasesOf(a, b, channel, part, stride), close);
        const side = 8 * stride;
        const variances: number[] = [];
        for (let y = 0; y + side <= part.height; y += side)
          for (let x = 0; x + side <= part.width; x += side) {
            const block = { x: part.x + x, y: part.y + y, width: side, height: side };
            variances.push(varianceOf(phasesOf(a, b, channel, block, stride)));
          }
        if (variances.length === 0) expect(found.localVariance).toBeUndefined();
        else expect(found.localVariance).toBeCloseTo(average(variances), 10);
      }
    }
  });
});

describe('the checkerboard metric', () => {
  it('is the root mean square over the channels of the spread of the phases', () => {
    const [a, b] = pair(8);
    const of = (part: Rectangle): number =>
      Math.sqrt(average([0, 1, 2].map((c) => varianceOf(phasesOf(a, b, c, part, 3)))));
    const inner = { x: 4, y: 1, width: 30, height: 20 };
    const found = answerOf(checkerboard, a, b, { scale: 3, crop: 2, inner });
    expect(found.value).toBeCloseTo(of({ x: 2, y: 2, width: 56, height: 49 }), 10);
    expect(found.inner).toBeCloseTo(of({ x: 6, y: 3, width: 30, height: 20 }), 10);
    const thin = (width: number, height: number) =>
      answerOf(checkerboard, a, b, { scale: 3, inner: { x: 0, y: 0, width, height } }).inner;
    expect([thin(2, 9), thin(9, 2)]).toEqual([undefined, undefined]);
    expect(thin(3, 3)).toBeCloseTo(of({ x: 0, y: 0, width: 3, height: 3 }), 10);
  });
});

describe('measures of one output', () => {
  it('takes the root mean square over channels and blocks, and the mean of the tables', () => {
    const [a, b] = pair(8);
    const part = { x: 0, y: 0, width: 60, height: 53 };
    const found = measurePhases(a, b, 2);
    const tables = [0, 1, 2].map((c) => phasesOf(a, b, c, part, 2));
    expect(found.global).toBeCloseTo(Math.sqrt(average(tables.map(varianceOf))), 10);
    expectClose(found.phaseMeans!.flat(), [0, 1, 2, 3].map((p) => average(tables.map((table) => table[p]!))), close); // prettier-ignore
    expect(found.local).toBeCloseTo(
      Math.sqrt(average([0, 1, 2].map((c) => errorPhases(a, b, c, part, 2).localVariance!))),
      10,
    );
  });

  it('counts a picture smaller than one block as one block, and grey against colour', () => {
    const black = makeRaster({ width: 4, height: 4, channels: 1 }, () => 0);
    const checker = makeRaster({ width: 4, height: 4 }, (x, y) => ((x + y) % 2) * 6);
    expect(measurePhases(black, checker, 2)).toEqual({ global: 3, local: 3, phaseMeans: [[0, 6], [6, 0]] }); // prettier-ignore
  });

  it('knows nothing of B without a reference, and nothing of C where the picture is too small', () => {
    const small = makeRaster({ width: 20, height: 20 });
    expect(measurePhases(null, small, 2)).toEqual({ global: null, local: null, phaseMeans: null });
    expect(measureCheckerboard(null, small, 2)).toEqual({
      stride: 2,
      global: null,
      local: null,
      phaseMeans: null,
      peak: null,
      referencePeak: null,
    });
  });

  it('takes the peak of the picture and that of the reference each from its own', () => {
    const flat = makeRaster({ width: 40, height: 40 }, () => 90);
    const checker = makeRaster({ width: 40, height: 40 }, (x, y) => 90 + 5 * ((x + y) % 2));
    const columns = makeRaster({ width: 40, height: 40 }, (x) => 90 + 5 * (x % 2));
    const found = measureCheckerboard(columns, checker, 2);
    expect(found.peak).toMatchObject({ fy: 0.5, fx: 0.5 });
    expect(found.referencePeak).toMatchObject({ fy: 0, fx: 0.5 });
    expect(measureCheckerboard(flat, checker, 2).referencePeak?.decibels).toBe(0);
  });

  it('stops when it is told to, in either measure', () => {
    const [a, b] = pair(8);
    const stop = (): void => {
      throw new Error('stopped');
    };
    expect(() => measurePhases(a, b, 2, stop)).toThrow('stopped');
    expect(() => measureCheckerboard(null, b, 2, stop)).toThrow('stopped');
  });
});
