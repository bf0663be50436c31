import { describe, expect, it } from 'vitest';
import { createReferenceOperators } from '../../../core/ops';
import { UpbenchError } from '../../../core/tensor/errors';
import { createTensor, type Tensor } from '../../../core/tensor/tensor';
import { expectGolden, GOLDEN_FILES, runGolden } from '../../helpers/operatorGoldens';
import { expectClose } from '../../helpers/tolerance';
import { readTorchGoldens, toTensor, type GoldenCase } from '../../helpers/torchGoldens';

const operators = createReferenceOperators();
const files = GOLDEN_FILES.map((name) => ({ name, cases: readTorchGoldens(name) }));
const isDerived = (golden: GoldenCase) => /backward|unfold/.test(String(golden.args['fn']));

describe('PyTorch goldens', () => {
  it('are 404 cases, 33 of them refusals', () => {
    const all = files.flatMap((file) => file.cases);
    expect(all.length).toBe(404);
    expect(all.filter((golden) => golden.error !== undefined).length).toBe(33);
  });

  describe.each(files)('$name', ({ name, cases }) => {
    const plain = cases.filter((golden) => golden.error === undefined && !isDerived(golden));
    it.each(plain)('$id', (golden) => {
      expectGolden(runGolden(operators, name, golden), golden);
    });

    const refused = cases.filter((golden) => golden.error !== undefined);
    if (refused.length > 0) {
      it.each(refused)('$id is refused with a sentence', (golden) => {
        let refusal: unknown;
        try {
          runGolden(operators, name, golden);
        } catch (error) {
          refusal = error;
        }
        expect(refusal).toBeInstanceOf(UpbenchError);
        const { message } = refusal as UpbenchError;
        expect(message).toMatch(/^Expected .+ but .+\.$/);
        expect(message).toMatchSnapshot();
      });
    }
  });
});

/** [1, a, h, w] with its first two axes exchanged: the batch of one becomes channels of one. */
function exchange(tensor: Tensor): Tensor {
  const [n, c, h, w] = tensor.shape as [number, number, number, number];
  const out = createTensor([c, n, h, w]);
  const plane = h * w;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < c; j++) {
      out.data.set(tensor.data.subarray((i * c + j) * plane, (i * c + j + 1) * plane), (j * n + i) * plane);
    }
  }
  return out;
}

/** Sum over every plane of channel c, [C]. */
function sumPlanes(tensor: Tensor): number[] {
  const [, c, h, w] = tensor.shape as [number, number, number, number];
  return Array.from({ length: c }, (_, i) =>
    tensor.data.subarray(i * h * w, (i + 1) * h * w).reduce((sum, value) => sum + value, 0),
  );
}

describe('gradients and unfold through the operators (adjoint identity)', () => {
  const cases = readTorchGoldens('composites').filter(isDerived);
  const find = (id: string) => cases.find((golden) => golden.id === id)!;

  it.each(['conv_grad_k4s2p1', 'conv_grad_k5s3p2'])('%s', (id) => {
    const { args, inputs, outputs } = find(id);
    const x = toTensor(inputs['x']!);
    const weight = toTensor(inputs['weight']!);
    const gy = toTensor(inputs['gy']!);
    const stride = args['stride'] as number;
    const padding = args['padding'] as number;
    expectClose(operators.conv2d(x, weight, toTensor(inputs['bias']!), { stride, padding }).data, outputs!['y']!.data);
    const gx = operators.convTranspose2d(gy, weight, null, { stride, padding, outputSize: x.shape });
    expectClose(gx.data, outputs!['gx']!.data);
    // gw[o,c] correlates x[c] with gy[o] dilated by the stride.
    const gw = operators.conv2d(exchange(x), exchange(gy), null, { padding, dilation: stride });
    const [kH, kW] = weight.shape.slice(2) as [number, number];
    const cropped = exchange(crop(gw, kH, kW));
    expect(cropped.shape).toEqual(outputs!['gw']!.shape);
    expectClose(cropped.data, outputs!['gw']!.data);
    expectClose(sumPlanes(gy), outputs!['gb']!.data);
  });

  it('convT_grad_k4s2p1', () => {
    const { args, inputs, outputs } = find('convT_grad_k4s2p1');
    const x = toTensor(inputs['x']!);
    const weight = toTensor(inputs['weight']!);
    const gy = toTensor(inputs['gy']!);
    const stride = args['stride'] as number;
    const padding = args['padding'] as number;
    const y = operators.convTranspose2d(x, weight, toTensor(inputs['bias']!), { stride, padding });
    expectClose(y.data, outputs!['y']!.data);
    expectClose(operators.conv2d(gy, weight, null, { stride, padding }).data, outputs!['gx']!.data);
    const gw = operators.conv2d(exchange(gy), exchange(x), null, { padding, dilation: stride });
    // [o, c] here, [c, o] in the transposed layer's weight.
    expectClose(exchange(gw).data, outputs!['gw']!.data);
    expectClose(sumPlanes(gy), outputs!['gb']!.data);
  });

  it('unfold_k5 is a convolution with one-hot kernels (im2col)', () => {
    const { inputs, outputs } = find('unfold_k5');
    const x = toTensor(inputs['x']!);
    const oneHot = createTensor([50, 2, 5, 5]);
    for (let i = 0; i < 50; i++) oneHot.data[i * 50 + i] = 1;
    expectClose(operators.conv2d(x, oneHot, null, { padding: 2 }).data, outputs!['y']!.data);
  });
});

/** The top left h x w of every plane. */
function crop(tensor: Tensor, h: number, w: number): Tensor {
  const [n, c, inH, inW] = tensor.shape as [number, number, number, number];
  const out = createTensor([n, c, h, w]);
  for (let p = 0, o = 0; p < n * c; p++) {
    for (let i = 0; i < h; i++) for (let j = 0; j < w; j++) out.data[o++] = tensor.data[(p * inH + i) * inW + j]!;
  }
  return out;
}
