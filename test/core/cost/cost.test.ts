import { describe, expect, it } from 'vitest';
import { bytesMoved, conv2dCost, convTranspose2dCost, interpolateCost } from '@core/cost';
import { findUpsampler, resolveParameters, type Cost, type ParameterValues } from '@core/upsamplers';

/** Multiply-adds counted one by one as the loops of the formula go round. */
function countLoops(outer: readonly number[], inner: readonly number[]): number {
  const steps = (sizes: readonly number[]): number => {
    let count = 0;
    const walk = (axis: number): void => {
      if (axis === sizes.length) count++;
      else for (let i = 0; i < sizes[axis]!; i++) walk(axis + 1);
    };
    walk(0);
    return count;
  };
  return steps(outer) * steps(inner);
}

const input = [1, 3, 5, 7];

function cost(id: string, given: ParameterValues = {}, scale = 2): Cost {
  const context = { scale, channels: 3, hasReference: true };
  const upsampler = findUpsampler(id);
  return upsampler.cost(input, resolveParameters(upsampler, given, context), context);
}

describe('operators', () => {
  it('conv2d: outC inC/g k^2 per output position', () => {
    const size = {
      inChannels: 4,
      outChannels: 6,
      groups: 2,
      kernelSize: 3,
      bias: true,
      input: [2, 4, 5, 7],
      output: [2, 6, 5, 7],
    };
    const counted = countLoops([2, 6, 5, 7], [2, 3, 3]);
    expect(conv2dCost(size)).toEqual({ parameters: 6 * 2 * 9 + 6, macs: counted, macsAtOutputSize: counted });
  });

  it('conv_transpose2d: inC outC/g k^2 per input position, or per output position', () => {
    const size = {
      inChannels: 4,
      outChannels: 6,
      groups: 2,
      kernelSize: 4,
      bias: false,
      input: [1, 4, 5, 7],
      output: [1, 6, 10, 14],
    };
    expect(convTranspose2dCost(size)).toEqual({
      parameters: 4 * 3 * 16,
      macs: countLoops([4, 5, 7], [3, 4, 4]),
      macsAtOutputSize: countLoops([4, 10, 14], [3, 4, 4]),
    });
  });

  it('interpolation and bytes', () => {
    expect(interpolateCost([1, 3, 4, 4], 4).macs).toBe(192);
    expect(bytesMoved([10, 2], [[1, 3, 2, 2]], [1, 1, 4, 4])).toBe(4 * (10 + 2 + 2 * 12 + 16));
  });
});

describe('methods, 3x5x7 at x2', () => {
  const out = 3 * 10 * 14;
  it.each<[string, ParameterValues, Cost]>([
    ['conv-transpose', {}, { parameters: 48, macs: 48 * 35, macsAtOutputSize: 48 * 140, bytes: 4 * (105 + 48 + out) }],
    [
      'conv-transpose',
      { groups: 'dense', bias: true },
      { parameters: 147, macs: 144 * 35, macsAtOutputSize: 144 * 140, bytes: 4 * (105 + 147 + out) },
    ],
    ['bilinear', {}, { parameters: 0, macs: 4 * out, macsAtOutputSize: 4 * out, bytes: 4 * (105 + out) }],
    ['bicubic', {}, { parameters: 0, macs: 16 * out, macsAtOutputSize: 16 * out, bytes: 4 * (105 + out) }],
    ['nearest', {}, { parameters: 0, macs: 0, macsAtOutputSize: 0, bytes: 4 * (105 + out) }],
    ['unpooling', { fill: 'none' }, { parameters: 0, macs: 0, macsAtOutputSize: 0, bytes: 4 * (2 * 105 + out) }],
    [
      'unpooling',
      { fill: 'conv' },
      { parameters: 75, macs: 25 * out, macsAtOutputSize: 25 * out, bytes: 4 * (210 + 75 + 3 * out) },
    ],
    [
      'unpooling',
      {},
      { parameters: 0, macs: 2 * 25 * out, macsAtOutputSize: 2 * 25 * out, bytes: 4 * (315 + 150 + 9 * out) },
    ],
    ['nearest-conv', {}, { parameters: 27, macs: 9 * out, macsAtOutputSize: 9 * out, bytes: 4 * (105 + 27 + 3 * out) }],
    [
      'pixel-shuffle',
      { groups: 'dense' },
      { parameters: 324, macs: 324 * 35, macsAtOutputSize: 324 * 35, bytes: 4 * (105 + 324 + 3 * out) },
    ],
  ])('%s %j', (id, given, expected) => {
    expect(cost(id, given)).toEqual(expected);
  });
});
