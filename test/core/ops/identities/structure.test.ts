import fc from 'fast-check';
import { describe, it } from 'vitest';
import { conv2d, convTranspose2d, maxPool2d, maxUnpool2d, pixelShuffle, pixelUnshuffle } from '../../../../core/ops';
import { createTensor, type Tensor } from '../../../../core/tensor/tensor';
import { arbitraryTensor, at, between, tensorOf } from '../../../helpers/arbitraryTensors';
import { layers, property, same, spread } from '../../../helpers/laws';
import { expectClose } from '../../../helpers/tolerance';

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
