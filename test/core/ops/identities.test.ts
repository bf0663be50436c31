import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conv2d,
  convPixelShuffle,
  convTranspose2d,
  interpolate,
  maxPool2d,
  maxUnpool2d,
  nearestConv2d,
  pixelShuffle,
  pixelUnshuffle,
} from '../../../core/ops';
import { createTensor, type Tensor } from '../../../core/tensor/tensor';
import { arbitraryTensor, at, between, dot, tensorOf } from '../../helpers/arbitraryTensors';
import { expectClose } from '../../helpers/tolerance';

type Shape4 = [number, number, number, number];
const SMOOTH = { atol: 4e-6, rtol: 4e-6 };

/** Holds `law` on random cases; a shape that cannot be is skipped. */
function property<T>(cases: fc.Arbitrary<T>, law: (value: T) => void, numRuns = 100): void {
  fc.assert(fc.property(cases, law), { numRuns });
}

const same = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape);
  expectClose(a.data, b.data);
};

/** A layer and its input: groups, stride, padding, dilation and kernel all at random. */
const layers = fc
  .record({
    groups: between(1, 3),
    inPer: between(1, 2),
    outPer: between(1, 2),
    k: between(1, 3),
    stride: between(1, 3),
    padding: between(0, 2),
    dilation: between(1, 2),
    height: between(5, 8),
    width: between(5, 8),
  })
  .filter(({ k, dilation, padding, height, width }) => dilation * (k - 1) < Math.min(height, width) + 2 * padding)
  .chain((layer) =>
    fc.record({
      layer: fc.constant(layer),
      x: arbitraryTensor([1, layer.groups * layer.inPer, layer.height, layer.width]),
      w: arbitraryTensor([layer.groups * layer.outPer, layer.inPer, layer.k, layer.k]),
    }),
  );

describe('1. convTranspose2d is the adjoint of conv2d', () => {
  it('<conv2d(x, W), u> = <x, convTranspose2d(u, W, op)>, any groups', () => {
    const cases = layers.chain((given) => {
      const { stride, padding, dilation, groups } = given.layer;
      const y = conv2d(given.x, given.w, null, { stride, padding, dilation, groups });
      return fc.record({ given: fc.constant(given), y: fc.constant(y), u: arbitraryTensor(y.shape) });
    });
    property(cases, ({ given: { layer, x, w }, y, u }) => {
      const { stride, padding, dilation, groups, k } = layer;
      const spare = (size: number) => (size + 2 * padding - dilation * (k - 1) - 1) % stride;
      const outputPadding = [spare(layer.height), spare(layer.width)] as const;
      const back = convTranspose2d(u, w, null, { stride, padding, dilation, groups, outputPadding });
      expect(back.shape).toEqual(x.shape);
      expect(dot(y, u)).toBe(dot(x, back));
    });
  });
});

/** Stride-1 zeros between the pixels. */
function spread(x: Tensor, stride: number): Tensor {
  const [n, c, h, w] = x.shape as Shape4;
  return tensorOf([n, c, (h - 1) * stride + 1, (w - 1) * stride + 1], (b, ch, i, j) =>
    i % stride === 0 && j % stride === 0 ? at(x, b, ch, i / stride, j / stride) : 0,
  );
}

/** [inC, outC, k, k] -> [outC, inC, k, k] turned by 180 degrees. */
function turn(w: Tensor): Tensor {
  const [inC, outC, kH, kW] = w.shape as Shape4;
  return tensorOf([outC, inC, kH, kW], (o, c, i, j) => at(w, c, o, kH - 1 - i, kW - 1 - j));
}

/** The window [top, top+height) x [left, left+width), zeros outside. */
function cut(x: Tensor, top: number, left: number, height: number, width: number): Tensor {
  const [n, c] = x.shape as Shape4;
  return tensorOf([n, c, height, width], (b, ch, i, j) => at(x, b, ch, top + i, left + j));
}

const transposed = fc
  .record({
    inC: between(1, 2),
    outC: between(1, 2),
    k: between(1, 4),
    stride: between(1, 3),
    dilation: between(1, 2),
    padding: between(0, 2),
    op: between(0, 2),
    height: between(3, 5),
    width: between(3, 5),
  })
  .filter(({ k, dilation, padding, op, stride }) => padding <= dilation * (k - 1) && op < Math.max(stride, dilation))
  .chain((layer) =>
    fc.record({
      layer: fc.constant(layer),
      x: arbitraryTensor([1, layer.inC, layer.height, layer.width]),
      w: arbitraryTensor([layer.inC, layer.outC, layer.k, layer.k]),
    }),
  )
  .filter(
    ({ layer: l }) => (Math.min(l.height, l.width) - 1) * l.stride - 2 * l.padding + l.dilation * (l.k - 1) + l.op >= 0,
  );

