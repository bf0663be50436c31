import { describe, expect, it } from 'vitest';
import { createFastOperators } from '../../../core/kernels';
import { gaussianTaps, ssimPlane } from '../../../core/metrics/ssimPlane';
import { resizeBilinearU8 } from '../../../core/ops';
import { createTensor } from '../../../core/tensor/tensor';

/** A fixed sequence of 31-bit numbers. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff);
}

const bytes = (length: number, seed: number): Uint8Array => {
  const next = sequence(seed);
  return Uint8Array.from({ length }, () => (next() >> 12) & 255);
};

describe('resizeBilinearU8', () => {
  const operators = createFastOperators();

  it('doubles exactly: (9 a + 3 b + 3 c + d + 8) / 16', () => {
    const data = Uint8Array.from([0, 0, 0, 255, 100, 10, 1, 255, 50, 20, 3, 255, 250, 40, 5, 255]);
    const { data: out } = resizeBilinearU8({ width: 2, height: 2, data }, { width: 4, height: 4 });
    // Pixel (1, 1) is nearest to 0, then 100 and 50, then 250.
    expect(out[(4 + 1) * 4]).toBe(Math.floor((9 * 0 + 3 * 100 + 3 * 50 + 250 + 8) / 16));
    expect(out[0]).toBe(0);
    expect(out[3]).toBe(255);
  });

  it('gives the bytes of the reference for every size', () => {
    const sizes = [1, 2, 3, 5, 8, 16, 17, 31, 40];
    for (const [i, width] of sizes.entries()) {
      for (const [j, outWidth] of [...sizes, 2 * width].entries()) {
        const height = sizes[(i + j) % sizes.length]!;
        const outHeight = outWidth === 2 * width ? 2 * height : sizes[(i * 3 + j) % sizes.length]!;
        const picture = { width, height, data: bytes(width * height * 4, i * 100 + j) };
        const size = { width: outWidth, height: outHeight };
        const label = `${width}x${height} to ${outWidth}x${outHeight}`;
        expect(operators.resizeBilinearU8(picture, size), label).toEqual(resizeBilinearU8(picture, size));
      }
    }
  });

  it('refuses what is no picture', () => {
    const picture = { width: 2, height: 2, data: new Uint8Array(15) };
    const sentence = 'Expected 16 bytes for 2×2 RGBA pixels but received 15.';
    expect(() => operators.resizeBilinearU8(picture, { width: 1, height: 1 })).toThrow(sentence);
    expect(() => resizeBilinearU8(picture, { width: 1, height: 0 })).toThrow(
      'Expected an integer >= 1 for height but received 0.',
    );
  });
});

describe.each(['exact', 'fast'] as const)('sums of two pictures in %s arithmetic', (arithmetic) => {
  const operators = createFastOperators({ arithmetic });
  const plane = (height: number, width: number, seed: number, spread: number) => {
    const next = sequence(seed);
    const smooth = (i: number): number => 128 + 90 * Math.sin(i / 37) + ((next() >> 12) % (2 * spread)) - spread;
    return createTensor(
      [1, 1, height, width],
      Float32Array.from({ length: height * width }, (_, i) => Math.round(smooth(i))),
    );
  };
  const sizes = [
    [11, 11],
    [12, 30],
    [13, 16],
    [40, 33],
    [301, 64],
    [257, 259],
  ] as const;

  it.each(sizes)('squared differences of %i x %i are exact on integers', (height, width) => {
    const a = plane(height, width, 1, 9);
    const b = plane(height, width, 2, 20);
    const expected = a.data.reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0);
    expect(operators.sumOfSquares(a, b)).toBe(expected);
  });

  it.each(sizes)('SSIM of %i x %i is within 2e-6 of the float64 one', (height, width) => {
    const a = plane(height, width, 3, 9);
    const b = plane(height, width, 4, 12);
    const taps = gaussianTaps(11, 1.5);
    const asPlane = (data: Float32Array) => ({ width, height, data: Float64Array.from(data) });
    const window = { taps, covarianceFactor: 1 };
    const expected = ssimPlane(asPlane(a.data), asPlane(b.data), { window });
    const options = { taps: [...taps], c1: (0.01 * 255) ** 2, c2: (0.03 * 255) ** 2, middle: 127.5 };
    const actual = operators.ssim(a, b, options);
    expect(Math.abs(actual.ssim - expected.ssim)).toBeLessThan(2e-6);
    expect(Math.abs(actual.contrastStructure - expected.contrastStructure)).toBeLessThan(2e-6);
    expect(operators.ssim(a, a, options).ssim).toBe(1);
  });

  it.each(sizes)(
    'SSIM of %i x %i in float64 is the portable one, flat and bright pictures included',
    (height, width) => {
      const asPlane = (data: Float32Array) => ({ width, height, data: Float64Array.from(data) });
      const bright = (off: number) =>
        asPlane(Float32Array.from({ length: width * height }, (_, i) => 255 - (i % 7 === 0 ? off : 0)));
      const inner = { x: 0, y: Math.min(1, height - 11), width: 11, height: 11 };
      const taps = gaussianTaps(11, 1.5);
      const pairs = [
        [asPlane(plane(height, width, 3, 9).data), asPlane(plane(height, width, 4, 12).data)],
        [bright(0), bright(8)],
      ] as const;
      for (const [a, b] of pairs) {
        const expected = ssimPlane(a, b, { window: { taps, covarianceFactor: 121 / 120 }, inner });
        const options = { taps: [...taps], c1: (0.01 * 255) ** 2, c2: (0.03 * 255) ** 2, covarianceFactor: 121 / 120 };
        const actual = operators.ssimPlane(a, b, { ...options, inner });
        expect(actual.ssim).toBeCloseTo(expected.ssim, 12);
        expect(actual.contrastStructure).toBeCloseTo(expected.contrastStructure, 12);
        expect(actual.inner).toBeCloseTo(expected.inner!, 12);
        expect(operators.ssimPlane(a, a, options)).toEqual({ ssim: 1, contrastStructure: 1, inner: undefined });
      }
    },
  );
});
