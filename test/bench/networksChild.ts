import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readNetworkFile } from '@core/engine/networks/networkFile';
import { prepareNetwork, RunningNetwork } from '@core/engine/networks/networkRunner';
import { NetworkRuntime } from '@core/engine/networks/networkRuntime';

/** What one process runs, again and again. */
export interface NetworkTask {
  readonly kind: 'bare' | 'whole' | 'tiles';
  readonly path: string;
  readonly shape: readonly number[];
  readonly threads: number;
  readonly tile: number;
  /** Where the output goes, as floats. */
  readonly output: string;
}
export interface NetworkTime {
  readonly wallMs: number;
  /** Of all threads of the process. */
  readonly processorMs: number;
  readonly peakBytes: number;
  /** Input values that were computed on, over those there are: tiles look at their surroundings, too. */
  readonly looked: number;
}

const task = JSON.parse(process.argv[2] ?? '') as NetworkTask;
const size = task.shape.reduce((total, each) => total * each, 1);
const data = Float32Array.from({ length: size }, (_, i) => ((Math.imul(i, 2654435761) >>> 8) % 1000) / 1000);

let seen = 0;

/** One run; the same values every time. */
type Run = () => Promise<Float32Array>;

async function bare(): Promise<Run> {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = task.threads;
  ort.env.logLevel = 'fatal';
  const session = await ort.InferenceSession.create(new Uint8Array(await readFile(task.path)), {
    executionProviders: ['wasm'],
  });
  return async () => {
    const { y } = await session.run({ x: new ort.Tensor('float32', data, [...task.shape]) });
    return y!.data as Float32Array;
  };
}

async function ours(): Promise<Run> {
  const runtime = new NetworkRuntime({ worker: new URL('./runtimeWorker.js', import.meta.url), threads: task.threads });
  const watch = { checkpoint: (): void => undefined };
  const running = new RunningNetwork(prepareNetwork(await readNetworkFile(task.path), runtime, watch), runtime, watch);
  const one = running.one.bind(running);
  running.one = (piece) => {
    seen += piece.data.length;
    return one(piece);
  };
  const options = { tile: task.kind === 'tiles' ? task.tile : undefined, force: false, freeBytes: Infinity };
  return async () => Promise.resolve(running.run({ shape: task.shape, data: data.slice() }, options).data);
}

const run = await (task.kind === 'bare' ? bare() : ours());
writeFileSync(task.output, new Uint8Array((await run()).slice().buffer));
process.on('message', () => {
  seen = 0;
  const [began, processor] = [performance.now(), process.cpuUsage()];
  void run().then(() => {
    const { user, system } = process.cpuUsage(processor);
    const time: NetworkTime = {
      wallMs: performance.now() - began,
      processorMs: (user + system) / 1000,
      peakBytes: process.resourceUsage().maxRSS * 1024,
      looked: task.kind === 'bare' ? 1 : seen / size,
    };
    process.send!(time);
  });
});
process.send!('ready');
