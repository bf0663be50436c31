import { decodeBase64 } from './base64';
import { instantiate, type KernelExports } from './instantiate';
import { KernelMemory } from './memory';
import { PLAIN_MODULE } from './plain.generated';
import { RELAXED_MODULE } from './relaxed.generated';

/** `exact`: the same bits on every host. `fast`: fused multiply-adds and transforms, within the documented tolerance. */
export type Arithmetic = 'exact' | 'fast';

/** Numbers of the kernels in assembly/jobs.ts. */
export const JobKind = {
  phaseConv: 0,
  interpolate: 1,
  nearest: 2,
  shuffle: 3,
  unshuffle: 4,
  maxPool: 5,
  scatter: 6,
  unpoolTwo: 7,
  squares: 8,
  ssim: 9,
  resizeU8: 10,
  transformConv: 11,
  ssimDouble: 12,
  transformWeights: 13,
  divide: 14,
  toBytes: 15,
  byteDifferences: 16,
  bytePhases: 17,
  ssimBytes: 18,
  pngFilter: 19,
  wholeTaps: 20,
} as const;

interface Job {
  readonly kind: number;
  /** Words of the parameter block, addresses included. */
  readonly parameters: readonly number[];
  /** Independent pieces of work. */
  readonly items: number;
  /** Scratch memory one thread needs. */
  readonly scratchBytes: number;
  /** Rough time on one thread; decides whether threads are worth waking. */
  readonly estimateMs: number;
}

/** Threads that work beside the calling one on the same memory. */
export interface KernelThreads {
  /** Helpers that are up and running. */
  readonly ready: number;
  /** Lets up to `helpers` of them work on the job at `job`; helper i uses `scratch + i * stride`. */
  begin(job: number, helpers: number, scratch: number, stride: number): void;
  /** Returns when every one of them has stopped. */
  finish(): void;
}

/** Below this, waking a thread costs more than it saves. */
const WORTH_THREADS_MS = 2;
/** The calling thread looks at the checkpoint about this often. */
const CHECK_MS = 15;

let plain: WebAssembly.Module | undefined;
let relaxed: WebAssembly.Module | null | undefined;

/** Whether this host can run the kernels. */
export function supportsKernels(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(decodeBase64(PLAIN_MODULE));
}

/** Options without which this runtime would hide fused multiply-adds; one that has them refuses the option. */
export function fusedFlags(): string[] {
  return WebAssembly.validate(decodeBase64(RELAXED_MODULE)) ? [] : ['--experimental-wasm-relaxed-simd'];
}

/** Whether `fast` has fused multiply-adds here. */
export function supportsRelaxed(): boolean {
  return relaxedModule() !== null;
}

function relaxedModule(): WebAssembly.Module | null {
  if (relaxed === undefined) {
    const bytes = decodeBase64(RELAXED_MODULE);
    relaxed = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return relaxed;
}

/** The compiled kernels; compiled once per thread and arithmetic. */
export function kernelModule(arithmetic: Arithmetic): WebAssembly.Module {
  const fused = arithmetic === 'fast' ? relaxedModule() : null;
  if (fused) return fused;
  plain ??= new WebAssembly.Module(decodeBase64(PLAIN_MODULE));
  return plain;
}

/** A memory that kernels of several threads can share; grows up to 4 GiB as it is used. */
export function createKernelMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
}

/** The kernels on one memory: runs jobs, alone or with threads. */
export class Machine {
  readonly memory: KernelMemory;
  private readonly kernels: KernelExports;
  private readonly job: number;
  private scratch = 0;
  private scratchBytes = 0;

  constructor(
    readonly arithmetic: Arithmetic,
    memory: WebAssembly.Memory | KernelMemory = createKernelMemory(),
    private readonly threads?: KernelThreads,
    private readonly checkpoint: () => void = () => {},
  ) {
    this.memory = memory instanceof KernelMemory ? memory : new KernelMemory(memory);
    this.kernels = instantiate(kernelModule(arithmetic), this.memory.memory);
    this.job = this.memory.allocate(64 * 4);
  }

  /** How many threads a job of this size gets, the calling one included. */
  threadsFor(estimateMs: number): number {
    return estimateMs < WORTH_THREADS_MS ? 1 : 1 + (this.threads?.ready ?? 0);
  }

  run({ kind, parameters, items, scratchBytes, estimateMs }: Job): void {
    if (items === 0) return;
    this.checkpoint();
    const threads = Math.min(this.threadsFor(estimateMs), items);
    const stride = this.reserveScratch(scratchBytes, threads);
    const block = this.memory.allocate(parameters.length * 4);
    try {
      this.memory.ints(block, parameters.length).set(parameters);
      const job = this.memory.ints(this.job, 4);
      job.set([kind, block, items, 0]);
      const batch = Math.max(1, Math.ceil((items * CHECK_MS) / Math.max(estimateMs, CHECK_MS)));
      if (threads > 1) this.threads!.begin(this.job, threads - 1, this.scratch + stride, stride);
      try {
        while (this.kernels.work(this.job, this.scratch, batch)) this.checkpoint();
      } catch (error) {
        Atomics.store(job, 3, items); // the others stop after the item they are at
        throw error;
      } finally {
        if (threads > 1) this.threads!.finish();
      }
    } finally {
      this.memory.free(block);
    }
  }

  /** Scratch memory is kept: it only ever holds floats, and the next job mostly needs the same. */
  private reserveScratch(bytes: number, threads: number): number {
    const stride = Math.ceil(bytes / 4096) * 4096 + 192; // off the powers of two, or threads share cache sets
    if (stride * threads > this.scratchBytes) {
      if (this.scratch) this.memory.free(this.scratch);
      this.scratch = 0;
      this.scratchBytes = 0;
      this.scratch = this.memory.allocate(stride * threads);
      this.scratchBytes = stride * threads;
    }
    return stride;
  }
}