describe('2. convTranspose2d as conv2d of the zero-inserted input', () => {
  it('with the turned kernel, pad d(k-1)-p, end + outputPadding', () => {
    property(transposed, ({ layer, x, w }) => {
      const { stride, dilation, padding, op, k } = layer;
      const pad = dilation * (k - 1) - padding;
      const inserted = spread(x, stride);
      const [, , h, width] = inserted.shape as Shape4;
      const framed = cut(inserted, -pad, -pad, h + 2 * pad + op, width + 2 * pad + op);
      const y = convTranspose2d(x, w, null, { stride, dilation, padding, outputPadding: op });
      same(y, conv2d(framed, turn(w), null, { dilation }));
    });
  });

  it('padding and outputPadding crop and extend the output of (0, 0)', () => {
    property(transposed, ({ layer, x, w }) => {
      const { stride, dilation, padding, op } = layer;
      const y = convTranspose2d(x, w, null, { stride, dilation, padding, outputPadding: op });
      const [, , h, width] = y.shape as Shape4;
      same(y, cut(convTranspose2d(x, w, null, { stride, dilation }), padding, padding, h, width));
    });
  });
});

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

/** The tent of half-width r on 2r - r%2 taps. */
function tent(channels: number, r: number): Tensor {
  const k = 2 * r - (r % 2);
  const centre = (k - 1) / 2;
  const side = (i: number) => 1 - Math.abs(i - centre) / r;
  return tensorOf([channels, 1, k, k], (_, __, i, j) => side(i) * side(j));
}

describe('7. bilinear', () => {
  const cases = fc.record({ r: between(2, 4), x: arbitraryTensor([1, 2, 5, 6]) });

  it('is the tent on a replicate-padded input, cropped', () => {
    property(cases, ({ r, x }) => {
      const framed = tensorOf([1, 2, 7, 8], (n, c, h, w) =>
        at(x, n, c, Math.min(Math.max(h - 1, 0), 4), Math.min(Math.max(w - 1, 0), 5)),
      );
      const padding = Math.ceil((r - 1) / 2);
      const y = convTranspose2d(framed, tent(2, r), null, { stride: r, padding, groups: 2 });
      const expected = interpolate(x, { scaleFactor: r, mode: 'bilinear' });
      expectClose(cut(y, r, r, 5 * r, 6 * r).data, expected.data, SMOOTH);
    });
  });

  it('equals the tent without padding in the interior', () => {
    property(cases, ({ r, x }) => {
      const padding = Math.ceil((r - 1) / 2);
      const y = convTranspose2d(x, tent(2, r), null, { stride: r, padding, groups: 2 });
      const expected = interpolate(x, { scaleFactor: r, mode: 'bilinear' });
      const inner = (tensor: Tensor) => cut(tensor, r, r, 3 * r, 4 * r).data;
      expectClose(inner(y), inner(expected), SMOOTH);
    });
  });
});

