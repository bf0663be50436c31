import { appendFileSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { threadId } from 'node:worker_threads';
import { unstaged, type Staged } from '../../tensor/staged';

/** What one stage took, without the stages within it. */
interface StageTime {
  wallMs: number;
  /** Processor time of the thread that says so; 0 where the system does not tell. */
  threadMs: number;
  /** Processor time of the whole process in that while, helper threads included. */
  processMs: number;
}

/** One line of the file: what a thread did between two moments, in ms since 1970. */
export interface StageLine {
  readonly thread: number;
  readonly job: string;
  readonly began: number;
  readonly ended: number;
  readonly stages: Readonly<Record<string, StageTime>>;
}

/** File that threads write their stages to, a line of JSON for each job. Where the time of a run goes is asked by the bench alone. */
const FILE = process.env['UPBENCH_STAGES'];

/**
 * Adds up where the time of one thread goes. A stage within another one counts for itself alone. Reading the clocks takes
 * microseconds, and stages take milliseconds.
 */
class StageClock {
  private times: Record<string, StageTime> = {};
  private readonly open: string[] = [];
  private last = readClocks();
  private began = now();

  constructor(private readonly file: string) {}

  readonly staged: Staged = (stage, work) => {
    this.charge();
    this.open.push(stage);
    const leave = (): void => {
      this.charge();
      this.open.pop();
    };
    let result: ReturnType<typeof work>;
    try {
      result = work();
    } catch (error) {
      leave();
      throw error;
    }
    if (result instanceof Promise) return result.finally(leave) as typeof result;
    leave();
    return result;
  };

  readonly begin = (): void => {
    this.began = now();
  };

  readonly write = (job: string): void => {
    this.charge();
    const line: StageLine = { thread: threadId, job, began: this.began, ended: now(), stages: this.times };
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
    this.times = {};
  };

  /** Gives the time since the last change to the stage that was at work. */
  private charge(): void {
    const clocks = readClocks();
    const stage = this.open.at(-1);
    if (stage !== undefined) {
      const own = (this.times[stage] ??= { wallMs: 0, threadMs: 0, processMs: 0 });
      own.wallMs += clocks.wallMs - this.last.wallMs;
      own.threadMs += clocks.threadMs - this.last.threadMs;
      own.processMs += clocks.processMs - this.last.processMs;
    }
    this.last = clocks;
  }
}

const now = (): number => performance.timeOrigin + performance.now();

function readClocks(): StageTime {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), threadMs: threadMs(), processMs: (user + system) / 1000 };
}

/** Linux tells how long a thread has run. */
function threadMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return 0;
  }
}

const clock = FILE === undefined || FILE === '' ? undefined : new StageClock(FILE);

/** A stage of this thread's work. */
export const staged: Staged = clock?.staged ?? unstaged;

/** Does a whole job and notes what its stages took. */
export function stagedJob<Result>(job: string, work: () => Result): Result {
  if (clock === undefined) return work();
  const { begin, write } = clock;
  begin();
  const end = (): void => write(job);
  const result = staged(job, work);
  if (result instanceof Promise) return result.finally(end) as Result;
  end();
  return result;
}
