import { createTensor, elementCount, type IndexTensor, type Shape, type Tensor } from '../tensor/tensor';
import type { Machine } from './machine';

/** Where the values of a result live: in plain arrays, or in the kernels' memory until they are released. */
export type OutputPlace = 'plain' | 'shared';

/** The blocks that one call of an operator needs; all but a shared result are freed when the call ends. */
export class Arena {
  private readonly blocks: number[] = [];

  constructor(
    readonly machine: Machine,
    private readonly place: OutputPlace,
    private readonly onShared: (tensor: Tensor, address: number) => void,
  ) {}

  /** Runs `body` with an arena and frees what it took. */
  static use<T>(
    machine: Machine,
    place: OutputPlace,
    onShared: (tensor: Tensor, address: number) => void,
    body: (arena: Arena) => T,
  ): T {
    const arena = new Arena(machine, place, onShared);
    try {
      return body(arena);
    } finally {
      for (const block of arena.blocks) machine.memory.free(block);
    }
  }

  allocate(bytes: number): number {
    const address = this.machine.memory.allocate(bytes);
    this.blocks.push(address);
    return address;
  }

  /** The address of the tensor's values, copied in unless they are there already. */
  input(tensor: Tensor | IndexTensor): number {
    const { memory } = this.machine;
    const known = memory.addressOf(tensor.data);
    if (known !== undefined) return known;
    const address = this.allocate(tensor.data.byteLength);
    if (tensor.data instanceof Float32Array) memory.floats(address, tensor.data.length).set(tensor.data);
    else memory.ints(address, tensor.data.length).set(tensor.data);
    return address;
  }

  ints(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    this.machine.memory.ints(address, values.length).set(values);
    return address;
  }

  floats(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 4);
    this.machine.memory.floats(address, values.length).set(values);
    return address;
  }

  doubles(values: ArrayLike<number>): number {
    const address = this.allocate(values.length * 8);
    this.machine.memory.doubles(address, values.length).set(values);
    return address;
  }

  /** Room for a result of `shape`; call `tensor` with it when it is computed. */
  output(shape: Shape): number {
    return this.allocate(elementCount(shape) * 4);
  }

  /** The result at `address` as the caller gets it. */
  tensor(shape: Shape, address: number): Tensor {
    const view = this.machine.memory.floats(address, elementCount(shape));
    if (this.place === 'plain') return createTensor(shape, view.slice());
    const tensor = createTensor(shape, view);
    this.blocks.splice(this.blocks.indexOf(address), 1);
    this.onShared(tensor, address);
    return tensor;
  }

  /** Index results are always plain: they are small and rare. */
  indices(shape: Shape, address: number): IndexTensor {
    return { shape: [...shape], data: this.machine.memory.ints(address, elementCount(shape)).slice() };
  }
}
