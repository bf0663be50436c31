import type { TensorMemory } from '../ops/tensorMemory';
import type { Tensor } from '../tensor/tensor';
import type { KernelMemory } from './memory';

/** The tensors that live in `memory`: each is released once, by `release`, by the end of its scope or by the garbage collector. */
export function ownTensors(
  memory: KernelMemory,
): Pick<TensorMemory, 'release' | 'scope'> & { keep(tensor: Tensor, address: number): void } {
  const collected = new FinalizationRegistry<number>((address) => memory.free(address));
  // A tensor in this set owns its block; a second release of the same tensor must not free the block's next owner.
  const owned = new WeakSet<Float32Array>();
  let made: Set<Float32Array> | undefined;

  const give = (data: Float32Array): void => {
    if (!owned.delete(data)) return;
    collected.unregister(data);
    memory.free(data.byteOffset);
  };
  return {
    keep: ({ data }, address) => {
      owned.add(data);
      collected.register(data, address, data);
      made?.add(data);
    },
    release: ({ data }) => give(data),
    scope: (run) => {
      const outer = made;
      const own = new Set<Float32Array>();
      made = own;
      try {
        const result = run();
        // A result may also be a view of one of them.
        for (const data of own) {
          if (memory.addressOf(result.data) === undefined || !overlap(data, result.data)) continue;
          own.delete(data);
          outer?.add(data);
        }
        return result;
      } finally {
        made = outer;
        for (const data of own) give(data);
      }
    },
  };
}

/** Of two views of the memory. */
function overlap(a: Float32Array, b: Float32Array): boolean {
  return b.byteOffset < a.byteOffset + a.byteLength && a.byteOffset < b.byteOffset + b.byteLength;
}
