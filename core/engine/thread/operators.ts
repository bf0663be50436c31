import { availableParallelism } from 'node:os';
import { sentenceOf } from '../../tensor/errors';
import {
  createFastOperators,
  createKernelMemory,
  KernelMemory,
  supportsKernels,
  supportsRelaxed,
  type Arithmetic,
  type OutputPlace,
} from '../../kernels';
import type { BytePairs, SsimOfPlanes } from '../../metrics';
import { createReferenceOperators, plainMemory, type Operators, type TensorMemory } from '../../ops';
import type { WholeTapsResizer } from '../../ops/wholeTaps';
import type { Tensor } from '../../tensor/tensor';
import { wholeTapsBy } from './kernelBytes';
import { bytePairsBy, ssimPlaneBy } from './kernelMetrics';
import type { RowFilter } from '../pictures/png';
import { prepareCompiler, startKernelPool, type KernelPool } from './kernelPool';

interface EngineOperatorsOptions {
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
  /** Where their tensors live. */
  readonly tensors: TensorMemory;
  /** The local SSIM by the same kernels, where they run. */
  readonly ssimPlane?: SsimOfPlanes | undefined;
  /** Passes over 8-bit pictures by them. */
  readonly bytePairs?: BytePairs | undefined;
  /** A picture in 0..1 as the bytes of a file. */
  readonly toBytes?: ((tensor: Tensor) => Uint8Array<ArrayBuffer>) | undefined;
  /** Sums of bytes by whole weights, as Pillow and OpenCV resize. */
  readonly byWholeTaps?: WholeTapsResizer | undefined;
  /** Filters the rows of large PNGs. */
  readonly pngFilter?: RowFilter | undefined;
  /** Bytes the operators hold on to, in use or not. */
  readonly memoryBytes: number;
  /** Bytes of tensors and scratch in use now. */
  readonly bytesInUse: number;
  /** Most bytes they had in use at once since the last call; null where nobody counts. */
  takePeak(): number | null;
  /** Threads that compute, the calling one included. */
  readonly threads: number;
  /** What computes and why, for the environment of the results: "simd, 2 threads". */
  readonly description: string;
  close(): Promise<void>;
}

const MOST_THREADS = 8;
const WITHOUT_KERNELS = 'reference (this runtime has no WebAssembly SIMD with shared memory)';
const WITHOUT_SPACE = 'reference (the limit on address space leaves no room for the memory of the fast operators)';

/** The fastest operators this host can run; the reference, with the reason in words, where it lacks what they need. */
export function createEngineOperators(options: EngineOperatorsOptions): EngineOperators {
  const { arithmetic, checkpoint } = options;
  if (!canRunKernels()) return referenceOperators(WITHOUT_KERNELS, checkpoint);
  prepareCompiler();
  const own = reserveMemory();
  if (own === null) return referenceOperators(WITHOUT_SPACE, checkpoint);
  const memory = new KernelMemory(own);
  const wanted = wantedThreads(options.threads);
  const { pool, trouble } = tryPool(options.workerUrl, wanted - 1, memory, arithmetic);
  const operators = createFastOperators({ arithmetic, memory, threads: pool, checkpoint, results: options.results });
  const threads = pool ? wanted : 1;
  return {
    operators,
    tensors: operators,
    ssimPlane: ssimPlaneBy(operators),
    bytePairs: bytePairsBy(operators),
    toBytes: operators.toBytes,
    byWholeTaps: wholeTapsBy(operators),
    pngFilter: operators.pngFilter,
    get memoryBytes() {
      return memory.byteLength;
    },
    get bytesInUse() {
      return memory.bytesInUse;
    },
    takePeak: () => memory.takePeak(),
    threads,
    description: describe(arithmetic, threads, trouble),
    close: () => pool?.close() ?? Promise.resolve(),
  };
}

/** Null where the process may not have the address space, as under `ulimit -v`: a memory reserves all it may grow to. */
function reserveMemory(): WebAssembly.Memory | null {
  try {
    return createKernelMemory();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function referenceOperators(description: string, checkpoint: (() => void) | undefined): EngineOperators {
  return {
    operators: createReferenceOperators(checkpoint),
    tensors: plainMemory,
    memoryBytes: 0,
    bytesInUse: 0,
    takePeak: () => null,
    threads: 1,
    description,
    close: () => Promise.resolve(),
  };
}

/** What `createEngineOperators` would say of itself, without starting anything. */
export function expectedOperators(arithmetic: Arithmetic): Pick<EngineOperators, 'threads' | 'description'> {
  if (!canRunKernels()) return { threads: 1, description: WITHOUT_KERNELS };
  const threads = wantedThreads(undefined);
  return { threads, description: describe(arithmetic, threads, undefined) };
}

function canRunKernels(): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && supportsKernels();
}

function wantedThreads(given: number | undefined): number {
  return Math.max(1, Math.min(given ?? availableParallelism(), MOST_THREADS));
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
    return { trouble: `no threads: ${sentenceOf(error)}` };
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
