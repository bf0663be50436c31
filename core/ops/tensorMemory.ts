import type { Tensor } from '../tensor/tensor';

/**
 * Where tensors live while operators work on them. Implementations with a memory of their own keep tensors there, so
 * that results need no copy between one operator and the next, and take the memory back here.
 */
export interface TensorMemory {
  /** The tensor where the operators take it without copying; give it back with `release`. */
  share(tensor: Tensor): Tensor;
  /** Takes back everything that `run` made but its result, also when it throws. */
  scope<Result extends Tensor>(run: () => Result): Result;
  /** The tensor must not be used again. One that lives in a plain array is left alone. */
  release(tensor: Tensor): void;
}

/** For operators whose tensors are plain arrays. */
export const plainMemory: TensorMemory = {
  share: (tensor) => tensor,
  scope: (run) => run(),
  release: () => {},
};
