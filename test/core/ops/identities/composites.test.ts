import fc from 'fast-check';
import { describe, it } from 'vitest';
import {
  conv2d,
  convPixelShuffle,
  convTranspose2d,
  interpolate,
  nearestConv2d,
  pixelShuffle,
} from '../../../../core/ops';
import { createTensor } from '../../../../core/tensor/tensor';
import { arbitraryTensor, at, between, tensorOf } from '../../../helpers/arbitraryTensors';
import { property, same } from '../../../helpers/laws';

const shuffled = fc
  .record({ r: between(2, 3), half: between(0, 1), inC: between(1, 2), outC: between(1, 2), size: between(3, 5) })
  .chain((layer) => {
    const k = 2 * layer.half + 1;
    return fc.record({
      layer: fc.constant({ ...layer, k }),
      x: arbitraryTensor([1, layer.inC, layer.size, layer.size + 1]),
      w: arbitraryTensor([layer.outC * layer.r ** 2, layer.inC, k, k]),
    });
  });

describe('3. and 4. convolution + pixelShuffle', () => {
  it('is convTranspose2d of k = K r, s = r, p = P r', () => {
    property(shuffled, ({ layer: { r, k, half, inC, outC }, x, w }) => {
      const wide = tensorOf([inC, outC, k * r, k * r], (ci, c, y, z) => {
        const [i, j] = [y % r, z % r];
        return at(w, c * r * r + i * r + j, ci, k - 1 - Math.floor(y / r), k - 1 - Math.floor(z / r));
      });
      const expected = convTranspose2d(x, wide, null, { stride: r, padding: half * r });
      same(convPixelShuffle(x, w, null, { upscaleFactor: r, padding: half }), expected);
    });
  });

  it('with 3x3 and r = 2 contains convTranspose2d k4 s2 p1', () => {
    const cases = fc.record({ x: arbitraryTensor([1, 2, 4, 5]), w: arbitraryTensor([2, 1, 4, 4]) });
    property(cases, ({ x, w }) => {
      // y[2m+i] takes x[m-1+a] through w[i + 1 + 2(1-a)]; taps outside the 4 are zero.
      const conv = tensorOf([4, 2, 3, 3], (phase, ci, a, b) =>
        at(w, ci, 0, (phase >> 1) + 1 + 2 * (1 - a), (phase & 1) + 1 + 2 * (1 - b)),
      );
      same(
        convPixelShuffle(x, conv, null, { upscaleFactor: 2, padding: 1 }),
        convTranspose2d(x, w, null, { stride: 2, padding: 1 }),
      );
    });
  });
});

describe('5. nearest + convolution', () => {
  it('is convTranspose2d of k + r - 1 with the box convolved by the turned kernel, borders included', () => {
    const cases = fc
      .record({ r: between(1, 4), k: fc.constantFrom(1, 3, 5), inC: between(1, 2), outC: between(1, 2) })
      .chain((layer) =>
        fc.record({
          layer: fc.constant(layer),
          x: arbitraryTensor([1, layer.inC, 4, 3]),
          w: arbitraryTensor([layer.outC, layer.inC, layer.k, layer.k]),
        }),
      );
    property(cases, ({ layer: { r, k, inC, outC }, x, w }) => {
      const wide = tensorOf([inC, outC, k + r - 1, k + r - 1], (ci, o, y, z) => {
        let sum = 0;
        for (let a = 0; a < r; a++) for (let b = 0; b < r; b++) sum += at(w, o, ci, k - 1 - (y - a), k - 1 - (z - b));
        return sum;
      });
      const padding = Math.floor(k / 2);
      const expected = convTranspose2d(x, wide, null, { stride: r, padding });
      same(nearestConv2d(x, w, null, { scaleFactor: r, padding }), expected);
    });
  });
});

describe('6. nearest three ways, and ICNR', () => {
  const cases = fc.record({ r: between(1, 4), x: arbitraryTensor([2, 2, 3, 4]) });

  it('nearest = depthwise convTranspose2d of ones = pixelShuffle of repeated channels', () => {
    property(cases, ({ r, x }) => {
      const nearest = interpolate(x, { scaleFactor: r });
      const ones = createTensor([2, 1, r, r], Array<number>(2 * r * r).fill(1));
      same(convTranspose2d(x, ones, null, { stride: r, groups: 2 }), nearest);
      const repeated = tensorOf([2, 2 * r * r, 3, 4], (n, c, h, w) => at(x, n, Math.floor(c / (r * r)), h, w));
      same(pixelShuffle(repeated, r), nearest);
    });
  });

  it('shuffle(conv(x, repeat(W, r^2))) = nearest(conv(x, W))', () => {
    const given = fc.record({ r: between(1, 3), x: arbitraryTensor([1, 2, 4, 4]), w: arbitraryTensor([2, 2, 3, 3]) });
    property(given, ({ r, x, w }) => {
      const repeated = tensorOf([2 * r * r, 2, 3, 3], (o, c, i, j) => at(w, Math.floor(o / (r * r)), c, i, j));
      const plain = interpolate(conv2d(x, w, null, { padding: 1 }), { scaleFactor: r });
      same(convPixelShuffle(x, repeated, null, { upscaleFactor: r, padding: 1 }), plain);
    });
  });
});
