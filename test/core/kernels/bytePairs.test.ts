import { afterAll, describe, expect, it } from 'vitest';
import { writePng } from '@core/engine/pictures/png';
import { bytePairsBy } from '@core/engine/thread/kernelMetrics';
import { createFastOperators } from '@core/kernels';
import { measurePair, measurePhases } from '@core/metrics';
import { createGenerator } from '@core/init';
import { tensorToRaster, type Raster } from '@core/tensor/raster';
import { createTensor } from '@core/tensor/tensor';

const operators = createFastOperators();
const bytes = bytePairsBy(operators);
afterAll(() => bytes.forget());

const generator = createGenerator(7);
const whole = (from: number, to: number): number => from + Math.floor(generator.uniform() * (to - from + 1));

function noise(width: number, height: number, channels: number, like?: Raster): Raster {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const near = like ? like.data[i]! + 40 * (generator.uniform() - 0.5) : 256 * generator.uniform();
    return Math.max(0, Math.min(255, near));
  });
  return { width, height, channels, bitDepth: 8, data };
}

describe('8-bit pictures in the kernels', () => {
  it('are measured as the loops of the metrics measure them', () => {
    for (let trial = 0; trial < 40; trial++) {
      const [width, height] = [whole(11, 150), whole(11, 90)];
      const channels = [1, 3, 3, 4][trial % 4]!;
      const reference = noise(width, height, channels);
      const picture = trial % 5 === 0 ? noise(width, height, channels) : noise(width, height, channels, reference);
      const scale = [2, 3, 4, 8][whole(0, 3)]!;
      const options = { protocol: ['saved-file', 'sr-matlab', 'wang-2004'][trial % 3]!, scale };
      const plain = measurePair(reference, picture, options);
      const fast = measurePair(reference, picture, { ...options, bytes });
      expect(fast.unavailable).toEqual(plain.unavailable);
      expect(fast.metrics.map(({ id, region, protocol: said }) => [id, region, said])).toEqual(
        plain.metrics.map(({ id, region, protocol: said }) => [id, region, said]),
      );
      for (const [at, { id, value }] of plain.metrics.entries()) {
        const own = fast.metrics[at]!.value;
        if (typeof value === 'number') expect(Math.abs(Number(own) - value), id).toBeLessThan(1e-11 * (1 + value));
        else expect(own, id).toBe(value);
      }
      // Sums of whole numbers, divided in the same order: equal to the last bit.
      expect(measurePhases(reference, picture, scale, undefined, bytes)).toEqual(
        measurePhases(reference, picture, scale),
      );
    }
  });

  it('too large to be copied whole give the same numbers some rows at a time, bit for bit', () => {
    // So few bytes that every pass over these takes several blocks.
    const inParts = bytePairsBy(createFastOperators({ heldBytes: { most: 1000, block: 40_000 } }));
    for (const [width, height, channels] of [
      [97, 811, 3],
      [300, 530, 1],
      [64, 257, 3],
    ] as const) {
      const reference = noise(width, height, channels);
      const picture = noise(width, height, channels, reference);
      for (const protocol of ['saved-file', 'sr-matlab']) {
        const options = { protocol, scale: 3 };
        expect(measurePair(reference, picture, { ...options, bytes: inParts })).toEqual(
          measurePair(reference, picture, { ...options, bytes }),
        );
      }
      for (const stride of [2, 3])
        expect(measurePhases(reference, picture, stride, undefined, inParts)).toEqual(
          measurePhases(reference, picture, stride, undefined, bytes),
        );
    }
    inParts.forget();
  });

  it('of large differences and long rows keep their sums exact', () => {
    const [width, height] = [70_001, 2];
    const black: Raster = { width, height, channels: 1, bitDepth: 8, data: new Uint8Array(width * height) };
    const white: Raster = { ...black, data: new Uint8Array(width * height).fill(255) };
    const part = { x: 0, y: 0, width, height };
    const pair = [black, white] as Parameters<typeof bytes.differences>[0];
    expect(bytes.differences(pair, part)).toEqual({
      sumOfSquares: 255 ** 2 * width * height,
      sumOfMagnitudes: 255 * width * height,
      largest: 255,
      count: width * height,
    });
  });

  it('are rounded like a saved file: halves up, clamped, NaN black', () => {
    for (const [channels, width, height] of [
      [3, 37, 5],
      [1, 9, 3],
      [4, 5, 5],
      [3, 300, 300],
    ] as const) {
      const values = Float32Array.from({ length: channels * width * height }, (_, i) =>
        i % 11 === 0 ? NaN : i % 13 === 0 ? (whole(0, 255) + 0.5) / 255 : 1.4 * generator.uniform() - 0.2,
      );
      values[1] = Infinity;
      values[2] = -Infinity;
      const tensor = createTensor([1, channels, height, width], values);
      expect(operators.toBytes(tensor)).toEqual(tensorToRaster(tensor, 8).data);
    }
    expect(() => operators.toBytes(createTensor([2, 3, 2, 2]))).toThrow('1×C×H×W');
  });

  it('are the same PNG, whoever filters its rows', () => {
    for (const [width, height, channels] of [
      [1, 3, 3],
      [7, 130, 1],
      [211, 67, 3],
      [3000, 1000, 3],
    ] as const) {
      const picture = noise(width, height, channels);
      // Slopes, so that Paeth is taken for some rows.
      for (let i = 0; i < picture.data.length; i += 3) picture.data[i] = (i / 64) & 255;
      picture.data.fill(128, 0, picture.data.length / 3);
      for (const effort of ['fast', 'small'] as const)
        expect(
          Buffer.compare(
            writePng(picture, undefined, effort, undefined, operators.pngFilter),
            writePng(picture, undefined, effort),
          ),
        ).toBe(0);
    }
  });

  it('are given back', () => {
    bytes.forget();
    const before = operators.machine.memory.bytesInUse;
    const reference = noise(40, 40, 3);
    for (let i = 0; i < 3; i++) measurePair(reference, noise(40, 40, 3), { protocol: 'saved-file', scale: 2, bytes });
    bytes.forget();
    // The scratch of the jobs is kept, the pictures are not.
    const after = operators.machine.memory.bytesInUse;
    for (let i = 0; i < 3; i++) measurePair(reference, noise(40, 40, 3), { protocol: 'saved-file', scale: 2, bytes });
    bytes.forget();
    expect(operators.machine.memory.bytesInUse).toBe(after);
    expect(after).toBeGreaterThanOrEqual(before);
  });
});
