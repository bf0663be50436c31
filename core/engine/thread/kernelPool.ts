import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { fusedFlags, kernelModule, type Arithmetic, type KernelMemory, type KernelThreads } from '../../kernels';

// Words of the control block (assembly/serve.ts).
const CALL = 0;
const JOB = 1;
const SCRATCH = 2;
const STRIDE = 3;
const DONE = 4;
const STOP = 5;
const READY = 6;
const WORDS = 16;

/** How often the calling thread looks before it sleeps: a helper that is nearly done answers within microseconds. */
const SPINS = 20_000;

export interface KernelPool extends KernelThreads {
  /** Ends the helpers; jobs run on the calling thread alone from then on. */
  close(): Promise<void>;
}

/** What a helper thread is given. */
export interface HelperData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
}

/** From this version of V8 on, the optimiser needs what the first compiler learnt, and ends the process without it. */
const V8_NEEDS_LIFTOFF = 14;

/**
 * How this process compiles WebAssembly; call before the kernels are compiled. Fused multiply-adds are allowed where Node
 * still hides them behind a flag, and the quick first compiler is skipped where it can be: the kernels are few, small and
 * hot, and its code is many times slower.
 */
export function prepareCompiler(): void {
  const skip = Number.parseInt(process.versions.v8, 10) < V8_NEEDS_LIFTOFF ? ['--no-liftoff'] : [];
  for (const flag of [...fusedFlags(), ...skip]) setFlagsFromString(flag);
}

/**
 * Starts `helpers` threads that serve kernel jobs on `memory`. They join when they are ready; jobs run without them until then.
 * @param workerUrl the built poolWorker entry
 */
export function startKernelPool(
  workerUrl: URL,
  helpers: number,
  memory: KernelMemory,
  arithmetic: Arithmetic,
): KernelPool {
  const control = memory.allocate(WORDS * 4);
  const words = memory.ints(control, WORDS).fill(0);
  const data: HelperData = { module: kernelModule(arithmetic), memory: memory.memory, control };
  const workers = Array.from({ length: helpers }, () => {
    const worker = new Worker(workerUrl, { workerData: data });
    worker.unref();
    return worker;
  });
  let calls = 0;
  let wanted = 0;
  let isClosed = false;
  const call = (count: number): void => {
    // 23 bits of call number wrap around; only a change matters.
    calls = (calls + 1) & 0x7fffff;
    Atomics.store(words, CALL, (calls << 8) | count);
    Atomics.notify(words, CALL);
  };
  return {
    get ready() {
      return isClosed ? 0 : Atomics.load(words, READY);
    },
    begin(job, count, scratch, stride) {
      wanted = count;
      Atomics.store(words, JOB, job);
      Atomics.store(words, SCRATCH, scratch);
      Atomics.store(words, STRIDE, stride);
      Atomics.store(words, DONE, 0);
      call(count);
    },
    finish() {
      let spins = SPINS;
      for (;;) {
        const done = Atomics.load(words, DONE);
        if (done >= wanted) return;
        if (--spins <= 0) Atomics.wait(words, DONE, done, 100);
      }
    },
    async close() {
      isClosed = true;
      Atomics.store(words, STOP, 1);
      call(0);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
