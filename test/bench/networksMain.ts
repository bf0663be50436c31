import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '@core/benchmark/statistics';
import { describeEnvironment } from '@core/engine/host/environment';
import type { NetworkTask, NetworkTime } from './networksChild';
import { madeNetworks, SIDE, TILE, type MadeNetwork } from './networksModels';
import { networksPage, networkTables, tilesSentence, type NetworkReport, type NetworkRow } from './networksReport';

// Called by networks.mjs with the root of the project, then the options.
const [root = '', ...args] = process.argv.slice(2);
const USAGE = `Usage: npm run bench:networks [-- OPTION...]

  --rounds N     Runs of each, in turn. Default 5.
  --side N       Rows and columns of the picture. Default ${SIDE}.
  --tile N       Rows and columns of a tile. Default ${TILE}.
  --json FILE    The figures as JSON.
  --docs         Writes docs/NETWORK-SPEED.md.`;
/** How far an output may be from that of the bare runtime, of the largest magnitude. */
const MOST_DIFFERENT = 1e-5;

function readOptions() {
  const options = { rounds: 5, side: SIDE, tile: TILE, json: '', docs: false };
  for (let i = 0; i < args.length; i++) {
    const name = args[i]!;
    if (name === '--docs') {
      options.docs = true;
      continue;
    }
    const value = args[++i] ?? '';
    if (name === '--rounds') options.rounds = Number(value);
    else if (name === '--side') options.side = Number(value);
    else if (name === '--tile') options.tile = Number(value);
    else if (name === '--json') options.json = value;
    else throw new Error(`Unknown option ${JSON.stringify(name)}.\n${USAGE}`);
  }
  if (!Number.isInteger(options.rounds) || options.rounds < 1 || options.rounds > 100)
    throw new Error(`Expected a whole number from 1 to 100 for --rounds.\n${USAGE}`);
  for (const name of ['side', 'tile'] as const)
    if (!Number.isInteger(options[name]) || options[name] < 32 || options[name] > 4096)
      throw new Error(`Expected a whole number from 32 to 4096 for --${name}.\n${USAGE}`);
  return options;
}

/** A process of its own for each contender, which waits until it is asked. */
class Contender {
  readonly times: NetworkTime[] = [];
  private readonly child: ChildProcess;

  constructor(readonly task: NetworkTask) {
    this.child = fork(join(import.meta.dirname, 'networksChild.js'), [JSON.stringify(task)]);
  }

  answer<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error(`The process of ${this.task.kind} ended early.`));
      this.child.once('exit', ended);
      this.child.once('message', (answer) => {
        this.child.off('exit', ended);
        resolve(answer as T);
      });
    });
  }

  async run(): Promise<void> {
    const answer = this.answer<NetworkTime>();
    this.child.send('run');
    this.times.push(await answer);
  }

  end(): void {
    this.child.kill();
  }
}

const floats = (path: string): Float32Array => {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
};

function difference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let [most, magnitude] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
    magnitude = Math.max(magnitude, Math.abs(a[i]!));
  }
  return most / Math.max(magnitude, Number.MIN_VALUE);
}

async function measure(
  network: MadeNetwork,
  folder: string,
  { rounds, side, tile }: ReturnType<typeof readOptions>,
): Promise<NetworkRow[]> {
  const shape = [1, network.channels, side, side];
  const path = join(folder, 'network.onnx');
  writeFileSync(path, network.bytes);
  const tasks = [1, 2].flatMap((threads) =>
    (['bare', 'whole', 'tiles'] as const).map((kind): NetworkTask => {
      const output = join(folder, `${kind}-${threads}.bin`);
      return { kind, path, shape, threads, tile, output };
    }),
  );
  const contenders: Contender[] = [];
  try {
    for (const task of tasks) {
      const contender = new Contender(task);
      contenders.push(contender);
      await contender.answer();
    }
    // Checked, then timed.
    const expected = floats(tasks[0]!.output);
    for (const { kind, threads, output } of tasks) {
      const found = difference(expected, floats(output));
      if (found > MOST_DIFFERENT) throw new Error(`${network.title}, ${kind}, ${threads} threads: ${found} off.`);
    }
    for (let round = 0; round < rounds; round++) for (const contender of contenders) await contender.run();
    return contenders.map(({ task, times }) => ({
      network: network.title,
      kind: task.kind,
      threads: task.threads,
      wallMs: median(times.map(({ wallMs }) => wallMs)),
      processorMs: median(times.map(({ processorMs }) => processorMs)),
      peakBytes: Math.max(...times.map(({ peakBytes }) => peakBytes)),
      looked: times[0]!.looked,
    }));
  } finally {
    for (const contender of contenders) contender.end();
  }
}

const options = readOptions();
const folder = mkdtempSync(join(tmpdir(), 'upbench-networks-'));
try {
  const networks = madeNetworks();
  const rows: NetworkRow[] = [];
  for (const network of networks) {
    process.stderr.write(`${network.title}\n`);
    rows.push(...(await measure(network, folder, options)));
  }
  const computing = { operators: '', threads: 1, now: new Date(), decoder: {} };
  const { version, date, platform, cpu, cores, versions } = describeEnvironment(computing);
  const report: NetworkReport = {
    environment: { version, date, platform, cpu, cores, node: versions['node'] ?? '' },
    rounds: options.rounds,
    side: options.side,
    tile: options.tile,
    rows,
  };
  process.stdout.write(`${networkTables(report)}\n\n${tilesSentence(report)}\n`);
  if (options.json !== '') writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (options.docs) writeFileSync(join(root, 'docs/NETWORK-SPEED.md'), networksPage(report));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
