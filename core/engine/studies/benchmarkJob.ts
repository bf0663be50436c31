import { message } from '../../messages';
import { setTimeout as sleep } from 'node:timers/promises';
import { largestDifference, prepareCase, rowOf, type BenchCase } from '../../benchmark/cases';
import { workOf } from '../../benchmark/rows';
import { timeRuns, type Clock } from '../../experiment/timing';
import { createReferenceOperators, plainMemory, type Operators, type TensorMemory } from '../../ops';
import { UpbenchError, describe } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { timedOperators, type BenchOperator } from '../../upsamplers';
import { machineLimits } from '../thread/machineLimits';
import { createEngineOperators, expectedOperators } from '../thread/operators';
import { RuntimeContender } from './benchmarkRuntime';
import type { BenchmarkRequest, BenchmarkRow } from '../contract/studySchema';
import type { BenchmarkJob, BenchmarkJobEvent, BenchmarkResult } from '../thread/jobs';

/** What computes in this thread. */
interface Contender {
  readonly id: Exclude<BenchmarkRow['implementation'], 'onnxruntime'>;
  readonly operators: Operators;
  readonly tensors: TensorMemory;
  readonly threads: number;
  readonly takePeak: () => number | null;
  readonly close: () => Promise<void>;
}

/** Side of the output on which an implementation is held against the reference: any more would take longer than timing it. */
const CHECK_SIZE = 64;
/** How far from the reference an implementation may be and still be timed. */
const TOLERANCE = 1e-3;
/** A single run that would take longer is left out, judged by the size before it. */
const MOST_RUN_MS = 6000;
/** Time for helper threads to come up. */
const START_MS = 250;

interface BenchmarkServices {
  readonly workerUrl: URL;
  readonly limitsUrl: URL;
  /** The built runtimeWorker entry. */
  readonly networksUrl: URL;
  readonly clock: Clock;
  readonly checkpoint: () => void;
}

/** Checks, then times every case on every implementation, the sizes of a case from small to large; then the machine. */
export async function benchmarkJob(
  { request }: BenchmarkJob,
  services: BenchmarkServices,
  emit: (event: BenchmarkJobEvent) => void,
): Promise<BenchmarkResult> {
  const { sizes, channels, outChannels, implementations } = request;
  const operators = request.operators.map(findOperator);
  const contenders = implementations.flatMap((id) => contenderOf(id, request.threads, services));
  const rows: BenchmarkRow[] = [];
  const total = operators.length * channels.length * sizes.length * contenders.length;
  let done = 0;
  try {
    if (contenders.some((one) => one.threads > 1)) await sleep(START_MS);
    for (const operator of operators)
      for (const count of channels) {
        const bench = { operator, channels: count, outChannels, size: CHECK_SIZE };
        const expected = resultOf(bench, reference(services));
        const differences: (number | null)[] = [];
        for (const one of contenders) {
          const found = one.id === 'onnxruntime' ? await one.resultOf(bench) : resultOf(bench, one);
          differences.push(found && largestDifference(found, expected));
        }
        const lastMs = contenders.map(() => 0);
        for (const size of [...sizes].sort((a, b) => a - b))
          for (const [index, one] of contenders.entries()) {
            services.checkpoint();
            emit({
              type: 'progress',
              done,
              total,
              label: `${operator.title}, ${count} × ${size}², ${one.id}`,
            });
            const row = await measure({ ...bench, size }, one, differences[index]!, lastMs[index]!, request, services);
            lastMs[index] = row.medianMs ?? Infinity;
            rows.push(row);
            emit({ type: 'row', row });
            done++;
            // Lets the event out before the next case.
            await sleep(0);
          }
      }
    services.checkpoint();
    const threads = Math.max(...contenders.map((one) => one.threads));
    return { rows, limits: request.limits === true ? await machineLimits(threads, services.limitsUrl) : null };
  } finally {
    await Promise.all(contenders.map((one) => one.close()));
  }
}

