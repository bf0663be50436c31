import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accumulate, fitWeights, momentsFor } from '@core/fit';
import { createReferenceOperators } from '@core/ops';
import { createTensor, elementCount, type Tensor } from '@core/tensor/tensor';
import {
  checkFit,
  findUpsampler,
  fitKeyOf,
  fittableLayerOf,
  resolveParameters,
  type ParameterValue,
} from '@core/upsamplers';
import { noiseTensor } from '../../helpers/noiseTensor';
import { expectClose } from '../../helpers/tolerance';

const operators = createReferenceOperators();

interface Case {
  readonly id: string;
  readonly scale: number;
  readonly channels: number;
  readonly given: Record<string, ParameterValue>;
}

/** Small layers of every kind; a transposed convolution's size is made to fit by the values its refusal names. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    id: fc.constantFrom('conv-transpose', 'conv-transpose', 'nearest-conv', 'pixel-shuffle', 'unpooling'),
    scale: fc.constantFrom(2, 3),
    channels: fc.constantFrom(1, 2),
    k: fc.integer({ min: 1, max: 5 }),
    dilation: fc.integer({ min: 1, max: 4 }),
    groups: fc.constantFrom('depthwise', 'dense'),
    bias: fc.boolean(),
    border: fc.constantFrom('replicate', 'zeros'),
  })
  .map(({ id, scale, channels, k, dilation, ...rest }) => {
    const odd = k % 2 === 1 ? k : 3;
    const own: Record<string, ParameterValue> =
      id === 'conv-transpose'
        ? { kernelSize: k, dilation }
        : id === 'unpooling'
          ? { fill: 'conv', indices: 'top-left', convKernelSize: Math.min(odd, 3) }
          : { kernelSize: Math.min(odd, 3) };
    return { id, scale, channels, given: { ...own, ...rest } };
  });

function resolved({ id, scale, channels, given }: Case, height: number, width: number) {
  const upsampler = findUpsampler(id);
  const context = { scale, channels, hasReference: true };
  let parameters = resolveParameters(upsampler, given, context);
  const input = [1, channels, height, width];
  const fix = upsampler.fitTo?.(input, parameters, context) ?? {};
  parameters = resolveParameters(upsampler, { ...given, ...fix }, context);
  checkFit(upsampler, input, parameters, context);
  return { upsampler, context, parameters };
}

/** Solves M x = r for a symmetric positive definite M by elimination: slow, plain, and not the code under test. */
function solvePlainly(M: Float64Array[], r: Float64Array): Float64Array {
  const n = r.length;
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const factor = M[i]![k]! / M[k]![k]!;
      if (factor === 0) continue;
      for (let j = k; j < n; j++) M[i]![j] = M[i]![j]! - factor * M[k]![j]!;
      r[i] = r[i]! - factor * r[k]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) r[i] = r[i]! - M[i]![j]! * r[j]!;
    r[i] = r[i]! / M[i]![i]!;
  }
  return r;
}

test('the fit is the dense least-squares solution of the matrix whose columns are the layer on unit weights', () => {
  fc.assert(
    fc.property(cases, fc.nat(1000), (one, seed) => {
      const [height, width] = [8, 9];
      const { upsampler, context, parameters } = resolved(one, height, width);
      const { scale, channels } = one;
      const image = noiseTensor([1, channels, height, width], seed);
      const target = noiseTensor([1, channels, height * scale, width * scale], seed + 1);
      const layer = fittableLayerOf(one.id, parameters, context);
      const moments = momentsFor(layer, context);
      const run = (weight: Tensor, bias?: Tensor) =>
        upsampler.run(operators, { image, scale }, parameters, { weight, ...(bias ? { bias } : {}), origin: 'test' });
      const source =
        layer.source === 'picture'
          ? image
          : upsampler.run(operators, { image, scale }, { ...parameters, fill: 'none' }, null);
      accumulate(moments, source, target, layer.border);
      const fitted = fitWeights(layer, moments, 0);
      const count = fitted.weight.data.length;
      const columns: Float64Array[] = [];
      for (let i = 0; i < count; i++) {
        const unit = createTensor(fitted.weight.shape);
        unit.data[i] = 1;
        columns.push(Float64Array.from(run(unit, fitted.bias && createTensor(fitted.bias.shape)).data));
      }
      for (let i = 0; i < (fitted.bias?.data.length ?? 0); i++) {
        const unit = createTensor(fitted.bias!.shape);
        unit.data[i] = 1;
        columns.push(Float64Array.from(run(createTensor(fitted.weight.shape), unit).data));
      }
      const dot = (a: Float64Array, b: ArrayLike<number>) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
      const normal = columns.map((a) => Float64Array.from(columns, (b) => dot(a, b)));
      const right = Float64Array.from(columns, (a) => dot(a, target.data));
      const expected = solvePlainly(normal, right);
      // The solution is rounded to float32 once.
      const got = [...fitted.weight.data, ...(fitted.bias?.data ?? [])];
      expectClose(Float32Array.from(got), Float32Array.from(expected), { atol: 2e-6, rtol: 2e-6 });
      const residual = Float64Array.from(
        target.data,
        (y, i) => y - columns.reduce((s, a, n) => s + a[i]! * expected[n]!, 0),
      );
      const least = residual.reduce((sum, value) => sum + value * value, 0);
      // Pixels no tap reaches count as errors, too: the layer gives 0 there.
      expect(Math.abs(fitted.mse * elementCount(target.shape) - least)).toBeLessThan(1e-9 * (1 + least));
      // Orthogonal to every column.
      const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      for (const column of columns)
        expect(Math.abs(dot(column, residual))).toBeLessThan(1e-10 * largest * columns.length);
    }),
    { numRuns: 24, seed: 7 },
  );
});

test('the key of a layer names what its weights depend on, and nothing else', () => {
  const upsampler = findUpsampler('conv-transpose');
  const key = (given: Record<string, ParameterValue>, channels = 3) =>
    fitKeyOf('conv-transpose', resolveParameters(upsampler, given, { scale: 2, channels, hasReference: true }), {
      scale: 2,
      channels,
      degradation: 'area',
    });
  expect(key({})).toBe(
    'conv-transpose x2 area kernelSize=4 dilation=1 padding=1 bias=false border=replicate depthwise',
  );
  expect(key({ weightNoise: 0.1, seed: 3 })).toBe(key({}));
  expect(key({}, 1)).toBe(key({}));
  expect(key({ groups: 'dense' }, 1)).toBe(key({}));
  expect(key({ groups: 'dense' })).toContain('dense 3');
});