describe('8. interpolate', () => {
  const modes = fc.constantFrom('nearest', 'nearest-exact', 'bilinear', 'bicubic', 'area');
  const sizes = fc.tuple(between(1, 12), between(1, 12));

  it('keeps constants', () => {
    property(fc.record({ mode: modes, size: sizes, value: between(-32, 32) }), ({ mode, size, value }) => {
      const x = createTensor([1, 1, 4, 5], Array<number>(20).fill(value / 16));
      const y = interpolate(x, { mode, size });
      expectClose(y.data, Array<number>(y.data.length).fill(value / 16), { atol: 1e-6, rtol: 1e-6 });
    });
  });

  it('is the identity at the same size', () => {
    property(fc.record({ mode: modes, x: arbitraryTensor([1, 2, 4, 5]) }), ({ mode, x }) => {
      same(interpolate(x, { mode, size: [4, 5] }), x);
    });
  });

  it('is separable: height, then width', () => {
    property(fc.record({ mode: modes, size: sizes, x: arbitraryTensor([1, 1, 4, 5]) }), ({ mode, size, x }) => {
      const tall = interpolate(x, { mode, size: [size[0], 5] });
      expectClose(interpolate(tall, { mode, size }).data, interpolate(x, { mode, size }).data, SMOOTH);
    });
  });

  const mirrored = (x: Tensor): Tensor => {
    const [n, c, h, w] = x.shape as Shape4;
    return tensorOf([n, c, h, w], (b, ch, i, j) => at(x, b, ch, i, w - 1 - j));
  };

  it('commutes with a flip, but for nearest', () => {
    const smooth = fc.constantFrom('bilinear', 'bicubic', 'area');
    property(fc.record({ mode: smooth, size: sizes, x: arbitraryTensor([1, 1, 4, 5]) }), ({ mode, size, x }) => {
      expectClose(interpolate(mirrored(x), { mode, size }).data, mirrored(interpolate(x, { mode, size })).data, SMOOTH);
    });
  });

  it('nearest does not commute with a flip at a factor that is no whole number', () => {
    const x = createTensor([1, 1, 1, 3], [1, 2, 3]);
    const size = [1, 4] as const;
    const turned = mirrored(interpolate(mirrored(x), { size }));
    expect([...turned.data]).not.toEqual([...interpolate(x, { size }).data]);
  });
});

describe('9. structure', () => {
  it('groups = a dense block-diagonal weight', () => {
    property(layers, ({ layer, x, w }) => {
      const { stride, padding, dilation, groups, inPer, outPer, k } = layer;
      const dense = tensorOf([groups * outPer, groups * inPer, k, k], (o, c, i, j) =>
        Math.floor(o / outPer) === Math.floor(c / inPer) ? at(w, o, c % inPer, i, j) : 0,
      );
      const options = { stride, padding, dilation };
      same(conv2d(x, w, null, { ...options, groups }), conv2d(x, dense, null, options));
    });
  });

  it('dilation = a zero-stuffed kernel', () => {
    property(layers, ({ layer: { stride, padding, dilation, groups }, x, w }) => {
      const options = { stride, padding, groups };
      same(conv2d(x, w, null, { ...options, dilation }), conv2d(x, spread(w, dilation), null, options));
    });
  });

  it('is linear in the input and does not mix the batch', () => {
    const cases = fc.record({
      pair: arbitraryTensor([2, 2, 4, 4]),
      w: arbitraryTensor([2, 2, 3, 3]),
      bias: arbitraryTensor([2]),
    });
    property(cases, ({ pair, w, bias }) => {
      const one = (n: number): Tensor => createTensor([1, 2, 4, 4], pair.data.slice(n * 32, (n + 1) * 32));
      const sum = createTensor(
        [1, 2, 4, 4],
        one(0).data.map((value, i) => value + one(1).data[i]!),
      );
      const runs = [
        (x: Tensor, b: Tensor | null) => conv2d(x, w, b, { padding: 1 }),
        (x: Tensor, b: Tensor | null) => convTranspose2d(x, w, b, { stride: 2 }),
      ];
      for (const run of runs) {
        const [a, b] = [run(one(0), bias), run(one(1), bias)];
        expectClose(run(pair, bias).data, [...a.data, ...b.data]);
        const plain = [run(one(0), null), run(one(1), null)] as const;
        expectClose(
          run(sum, null).data,
          plain[0].data.map((value, i) => value + plain[1].data[i]!),
        );
      }
    });
  });

  it('unshuffle undoes shuffle', () => {
    const cases = between(1, 4).chain((r) =>
      fc.record({ r: fc.constant(r), x: arbitraryTensor([2, 2 * r * r, 2, 3]) }),
    );
    property(cases, ({ r, x }) => same(pixelUnshuffle(pixelShuffle(x, r), r), x));
  });

  it('unpool(pool(x)) is x where a maximum was, 0 elsewhere', () => {
    property(fc.record({ k: between(1, 3), x: arbitraryTensor([1, 2, 6, 6]) }), ({ k, x }) => {
      const { output, indices } = maxPool2d(x, { kernelSize: k });
      const y = maxUnpool2d(output, indices, { kernelSize: k, outputSize: [6, 6] });
      const mask = maxUnpool2d({ ...output, data: output.data.map(() => 1) }, indices, {
        kernelSize: k,
        outputSize: [6, 6],
      });
      expectClose(
        y.data,
        x.data.map((value, i) => value * mask.data[i]!),
      );
    });
  });
});
