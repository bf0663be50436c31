import { createInterface } from 'node:readline';
import { largestDifference, readArrays, type Arrays } from './arrays';
import { isOfBytes, rows, type Row } from './rows';

/** One case, loaded: `run` is what is timed, `result` gives its last output in the layout of the expected one. */
export interface Loaded {
  run(): unknown;
  result(): ArrayLike<number> | Promise<ArrayLike<number>>;
  dispose?(): void;
}

export interface Implementation {
  /** Versions and anything else worth stamping. */
  readonly version: string;
  /** Null where it has nothing equivalent. */
  load(row: Row, arrays: Arrays, threads: number): Promise<Loaded | null> | Loaded | null;
}

/** Warming up ends after this many runs in a row that were no faster. */
const IDLE_RUNS = 2;
const PROGRESS = 0.95;

/** Share of a run's time that the process must have had on a processor for the run to count. */
const PRESENT = 0.8;
/** A turn that was interrupted goes on for at most this many times its length, until as many runs were not. */
const PATIENCE = 4;
const ENOUGH = 3;

/** `isWhole` is false where a host or another program took the processor away in the middle: that time is not ours. */
async function once(loaded: Loaded): Promise<{ readonly time: number; readonly isWhole: boolean }> {
  const used = process.cpuUsage();
  const began = performance.now();
  const result = loaded.run();
  if (result instanceof Promise) await result;
  const time = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  return { time, isWhole: (user + system) / 1000 >= PRESENT * time };
}

async function warmUp(loaded: Loaded, budgetMs: number): Promise<number> {
  const until = performance.now() + budgetMs;
  let best = Infinity;
  for (let idle = 0; idle < IDLE_RUNS; idle++) {
    const { time } = await once(loaded);
    if (time < best * PROGRESS) idle = -1;
    best = Math.min(best, time);
    if (performance.now() > until) break;
  }
  return best;
}

/** Times of one turn, and how many runs were left out because they were interrupted. */
async function sample(loaded: Loaded, budgetMs: number): Promise<{ times: number[]; interrupted: number }> {
  const began = performance.now();
  const all: number[] = [];
  const whole: number[] = [];
  for (;;) {
    const { time, isWhole } = await once(loaded);
    all.push(time);
    if (isWhole) whole.push(time);
    const spent = performance.now() - began;
    if (all.length >= 500 || spent > budgetMs * PATIENCE || (spent > budgetMs && whole.length >= ENOUGH)) break;
    // A row that takes long has its turns to come to enough runs.
    if (spent > budgetMs && whole.length > 0 && whole[0]! > budgetMs / ENOUGH) break;
  }
  // Libraries whose threads sleep through a run look interrupted all the time; then every run counts.
  return whole.length > 0 ? { times: whole, interrupted: all.length - whole.length } : { times: all, interrupted: 0 };
}

/** Serves the benchmark over standard input and output, one JSON object per line. */
export async function servePeer(make: () => Promise<Implementation>): Promise<void> {
  // Libraries talk; standard output belongs to the protocol.
  const { console: talk } = globalThis;
  for (const name of ['log', 'info', 'warn', 'debug'] as const) talk[name] = () => undefined;
  const say = (message: object): void => void process.stdout.write(`@@${JSON.stringify(message)}\n`);
  const tell = (error: unknown): string => (error instanceof Error ? error.message : String(error));
  let implementation: Implementation | undefined;
  try {
    implementation = await make();
    say({ ready: true, version: implementation.version });
  } catch (error) {
    say({ ready: false, error: tell(error).split('\n')[0] });
    process.exit(0);
  }
  let loaded: Loaded | null = null;
  for await (const line of createInterface(process.stdin)) {
    const order = JSON.parse(line) as {
      load?: string;
      /** A case that is not among the rows; its output is not checked. */
      variant?: Row;
      threads: number;
      folder: string;
      warmMs: number;
      sample?: number;
    };
    try {
      if (order.load !== undefined) {
        loaded?.dispose?.();
        const row = order.variant ?? rows.find((one) => one.row === order.load)!;
        const arrays = readArrays(row, order.folder);
        loaded = await implementation.load(row, arrays, order.threads);
        if (loaded === null) say({ unsupported: true });
        else {
          await once(loaded);
          if (order.variant) {
            say({ bestMs: await warmUp(loaded, order.warmMs) });
            continue;
          }
          const expected = isOfBytes(row) ? arrays['y']!.bytes : arrays['y']!.floats;
          const maxDifference = largestDifference(await loaded.result(), expected);
          say({ maxDifference, bestMs: await warmUp(loaded, order.warmMs) });
        }
      } else say(await sample(loaded!, order.sample!));
    } catch (error) {
      say({ error: tell(error).split('\n')[0] });
    }
  }
}
