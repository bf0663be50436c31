import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEngineOperators } from '@core/engine/thread/operators';
import { createTensor } from '@core/tensor/tensor';

afterEach(() => vi.restoreAllMocks());

describe('the operators of the engine', () => {
  it('are the reference where the address space is limited, and say so', () => {
    vi.spyOn(WebAssembly, 'Memory').mockImplementation(function () {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory');
    });
    const { operators, description, threads } = createEngineOperators({ arithmetic: 'exact' });
    expect(description).toContain('limit on address space');
    expect(threads).toBe(1);
    const twice = operators.interpolate(createTensor([1, 1, 1, 1], [3]), { scaleFactor: 2, mode: 'nearest' });
    expect([...twice.data]).toEqual([3, 3, 3, 3]);
  });
});
