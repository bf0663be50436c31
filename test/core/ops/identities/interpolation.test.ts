import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convTranspose2d, interpolate } from '../../../../core/ops';
import { createTensor, type Tensor } from '../../../../core/tensor/tensor';
import { arbitraryTensor, at, between, tensorOf } from '../../../helpers/arbitraryTensors';
import { cut, property, same, SMOOTH, type Shape4 } from '../../../helpers/laws';
import { expectClose } from '../../../helpers/tolerance';

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
