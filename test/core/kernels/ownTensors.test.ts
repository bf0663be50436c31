import { describe, expect, it } from 'vitest';
import { createFastOperators } from '../../../core/kernels';
import { defaultExperiment } from '../../../core/experiment/defaults';
import { runPicture, type RunServices } from '../../../core/experiment/run';
import { createReferenceOperators } from '../../../core/ops';
import { createTensor } from '../../../core/tensor/tensor';
import { testWeights } from '../../helpers/methods';
import { makeRaster } from '../../helpers/pictures';

const ramp = (height: number, width: number) =>
  createTensor(
    [1, 1, height, width],
    Float32Array.from({ length: height * width }, (_, i) => i),
  );
const twice = { scaleFactor: 2, mode: 'bilinear' as const };

describe('tensors in the memory of the kernels', () => {
  it('takes back everything a scope made but its result', () => {
    const operators = createFastOperators({ results: 'shared' });
    const input = operators.share(ramp(4, 4));
    // The scratch memory of a job this size stays.
    operators.scope(() => operators.interpolate(operators.interpolate(input, twice), twice));
    const before = operators.machine.memory.bytesInUse;
    const output = operators.scope(() => operators.interpolate(operators.interpolate(input, twice), twice));
    const expected = createReferenceOperators();
    expect([...output.data]).toEqual([...expected.interpolate(expected.interpolate(ramp(4, 4), twice), twice).data]);
    operators.release(output);
    expect(operators.machine.memory.bytesInUse).toBeLessThanOrEqual(before);
  });

  it('keeps what a result is a view of, and hands it to the scope around', () => {
    const operators = createFastOperators({ results: 'shared' });
    const input = operators.share(ramp(8, 8));
    const used = () => operators.machine.memory.bytesInUse;
    operators.release(operators.interpolate(input, twice));
    const before = used();
    operators.scope(() => {
      const part = operators.scope(() => {
        const whole = operators.interpolate(input, twice);
        return createTensor([8], whole.data.subarray(8, 16));
      });
      expect(used()).toBeGreaterThan(before);
      const values = [...part.data];
      operators.release(operators.interpolate(input, twice));
      expect([...part.data]).toEqual(values);
      return createTensor([0]);
    });
    expect(used()).toBe(before);
  });

  it('keeps the result of a scope where the memory has got a new buffer meanwhile', () => {
    const operators = createFastOperators({ results: 'shared' });
    const input = operators.share(ramp(8, 8));
    // As V8 does to every shared memory of a thread when another one grows elsewhere.
    operators.machine.memory.memory.grow(1);
    const output = operators.scope(() => operators.interpolate(input, twice));
    const values = [...output.data];
    for (let i = 0; i < 4; i++) operators.interpolate(operators.share(ramp(8, 8)), twice);
    expect([...output.data]).toEqual(values);
    expect(operators.machine.memory.addressOf(output.data)).toBe(output.data.byteOffset);
  });

  it('frees a tensor once, however often it is released', () => {
    const operators = createFastOperators({ results: 'shared' });
    const first = operators.share(ramp(4, 4));
    operators.release(first);
    const second = operators.share(ramp(4, 4));
    expect(operators.machine.memory.addressOf(second.data)).toBe(operators.machine.memory.addressOf(first.data));
    operators.release(first);
    const third = operators.share(ramp(4, 4));
    expect(operators.machine.memory.addressOf(third.data)).not.toBe(operators.machine.memory.addressOf(second.data));
  });

  it('takes everything back when the scope throws', () => {
    const operators = createFastOperators({ results: 'shared' });
    const input = operators.share(ramp(4, 4));
    operators.release(operators.interpolate(input, twice));
    const before = operators.machine.memory.bytesInUse;
    expect(() =>
      operators.scope(() => {
        operators.interpolate(input, twice);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(operators.machine.memory.bytesInUse).toBe(before);
  });
});

describe('an experiment in the memory of the kernels', () => {
  const raster = makeRaster({ width: 64, height: 48 }, (x, y, c) => (x * 13 + y * 7 + c * 90) % 256);
  const experiment = { ...defaultExperiment(), timing: { samples: 3, budgetMs: 50 } };
  const run = (services: Pick<RunServices, 'operators' | 'tensors'>) => {
    const outputs: number[][] = [];
    const result = runPicture(
      { file: 'a.png', sha256: '', raster, notes: [] },
      experiment,
      {
        ...services,
        clock: { now: () => performance.now() },
        checkpoint: () => {},
        weights: testWeights,
      },
      (event) => {
        if (event.type === 'method') outputs.push([...event.output.data]);
      },
    );
    return { outputs, result };
  };

  it('gives the pictures of the reference within one step, and leaves nothing behind', () => {
    const operators = createFastOperators({ results: 'shared' });
    run({ operators, tensors: operators });
    const before = operators.machine.memory.bytesInUse;
    const { outputs, result } = run({ operators, tensors: operators });
    expect(operators.machine.memory.bytesInUse).toBe(before);
    expect(result.failed).toEqual([]);
    const expected = run({ operators: createReferenceOperators() }).outputs;
    expect(outputs.length).toBe(expected.length);
    for (const [i, output] of outputs.entries()) {
      const worst = output.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[i]![at]!)), 0);
      expect(worst, result.methods[i]?.id).toBeLessThanOrEqual(1);
    }
  });
});
