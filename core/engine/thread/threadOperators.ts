import type { Arithmetic } from '../../kernels';
import { createEngineOperators, type EngineOperators } from './operators';

/** Memory of the kernels never shrinks by itself: above this it is given up after a job, and the next one starts anew. */
const MOST_KEPT_BYTES = 2 ** 30;

interface ThreadOperatorsOptions {
  /** The built poolWorker entry. */
  readonly workerUrl: URL;
  /** Throws when the current job should stop. */
  readonly checkpoint: () => void;
}

/**
 * The operators of one computing thread, made when a job first needs them: a thread that only opens pictures starts no
 * helpers. One arithmetic at a time, since a run has one.
 */
export class ThreadOperators {
  private current: { readonly arithmetic: Arithmetic; readonly made: EngineOperators } | undefined;

  constructor(private readonly options: ThreadOperatorsOptions) {}

  of(arithmetic: Arithmetic): EngineOperators {
    if (this.current?.arithmetic !== arithmetic) {
      this.forget();
      this.current = { arithmetic, made: createEngineOperators({ ...this.options, arithmetic, results: 'shared' }) };
    }
    return this.current.made;
  }

  /** Call between jobs. */
  trim(): void {
    if (this.current !== undefined && this.current.made.memoryBytes > MOST_KEPT_BYTES) this.forget();
  }

  private forget(): void {
    // There is no need to wait for helpers to end; they hold only the memory that is released.
    void this.current?.made.close();
    this.current = undefined;
  }
}
