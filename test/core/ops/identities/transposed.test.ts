import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conv2d, convTranspose2d } from '../../../../core/ops';
import { arbitraryTensor, between, dot } from '../../../helpers/arbitraryTensors';
import { cut, layers, property, same, spread, turn, type Shape4 } from '../../../helpers/laws';

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
