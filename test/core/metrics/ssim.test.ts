import { describe, expect, it } from 'vitest';
import { protocols, type SsimOfPlanes } from '@core/metrics';
import { ssim } from '@core/metrics/ssim';
import { gaussianTaps, ssimPlane, ssimWindow } from '@core/metrics/ssimPlane';
import type { Plane } from '@core/metrics/planes';
import { makeRaster } from '../../helpers/pictures';
import { expectClose } from '../../helpers/tolerance';
import { answerOf } from './tiny';

const [width, height] = [15, 14];
const values =
  (k: number, c = 0) =>
  (x: number, y: number) =>
    (x * 37 + y * 91 + k * x * y + c * 71) % 256;
const planeOf = (value: (x: number, y: number) => number): Plane => ({
  width,
  height,
  data: Float64Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});
const close = { atol: 1e-10, rtol: 0 };

/** exp(-x^2 / 2 1.5^2), all together 1. */
const gauss = (() => {
  const heights = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5].map((x) => Math.exp(-(x * x) / 4.5));
  const sum = heights.reduce((total, height) => total + height, 0);
  return heights.map((height) => height / sum);
})();
const uniform = new Array<number>(7).fill(1 / 7);

/** SSIM and its contrast-structure part of the window with its upper left corner at (left, top), moment by moment. */
function local(x: Plane, y: Plane, taps: readonly number[], factor: number, left: number, top: number) {
  const weighted = (value: (i: number) => number): number =>
    taps.reduce(
      (sum, down, r) =>
        sum + taps.reduce((row, across, c) => row + down * across * value((top + r) * x.width + left + c), 0),
      0,
    );
  const [mx, my] = [weighted((i) => x.data[i]!), weighted((i) => y.data[i]!)];
  const covariance = (a: Plane, ma: number, b: Plane, mb: number): number =>
    factor * weighted((i) => (a.data[i]! - ma) * (b.data[i]! - mb));
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const cs = (2 * covariance(x, mx, y, my) + c2) / (covariance(x, mx, x, mx) + covariance(y, my, y, my) + c2);
  return { cs, ssim: ((2 * mx * my + c1) / (mx * mx + my * my + c1)) * cs };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('windows', () => {
  it('the Gaussian of Wang is 11 taps of sigma 1.5 that sum to 1', () => {
    expectClose(gaussianTaps(11, 1.5), gauss, { atol: 1e-15, rtol: 0 });
    expectClose(
      gaussianTaps(3, 0.5),
      [1, Math.exp(2), 1].map((v) => v / (2 + Math.exp(2))),
      { atol: 1e-15, rtol: 0 },
    );
  });

  it.each([
    ['gaussian-11', 'population', gauss, 1],
    ['gaussian-11', 'sample', gauss, 121 / 120],
    ['uniform-7', 'population', uniform, 1],
    ['uniform-7', 'sample', uniform, 49 / 48],
  ] as const)('%s with %s covariance', (window, covariance, taps, factor) => {
    const found = ssimWindow({ window, covariance });
    expectClose(found.taps, taps, { atol: 1e-15, rtol: 0 });
    expect(found.covarianceFactor).toBe(factor);
  });
});

describe.each([
  ['gaussian-11', 'population', gauss, 1],
  ['uniform-7', 'sample', uniform, 49 / 48],
] as const)('ssimPlane with %s', (window, covariance, taps, factor) => {
  const [x, y] = [planeOf(values(1)), planeOf(values(3))];
  const [columns, rows] = [width - taps.length + 1, height - taps.length + 1];
  const expected = range(0, rows).map((top) => range(0, columns).map((left) => local(x, y, taps, factor, left, top)));

  it('is the definition, window by window, and their mean', () => {
    const seen: number[][] = [];
    const found = ssimPlane(x, y, {
      window: ssimWindow({ window, covariance }),
      onRow: (row, local) => (seen[row] = [...local]),
    });
    expectClose(seen.flat(), expected.flat().map((one) => one.ssim), close); // prettier-ignore
    expect(seen).toHaveLength(rows);
    expect(found.ssim).toBeCloseTo(mean(expected.flat().map((one) => one.ssim)), 10);
    expect(found.contrastStructure).toBeCloseTo(mean(expected.flat().map((one) => one.cs)), 10);
    expect(found.inner).toBeUndefined();
  });

  it('tells the windows wholly inside a part by themselves', () => {
    const size = taps.length;
    const inner = { x: 1, y: 2, width: size + 2, height: size + 1 };
    const found = ssimPlane(x, y, { window: ssimWindow({ window, covariance }), inner });
    const inside = expected.slice(2, 4).flatMap((row) => row.slice(1, 4).map((one) => one.ssim));
    expect(found.inner).toBeCloseTo(mean(inside), 10);
    const whole = ssimPlane(x, y, { window: ssimWindow({ window, covariance }), inner: { x: 0, y: 0, width, height } });
    expect(whole.inner).toBeCloseTo(whole.ssim, 12);
  });
});

it('ssimPlane of two constants is the luminance term, and looks at the cancel flag every 4 rows', () => {
  let looks = 0;
  const found = ssimPlane(
    planeOf(() => 50),
    planeOf(() => 90),
    { window: ssimWindow({ window: 'gaussian-11', covariance: 'population' }), checkpoint: () => void looks++ },
  );
  expect(found.ssim).toBeCloseTo((2 * 50 * 90 + 6.5025) / (50 ** 2 + 90 ** 2 + 6.5025), 12);
  expect(found.contrastStructure).toBeCloseTo(1, 9);
  expect(looks).toBe(4);
});

describe('SSIM of pictures', () => {
  const [a, b] = [1, 3].map((k) => makeRaster({ width, height }, (x, y, c) => values(k, c)(x, y))) as [
    ReturnType<typeof makeRaster>,
    ReturnType<typeof makeRaster>,
  ];
  const perChannel = [0, 1, 2].map((c) => [planeOf(values(1, c)), planeOf(values(3, c))] as const);
  const at = (left: number, top: number): number =>
    mean(perChannel.map(([x, y]) => local(x, y, gauss, 1, left, top).ssim));

  it('is the mean of the channels, whole and inside', () => {
    const inner = { x: 1, y: 1, width: 12, height: 11 };
    const found = answerOf(ssim, a, b, { inner });
    expect(found.value).toBeCloseTo(mean(range(0, 4).flatMap((top) => range(0, 5).map((left) => at(left, top)))), 10);
    expect(found.inner).toBeCloseTo(mean([at(1, 1), at(2, 1)]), 10);
    expect(found.map).toBeUndefined();
    // A part that holds no window is left to others.
    expect(answerOf(ssim, a, b, { inner: { ...inner, height: 10 } }).inner).toBeUndefined();
    expect(answerOf(ssim, a, b, { inner: { ...inner, width: 10 } }).inner).toBeUndefined();
    expect(answerOf(ssim, a, b, { inner: { ...inner, width: 11 } }).inner).toBeCloseTo(at(1, 1), 10);
  });

  it('has a map of what each pixel is in the middle of, repeated at the borders', () => {
    const { map } = answerOf(ssim, a, b, {}, true);
    expect([map?.width, map?.height]).toEqual([width, height]);
    const nearest = (value: number, last: number): number => Math.min(last, Math.max(0, value - 5));
    const expected = range(0, height).flatMap((y) => range(0, width).map((x) => at(nearest(x, 4), nearest(y, 3))));
    expectClose(map!.data, expected, { atol: 1e-6, rtol: 0 });
  });

  it("makes grey of colour the way MATLAB does, for Wang's protocol", () => {
    const grey = (k: number) =>
      planeOf((x, y) => {
        const [r, g, b] = [0, 1, 2].map((c) => values(k, c)(x, y)) as [number, number, number];
        return Math.round(0.298936021293775 * r + 0.587043074451121 * g + 0.114020904255103 * b);
      });
    const [x, y] = [grey(1), grey(3)];
    const expected = range(0, 4).flatMap((top) => range(0, 5).map((left) => local(x, y, gauss, 1, left, top).ssim));
    const wang = { settings: protocols[3].settings, inner: { x: 0, y: 0, width: 11, height: 11 } };
    expect(answerOf(ssim, a, b, wang).value).toBeCloseTo(mean(expected), 10);
    expect(answerOf(ssim, a, b, wang).inner).toBeCloseTo(local(x, y, gauss, 1, 0, 0).ssim, 10);
  });

  // round(min(H, W) / 256): the box starts (f + 1) / 2 - 1 pixels before its sample, mirrored at the borders.
  it.each([
    [383, 400, 1, 0],
    [385, 384, 2, 0],
    [640, 641, 3, 1],
  ])('makes %i×%i smaller by %i first', (w, h, factor, before) => {
    const value = (x: number, y: number): number => (x * 7 + y * 13 + ((x * y) % 11)) % 256;
    const raster = makeRaster({ width: w, height: h, channels: 1 }, value);
    const seen: Plane[] = [];
    const spy: SsimOfPlanes = (x, y) => {
      seen.push({ ...x, data: x.data.slice() }, { ...y, data: y.data.slice() });
      return { ssim: 0.5, contrastStructure: 1, inner: undefined };
    };
    const inner = { x: 0, y: 0, width: 50, height: 50 };
    const found = answerOf(ssim, raster, raster, { settings: protocols[3].settings, ssimPlane: spy, inner }, true);
    expect(found.value).toBe(0.5);
    if (factor > 1) expect(found.inner).toBeUndefined();
    const mirrored = (i: number, size: number): number => (i < 0 ? -1 - i : i >= size ? 2 * size - 1 - i : i);
    const [across, down] = [Math.ceil(w / factor), Math.ceil(h / factor)];
    expect([found.map?.width, found.map?.height]).toEqual([across, down]);
    const expected = Float64Array.from({ length: across * down }, (_, i) => {
      let sum = 0;
      for (let dy = 0; dy < factor; dy++)
        for (let dx = 0; dx < factor; dx++)
          sum += value(
            mirrored((i % across) * factor + dx - before, w),
            mirrored(Math.floor(i / across) * factor + dy - before, h),
          );
      return sum / factor ** 2;
    });
    for (const plane of seen) {
      expect([plane.width, plane.height]).toEqual([across, down]);
      expectClose(plane.data, expected);
    }
    expect(seen).toHaveLength(2);
  });
});
