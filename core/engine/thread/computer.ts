import type { Operators } from '../../ops/operators';
import type { TensorKeeper } from '../../ops/tensorKeeper';

/** What computes: injected, so that tests and other builds bring their own. */
export interface Computer {
  readonly operators: Operators;
  readonly tensors?: TensorKeeper | undefined;
  readonly clock: { now(): number };
  /** Throws when the current job should stop. */
  checkpoint(): void;
}
