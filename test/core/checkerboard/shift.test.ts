import { describe, expect, it } from 'vitest';
import { say } from '@core/messages';
import { alignCornersShift, shiftSentence } from '@core/checkerboard';
import { shiftOf } from '@core/checkerboard/shift';
import { createTensor } from '@core/tensor/tensor';

const shift = (rows: readonly (readonly number[])[], stride: number, padding: readonly [number, number] = [0, 0]) =>
  shiftOf({ kernel: createTensor([1, 1, rows.length, rows[0]!.length], rows.flat()), stride, padding });

describe('shiftOf', () => {
  it('is the centroid less the padding less (s - 1)/2, down and right', () => {
    // Centroid (1/4, 3/4) of weights 1, 2 over 0, 1.
    expect(shift([[1, 2], [0, 1]], 1)).toEqual([0.25, 0.75]); // prettier-ignore
    expect(shift([[1, 2], [0, 1]], 2)).toEqual([-0.25, 0.25]); // prettier-ignore
    expect(shift([[1, 2], [0, 1]], 4, [2, -1])).toEqual([-3.25, 0.25]); // prettier-ignore
    expect(shift([[0, 0, 0, 1]], 1)).toEqual([0, 3]);
    expect(shift([[0], [0], [0], [1]], 1)).toEqual([3, 0]);
  });

  it('goes over all channels', () => {
    // [2, 1, 1, 3]: weights 1 at column 0 and 3 at column 2.
    const kernel = createTensor([2, 1, 1, 3], [1, 0, 0, 0, 0, 3]);
    expect(shiftOf({ kernel, stride: 1, padding: [0, 0] })).toEqual([0, 1.5]);
    const tall = createTensor([1, 2, 3, 1], [1, 0, 0, 0, 0, 3]);
    expect(shiftOf({ kernel: tall, stride: 1, padding: [0, 0] })).toEqual([1.5, 0]);
  });

  it('is none where the weights nearly cancel', () => {
    expect(shift([[0, 0]], 1)).toBeNull();
    expect(shift([[1, -1]], 1)).toBeNull();
    // A sum of a twentieth of the magnitudes, and of a tenth and more.
    expect(shift([[10.5, -9.5]], 1)).toBeNull();
    expect(shift([[-10.5, 9.5]], 1)).toBeNull();
    expect(shift([[5.625, -4.375]], 1)).toEqual([0, -3.5]);
  });

  it('takes the rounding of float32 off', () => {
    const third = Math.fround(1 / 3);
    expect(shift([[third, third, third + 1e-7]], 3)).toEqual([-1, 0]);
    // From the other side it is 0, too, and not -0.
    expect(shift([[third + 1e-7, third, third]], 3)).toEqual([-1, 0]);
  });
});

describe('sentences', () => {
  const right = 'this alone costs an otherwise correct picture about 2 dB; kernelSize - stride = 2 padding centres a symmetric kernel.'; // prettier-ignore
  it.each([
    [[-0.5, 0.25], 2, 'half an output pixel up and 0.25 output pixels right'],
    [[0.5, -1], 3, 'half an output pixel down and 1.00 output pixels left'],
    [[0.05, 0], 2, '0.05 output pixels down'],
    [[0.049, -0.05], 2, '0.05 output pixels left'],
    [[0, 1.5], 4, '1.50 output pixels right'],
  ] as const)('%j at stride %i', (by, stride, where) => {
    expect(say(shiftSentence(by, stride)!)).toBe(
      `The samples sit ${where} of where half-pixel centres put them at ×${stride}: ${right}`,
    );
  });

  it('are none for nothing that can be noticed', () => {
    expect(shiftSentence(null, 2)).toBeNull();
    expect(shiftSentence([0.049, -0.049], 2)).toBeNull();
  });

  it('of aligned corners say (s - 1)/2', () => {
    expect(say(alignCornersShift(3))).toBe(
      'alignCorners stretches the picture: its samples sit up to 1 output pixels off towards the borders.',
    );
  });
});