function findOperator(id: string): BenchOperator {
  const found = timedOperators.find((operator) => operator.id === id);
  if (found) return found;
  const known = timedOperators.map((operator) => operator.id);
  throw new UpbenchError('invalid-parameter', message('benchmark-no-operator', { id: describe(id), known }));
}

function reference({ checkpoint }: BenchmarkServices): Contender {
  return {
    id: 'reference',
    threads: 1,
    tensors: plainMemory,
    close: () => Promise.resolve(),
    takePeak: () => null,
    operators: createReferenceOperators(checkpoint),
  };
}

/** None where this build has nothing to run networks in: there is no row then. */
function contenderOf(
  id: BenchmarkRow['implementation'],
  threads: number | undefined,
  services: BenchmarkServices,
): (Contender | RuntimeContender)[] {
  if (id !== 'onnxruntime') return [contender(id, threads, services)];
  const made = RuntimeContender.create(services.networksUrl, threads ?? expectedOperators('exact').threads);
  return made ? [made] : [];
}

function contender(id: Contender['id'], threads: number | undefined, services: BenchmarkServices): Contender {
  if (id === 'reference') return reference(services);
  const { workerUrl, checkpoint } = services;
  const made = createEngineOperators({ arithmetic: id, threads, workerUrl, checkpoint, results: 'shared' });
  return { id, ...made, close: () => made.close() };
}

function resultOf(bench: BenchCase, one: Contender): Float32Array {
  const prepared = prepareCase(bench, one);
  const output = prepared.run();
  const values = output.data.slice();
  one.tensors.release(output);
  prepared.dispose();
  return values;
}

/** @param maxDifference null where the implementation cannot compute the case at all */
async function measure(
  bench: BenchCase,
  one: Contender | RuntimeContender,
  maxDifference: number | null,
  lastMs: number,
  { samples, budgetMs }: BenchmarkRequest,
  { clock }: BenchmarkServices,
): Promise<BenchmarkRow> {
  const { operator, channels, size } = bench;
  const layer = rowOf(bench);
  const row: Omit<BenchmarkRow, 'medianMs' | 'madMs' | 'p99Ms' | 'samples' | 'peakBytes'> = {
    operator: operator.id,
    methodId: operator.methodId,
    title: operator.title,
    implementation: one.id,
    threads: one.threads,
    channels,
    size,
    ...(bench.outChannels === undefined ? {} : { outChannels: layer.outChannels }),
    ...workOf(layer),
    maxDifference: maxDifference !== null && Number.isFinite(maxDifference) ? maxDifference : null,
  };
  const none = { medianMs: null, madMs: null, p99Ms: null, samples: 0, peakBytes: null };
  if (maxDifference === null) return { ...row, ...none, left: 'unsupported' };
  if (!(maxDifference <= TOLERANCE)) return { ...row, ...none, left: 'wrong' };
  if (lastMs * 4 > MOST_RUN_MS) return { ...row, ...none, left: 'slow' };
  if (one.id === 'onnxruntime') {
    const timing = await one.timingOf(bench, { samples, budgetMs });
    if (!timing) return { ...row, ...none, left: 'unsupported' };
    const { medianMs, madMs, p99Ms = null, samples: taken } = timing;
    return { ...row, medianMs, madMs, p99Ms, samples: taken, peakBytes: null };
  }
  const prepared = prepareCase(bench, one);
  // The first run's: later ones keep its output beside their own.
  let peakBytes: number | null | undefined;
  const run = (): Tensor => {
    const output = prepared.run();
    if (peakBytes === undefined) peakBytes = one.takePeak();
    return output;
  };
  one.takePeak();
  try {
    const { output, timing } = timeRuns(run, { samples, budgetMs }, clock, one.tensors.release);
    one.tensors.release(output);
    const { medianMs, madMs, p99Ms = null, samples: taken } = timing!;
    return { ...row, medianMs, madMs, p99Ms, samples: taken, peakBytes: peakBytes ?? null };
  } finally {
    prepared.dispose();
  }
}
