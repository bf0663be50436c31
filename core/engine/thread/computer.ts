import type { CountedMemory } from '../../experiment/run';
import type { Operators } from '../../ops/operators';
import type { NetworkShelf } from '../networks/networkShelf';
import type { RowFilter } from '../pictures/png';
import type { EncodePool } from './encodePool';
import type { TensorMemory } from '../../ops/tensorMemory';

/** What computes: injected, so that tests and other builds bring their own. */
export interface Computer {
  readonly operators: Operators;
  readonly tensors?: TensorMemory | undefined;
  /** What counts the bytes of their tensors, where it is counted. */
  readonly memory?: CountedMemory | undefined;
  /** What runs the networks of a run, loaded when one has some. */
  readonly networks?: (() => Promise<NetworkShelf>) | undefined;
  /** Filters the rows of large PNGs. @default the encoder's own loops */
  readonly pngFilter?: RowFilter | undefined;
  /** Writes pictures meanwhile. @default the calling thread, at once */
  readonly encoder?: EncodePool | undefined;
  readonly clock: { now(): number };
  /** Throws when the current job should stop. */
  checkpoint(): void;
}
