import type { BenchCase } from '../../benchmark/cases';
import { summarise } from '../../experiment/timing';
import type { MethodResult } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { NetworkRuntime, type TimedSession } from '../networks/networkRuntime';
import type { Feeds } from '../networks/runtimeMessages';
import { networkCase } from './benchmarkNetwork';

/** ONNX's number of float. */
const FLOAT = 1;
/** Runs before the ones that count. */
const WARM_UP = 2;
/** Samples are taken up to this many times the number asked for while there is time. */
const MOST_SAMPLES_FACTOR = 5;

/** onnxruntime-web beside the kernels: the same layers as networks of one or two nodes, in a thread of their own. */
export class RuntimeContender {
  readonly id = 'onnxruntime' as const;

  private constructor(
    private readonly runtime: NetworkRuntime,
    readonly threads: number,
  ) {}

  /** Null where this build has no thread to run it in. */
  static create(worker: URL, threads: number): RuntimeContender | null {
    const runtime = new NetworkRuntime({ worker, threads });
    return runtime.hasThread ? new RuntimeContender(runtime, threads) : null;
  }

  /** The case's output; null where the runtime has no such operator. */
  async resultOf(bench: BenchCase): Promise<Float32Array | null> {
    return this.during(bench, async (session, feeds) => {
      const { y } = await session.run(feeds);
      return y?.data instanceof Float32Array ? y.data : new Float32Array();
    });
  }

  /**
   * Times of the case, warmed up, at least `samples` of them where there is time.
   * @returns null where the runtime has no such operator
   */
  async timingOf(
    bench: BenchCase,
    { samples, budgetMs }: { readonly samples: number; readonly budgetMs: number },
  ): Promise<NonNullable<MethodResult['timing']> | null> {
    return this.during(bench, async (session, feeds) => {
      const [first = 0] = await session.time(feeds, 1);
      // One that takes the whole time and more is the sample itself.
      if (first > budgetMs) return summarise([first]);
      const each = Math.max(0.001, ...(await session.time(feeds, WARM_UP)).slice(-1));
      const runs = Math.max(1, Math.min(samples * MOST_SAMPLES_FACTOR, Math.floor(budgetMs / each)));
      return summarise(await session.time(feeds, runs));
    });
  }

  close(): Promise<void> {
    return this.runtime.close();
  }

  private async during<Answer>(
    bench: BenchCase,
    work: (session: TimedSession, feeds: Feeds) => Promise<Answer>,
  ): Promise<Answer | null> {
    const { model, input } = networkCase(bench);
    try {
      const session = await this.runtime.openTimed(model);
      try {
        const { shape, data } = input;
        return await work(session, { x: { shape, type: FLOAT, data } });
      } finally {
        await session.close();
      }
    } catch (error) {
      if (error instanceof UpbenchError && error.code === 'unsupported-file') return null;
      throw error;
    }
  }
}
