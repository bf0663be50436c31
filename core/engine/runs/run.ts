import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { Experiment, Results } from '../../experiment/schema';
import type { GivenForPictures, RunEvent } from '../contract/contract';
import { fromFault, type Fault } from '../files/fault';
import type { PicturePaths } from '../thread/jobs';

type RunState = 'queued' | 'running' | 'done' | 'cancelled' | 'failed';

/**
 * What one run has said so far, for as many readers as there are and for those who come later. Progress is not
 * history: only the latest event is kept, and a slow reader misses those between.
 */
export class Run {
  state: RunState = 'queued';
  results: Results | undefined;
  /** Pictures of each image in the results, for exports. */
  pictures: PicturePaths[] = [];
  /** The same by number of the image, from the first picture on. */
  readonly places = new Map<number, Record<string, string>>();
  /** Blobs that live and die with the run. */
  readonly blobIds: string[] = [];
  private readonly stop = new AbortController();
  private readonly history: RunEvent[] = [];
  private progress: RunEvent | undefined;
  private progressCount = 0;
  private fault: Fault | undefined;
  private readonly wake = new Set<() => void>();
  private settledKnown: () => void = () => undefined;
  /** Resolves when nothing more will be said. */
  readonly settled: Promise<void>;

  constructor(
    readonly id: string,
    readonly experiment: Experiment,
    readonly pictureIds: readonly string[],
    /** What was given for the pictures. */
    readonly given: GivenForPictures = {},
  ) {
    this.settled = new Promise((resolve) => {
      this.settledKnown = resolve;
    });
  }

  /** Raised when the run should stop. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Stops it; one that still waits for its turn is over at once. */
  cancel(): void {
    this.stop.abort();
    if (this.state === 'queued') this.say({ type: 'cancelled', runId: this.id });
  }

  /** Everything but progress, in order. */
  get said(): readonly RunEvent[] {
    return this.history;
  }

  get isOver(): boolean {
    return this.state === 'done' || this.state === 'cancelled' || this.state === 'failed';
  }

  say(event: RunEvent): void {
    if (this.isOver) return;
    if (event.type === 'progress') {
      this.progress = event;
      this.progressCount++;
    } else {
      if (event.type !== 'started') this.progress = undefined;
      this.history.push(event);
    }
    if (event.type === 'done') this.end('done');
    else if (event.type === 'cancelled') this.end('cancelled');
    else this.wakeAll();
  }

  fail(fault: Fault): void {
    if (this.isOver) return;
    this.fault = fault;
    this.end('failed');
  }

  /** All events from the beginning, then new ones; ends after `done` or `cancelled`, or when `signal` aborts. */
  async *follow(signal?: AbortSignal): AsyncGenerator<RunEvent, void> {
    let position = 0;
    let seenProgress = 0;
    while (signal?.aborted !== true) {
      const event = this.history[position];
      if (event !== undefined) {
        position++;
        yield event;
      } else if (this.fault !== undefined) {
        throw fromFault(this.fault);
      } else if (this.isOver) {
        return;
      } else if (this.progress !== undefined && seenProgress < this.progressCount) {
        seenProgress = this.progressCount;
        yield this.progress;
      } else {
        await this.change(signal);
      }
    }
  }

  private change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.wake.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.wake.add(done);
      signal?.addEventListener('abort', done);
    });
  }

  private wakeAll(): void {
    for (const done of [...this.wake]) done();
  }

  private end(state: RunState): void {
    this.state = state;
    this.wakeAll();
    this.settledKnown();
  }
}

export function unknownRun(): UpbenchError {
  return new UpbenchError('unavailable', message('run-unknown'));
}
