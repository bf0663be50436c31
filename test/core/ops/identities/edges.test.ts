import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fast as fused, exact, reference } from '@core/index';
import { convPixelShuffle, convTranspose2d, edgeConvTranspose2d, edgeMargin, nearestConv2d } from '@core/ops';
import { createTensor, elementCount, type Tensor } from '@core/tensor/tensor';

const whole = (...shape: number[]): fc.Arbitrary<Tensor> =>
  fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: elementCount(shape), maxLength: elementCount(shape) })
    .map((values) => createTensor(shape, values));

/** Reads positions outside as the nearest inside. x [N, C, H, W] */
function surrounded(x: Tensor, margin: number): Tensor {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  const out = createTensor([n, c, h + 2 * margin, w + 2 * margin]);
  let o = 0;
  for (let plane = 0; plane < n * c; plane++)
    for (let i = -margin; i < h + margin; i++)
      for (let j = -margin; j < w + margin; j++)
        out.data[o++] = x.data[(plane * h + Math.min(h - 1, Math.max(0, i))) * w + Math.min(w - 1, Math.max(0, j))]!;
  return out;
}

function middle(y: Tensor, margin: readonly [number, number]): Tensor {
  const [n = 1, c = 1, h = 1, w = 1] = y.shape;
  const out = createTensor([n, c, h - 2 * margin[0], w - 2 * margin[1]]);
  let o = 0;
  for (let plane = 0; plane < n * c; plane++)
    for (let i = margin[0]; i < h - margin[0]; i++)
      for (let j = margin[1]; j < w - margin[1]; j++) out.data[o++] = y.data[(plane * h + i) * w + j]!;
  return out;
}

/** More than any kernel below reaches. */
const FAR = 12;
const axis = fc.record({
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  padding: fc.integer({ min: 0, max: 3 }),
  extra: fc.integer({ min: 0, max: 2 }),
  size: fc.integer({ min: 1, max: 5 }),
});

const cases = fc
  .record({ rows: axis, columns: axis, groups: fc.integer({ min: 1, max: 2 }), batch: fc.integer({ min: 1, max: 2 }) })
  .map(({ rows, columns, ...others }) => {
    const pair = (of: (one: typeof rows) => number): readonly [number, number] => [of(rows), of(columns)];
    return {
      ...others,
      sizes: [rows.size, columns.size] as const,
      kernel: [rows.kernel, columns.kernel] as const,
      options: {
        stride: pair(({ stride }) => stride),
        dilation: pair(({ dilation }) => dilation),
        padding: pair(({ padding, kernel, dilation }) => Math.min(padding, dilation * (kernel - 1))),
        outputPadding: pair(({ extra, stride, dilation }) => Math.min(extra, Math.max(stride, dilation) - 1)),
      },
    };
  })
  .filter(({ sizes, kernel, options: { stride, dilation, padding, outputPadding } }) =>
    sizes.every(
      (size, i) =>
        (size - 1) * stride[i]! - 2 * padding[i]! + dilation[i]! * (kernel[i]! - 1) + outputPadding[i]! + 1 > 0,
    ),
  )
  .chain((one) =>
    fc.record({
      one: fc.constant(one),
      x: whole(one.batch, 2 * one.groups, ...one.sizes),
      w: whole(2 * one.groups, 3, ...one.kernel),
      bias: fc.option(whole(3 * one.groups)),
    }),
  );

describe('a transposed convolution with repeated edges', () => {
  it('is the middle of one over a picture surrounded by its edge, by all implementations', () => {
    fc.assert(
      fc.property(cases, ({ one, x, w, bias }) => {
        const options = { ...one.options, groups: one.groups };
        const far = convTranspose2d(surrounded(x, FAR), w, bias, options);
        const expected = middle(far, [FAR * options.stride[0]!, FAR * options.stride[1]!]);
        const before = [...x.data];
        for (const operators of [reference, exact, fused]) {
          const actual = operators.edgeConvTranspose2d(x, w, bias, options);
          expect(actual.shape).toEqual(expected.shape);
          expect([...actual.data].map((value) => value + 0)).toEqual([...expected.data].map((value) => value + 0));
        }
        expect([...x.data]).toEqual(before);
        expect(edgeConvTranspose2d(x, w, bias, options).shape).toEqual(convTranspose2d(x, w, bias, options).shape);
      }),
      { numRuns: 150 },
    );
  });

  it('repeats no more than an output reaches', () => {
    // kernel, stride, padding, outputPadding, dilation
    expect(edgeMargin(4, 2, 1, 0, 1)).toBe(1);
    expect(edgeMargin(2, 2, 0, 0, 1)).toBe(0);
    expect(edgeMargin(3, 2, 1, 1, 1)).toBe(1);
    expect(edgeMargin(8, 4, 2, 0, 1)).toBe(1);
    expect(edgeMargin(5, 1, 0, 0, 1)).toBe(4);
    expect(edgeMargin(3, 2, 0, 0, 3)).toBe(3);
    expect(edgeMargin(1, 3, 0, 2, 1)).toBe(0);
  });
});

describe('composites', () => {
  const x = createTensor([1, 1, 2, 2], [1, 2, 3, 4]);
  const w = createTensor([4, 1, 1, 1], [1, 2, 3, 4]);

  it('name themselves and all they know when an option is unknown', () => {
    const wrong = { strid: 2 } as object;
    expect(() => nearestConv2d(x, w, null, { scaleFactor: 2, ...wrong })).toThrow(
      'only scaleFactor, padding, groups, paddingMode for nearestConv2d',
    );
    expect(() => convPixelShuffle(x, w, null, { upscaleFactor: 2, ...wrong })).toThrow(
      'only upscaleFactor, padding, groups, paddingMode for convPixelShuffle',
    );
    expect(() => edgeConvTranspose2d(x, w, null, { ...wrong })).toThrow(
      'only stride, padding, outputPadding, dilation, groups for edgeConvTranspose2d',
    );
    expect(() => edgeConvTranspose2d(x, w, null, { outputSize: [4, 4] } as object)).toThrow('received "outputSize"');
  });

  it('refuse a shuffle before the convolution runs', () => {
    let ran = 0;
    const refused = (): Tensor => convPixelShuffle(x, w, null, { upscaleFactor: 3 }, () => void ran++);
    expect(refused).toThrow("a number whose square divides the weight's 4 output channels for upscaleFactor");
    expect(ran).toBe(0);
    expect(() => convPixelShuffle(x, null as unknown as Tensor, null, { upscaleFactor: 2 })).toThrow('weight');
  });
});
