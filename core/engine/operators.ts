import { availableParallelism } from 'node:os';
import {
  createFastOperators,
  createKernelMemory,
  KernelMemory,
  supportsKernels,
  supportsRelaxed,
  type Arithmetic,
  type OutputPlace,
} from '../kernels';
import { createReferenceOperators, type Operators } from '../ops';
import { allowRelaxedSimd, startKernelPool, type KernelPool } from './kernelPool';

export interface EngineOperatorsOptions {
  readonly arithmetic: Arithmetic;
  /** Threads that compute, the calling one included. @default the machine's, at most 8 */
  readonly threads?: number | undefined;
  /** The built poolWorker entry; without it the calling thread computes alone. */
  readonly workerUrl?: URL | undefined;
  /** Called between blocks of work; throws to cancel. */
  readonly checkpoint?: (() => void) | undefined;
  readonly results?: OutputPlace | undefined;
}

export interface EngineOperators {
  readonly operators: Operators;
  /** Threads that compute, the calling one included. */
  readonly threads: number;
  /** What computes and why, for the environment of the results: "simd, 2 threads". */
  readonly description: string;
  close(): Promise<void>;
}

const MOST_THREADS = 8;

/** The fastest operators this host can run; the reference, with the reason in words, where it lacks what they need. */
export function createEngineOperators(options: EngineOperatorsOptions): EngineOperators {
  const { arithmetic, checkpoint } = options;
  if (typeof SharedArrayBuffer === 'undefined' || !supportsKernels()) {
    const description = 'reference (this runtime has no WebAssembly SIMD with shared memory)';
    return { operators: createReferenceOperators(checkpoint), threads: 1, description, close: () => Promise.resolve() };
  }
  if (arithmetic === 'fast') allowRelaxedSimd();
  const memory = new KernelMemory(createKernelMemory());
  const wanted = Math.max(1, Math.min(options.threads ?? availableParallelism(), MOST_THREADS));
  const { pool, trouble } = tryPool(options.workerUrl, wanted - 1, memory, arithmetic);
  const operators = createFastOperators({ arithmetic, memory, threads: pool, checkpoint, results: options.results });
  const threads = pool ? wanted : 1;
  return {
    operators,
    threads,
    description: describe(arithmetic, threads, trouble),
    close: () => pool?.close() ?? Promise.resolve(),
  };
}

function tryPool(
  workerUrl: URL | undefined,
  helpers: number,
  memory: KernelMemory,
  arithmetic: Arithmetic,
): { pool?: KernelPool; trouble?: string } {
  if (workerUrl === undefined || helpers < 1) return {};
  try {
    return { pool: startKernelPool(workerUrl, helpers, memory, arithmetic) };
  } catch (error) {
    return { trouble: `no threads: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function describe(arithmetic: Arithmetic, threads: number, trouble: string | undefined): string {
  const fused =
    arithmetic === 'exact'
      ? ''
      : supportsRelaxed()
        ? ', fast with fused multiply-adds'
        : ', fast without fused multiply-adds';
  const how = threads > 1 ? `, ${threads} threads` : '';
  return `simd${fused}${how}${trouble ? ` (${trouble})` : ''}`;
}
