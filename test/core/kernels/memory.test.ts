import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFastOperators, KernelMemory } from '../../../core/kernels';
import { createTensor } from '../../../core/tensor/tensor';

const fresh = (maxPages = 1024) =>
  new KernelMemory(new WebAssembly.Memory({ initial: 1, maximum: 1024, shared: true }), maxPages);

describe('the memory of the kernels', () => {
  it('never hands out overlapping blocks and joins what is freed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20000 }), fc.nat(20)), { maxLength: 60 }), (steps) => {
        const memory = fresh();
        const blocks: { address: number; size: number }[] = [];
        for (const [size, victim] of steps) {
          const address = memory.allocate(size);
          expect(address % 64).toBe(0);
          for (const other of blocks) {
            expect(address + size <= other.address || other.address + other.size <= address).toBe(true);
          }
          expect(address + size).toBeLessThanOrEqual(memory.byteLength - 64);
          blocks.push({ address, size });
          if (victim < blocks.length) memory.free(blocks.splice(victim, 1)[0]!.address);
        }
        for (const { address } of blocks) memory.free(address);
        expect(memory.bytesInUse).toBe(0);
        const before = memory.byteLength;
        memory.allocate(before - 256);
        expect(memory.byteLength).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what does not fit with a sentence', () => {
    const memory = fresh(32);
    memory.allocate(2 ** 20);
    expect(() => memory.allocate(2 ** 20)).toThrow(
      'This needs a block of 2 MiB, but of the 2 MiB the fast operators can use 2 MiB are taken: use a smaller picture.',
    );
    expect(() => memory.allocate(1000)).not.toThrow();
  });

  it('knows its own views, also after it grew', () => {
    const memory = fresh();
    const address = memory.allocate(400);
    const view = memory.floats(address, 100);
    memory.allocate(2 ** 20);
    expect(memory.addressOf(view)).toBe(address);
    expect(memory.addressOf(new Float32Array(100))).toBeUndefined();
  });
});

describe('memory over many runs', () => {
  const picture = () =>
    createTensor(
      [1, 3, 9, 11],
      Float32Array.from({ length: 297 }, (_, i) => i / 297),
    );
  const weight = createTensor([3, 1, 4, 4], new Float32Array(48).fill(0.25));

  it.each(['plain', 'shared'] as const)(
    'stays flat over 10,000 runs with %s results',
    (results) => {
      const operators = createFastOperators({ results });
      const input = results === 'shared' ? operators.share(picture()) : picture();
      const { memory } = operators.machine;
      const run = () => {
        const large = operators.convTranspose2d(input, weight, null, { stride: 2, padding: 1, groups: 3 });
        operators.release(operators.interpolate(large, { scaleFactor: 2, mode: 'bicubic' }));
        operators.release(large);
      };
      run();
      const size = memory.byteLength;
      const used = memory.bytesInUse;
      for (let i = 0; i < 10_000; i++) run();
      expect(memory.byteLength).toBe(size);
      expect(memory.bytesInUse).toBe(used);
    },
    120_000,
  );

  it('tells the most bytes in use at once since it was last asked', () => {
    const memory = fresh();
    const first = memory.allocate(1000);
    const both = memory.bytesInUse;
    const second = memory.allocate(5000);
    const most = memory.bytesInUse;
    memory.free(second);
    expect(memory.takePeak()).toBe(most);
    expect(memory.takePeak()).toBe(both);
    memory.free(first);
    expect(memory.takePeak()).toBe(both);
    expect(memory.takePeak()).toBe(0);
  });

  it('takes shared tensors without copying and gives the same values', () => {
    const plain = createFastOperators();
    const shared = createFastOperators({ results: 'shared' });
    const expected = plain.interpolate(picture(), { scaleFactor: 3, mode: 'bilinear' });
    const actual = shared.interpolate(shared.share(picture()), { scaleFactor: 3, mode: 'bilinear' });
    expect(shared.machine.memory.addressOf(actual.data)).toBeDefined();
    expect([...actual.data]).toEqual([...expected.data]);
    expect(expected.data.buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('frees everything when a checkpoint cancels', () => {
    let armed = false;
    const operators = createFastOperators({
      checkpoint: () => {
        if (armed) throw new Error('stop');
      },
    });
    const size = { size: [40, 40] as const, mode: 'bilinear' as const };
    operators.interpolate(picture(), size);
    const used = operators.machine.memory.bytesInUse;
    armed = true;
    expect(() => operators.interpolate(picture(), size)).toThrow('stop');
    expect(operators.machine.memory.bytesInUse).toBe(used);
    armed = false;
    expect(operators.interpolate(picture(), size).shape).toEqual([1, 3, 40, 40]);
  });
});
