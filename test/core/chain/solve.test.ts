import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSolutions, solve } from '../../../core/chain/solve';
import {
  convTranspose2dOutputSize,
  maxUnpool2dOutputSize,
  type ConvTransposeSizeOptions,
} from '../../../core/tensor/sizes';

const size = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));

describe('solve', () => {
  it.each([2, 3, 4])('x%i: every family, checkerboard-free first, then cheapest', (target) => {
    const { solutions, unreachable } = solve({ input: [16, 24], target });
    expect(unreachable).toEqual([]);
    expect(new Set(solutions.map(({ family }) => family)).size).toBe(5);
    const free = solutions.map(({ checkerboardFree }) => checkerboardFree);
    expect(free.indexOf(false)).toBeGreaterThan(free.lastIndexOf(true));
    const best = solutions.find(({ family }) => family === 'conv-transpose');
    expect(best?.layers).toEqual([`nn.ConvTranspose2d(3, 3, ${target}, stride=${target})`]);
    expect(best?.fitsEverySize).toBe(true);
  });

  it('every transposed convolution and unpooling it names gives the size by the operators own rule', () => {
    const goals = fc.record({
      input: size,
      grow: fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })),
    });
    fc.assert(
      fc.property(goals, ({ input, grow }) => {
        const target = [input[0] + grow[0], input[1] + grow[1]] as const;
        const { solutions } = solve({ input, target });
        for (const { family, parameters, output, overlap, checkerboardFree } of solutions) {
          expect(output).toEqual(target);
          const given = parameters as unknown as ConvTransposeSizeOptions;
          if (family === 'conv-transpose') {
            expect(convTranspose2dOutputSize(input, given)).toEqual(target);
            expect(checkerboardFree).toBe(new Set(overlap!.flat()).size === 1);
          }
          if (family === 'unpooling') expect(maxUnpool2dOutputSize(input, given)).toEqual(target);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('solutions that claim to fit every size do', () => {
    for (const solution of solve({ input: [7, 9], target: 2 }).solutions) {
      if (solution.family !== 'conv-transpose' || !solution.fitsEverySize) continue;
      const given = solution.parameters as unknown as ConvTransposeSizeOptions;
      expect(convTranspose2dOutputSize([11, 30], given)).toEqual([22, 60]);
    }
  });

  it('explains output_padding with the numbers', () => {
    const { solutions } = solve({ input: [8, 8], target: [15, 15], fixed: { kernelSize: 3, dilation: 1 } });
    const at15 = solutions.find(({ family, parameters }) => family === 'conv-transpose' && parameters['stride'] === 2)!;
    expect(at15.parameters).toMatchObject({ padding: 1, outputPadding: 0 });
    expect(at15.why).toBe('output_padding is 0: (8 - 1) * 2 - 2 * 1 + (3 - 1) + 1 = 15 is the wanted height already.');
    const at16 = solve({ input: [8, 8], target: 2, fixed: { kernelSize: 3, dilation: 1 } }).solutions.find(
      ({ family }) => family === 'conv-transpose',
    )!;
    expect(at16.parameters).toMatchObject({ stride: 2, padding: 1, outputPadding: 1 });
    expect(at16.why).toContain('(8 - 1) * 2 - 2 * 1 + (3 - 1) + 1 = 15, 1 short of the wanted height of 16');
    expect(at16.why).toContain('maps both 15 and 16 onto 8');
  });

  it('an exact size that pixel shuffle cannot reach is answered with what it can', () => {
    const { unreachable, solutions } = solve({ input: [112, 112], target: [225, 225] });
    expect(unreachable).toEqual([expect.objectContaining({ family: 'pixel-shuffle' })]);
    expect(unreachable[0]!.why).toContain('shuffle by 3 to 336×336 and crop');
    expect(solutions.some(({ family }) => family === 'conv-transpose')).toBe(true);
    const unpool = solutions.find(({ family }) => family === 'unpooling')!;
    expect(unpool.parameters).toMatchObject({ kernelSize: 2, outputSize: [225, 225] });
  });

  it('the order is a total one', () => {
    const { solutions } = solve({ input: [5, 5], target: 3 });
    for (const [i, solution] of solutions.entries()) {
      if (i > 0) expect(compareSolutions(solutions[i - 1]!, solution)).toBeLessThanOrEqual(0);
    }
  });

  it.each([
    { goal: { input: [0, 4], target: 2 }, says: 'for input but received [0, 4]' },
    { goal: { input: [4, 4], target: 1.5 }, says: 'Expected a whole number from 2 to 32 for scale but received 1.5.' },
    { goal: { input: [4, 4], target: [3, 9] }, says: 'upsampling cannot reduce the size' },
    { goal: { input: [4, 4], target: 2, fixed: { kernelSize: 0 } }, says: 'for kernelSize but received 0' },
  ] as const)('refuses $goal', ({ goal, says }) => {
    expect(() => solve(goal)).toThrow(says);
  });
});
