import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fusedFlags } from '@core/kernels';
import { PeerProcess } from './child';
import { engineName, isEngine } from './measure';

export type PeerName = 'ort' | 'ort-web' | 'tfjs' | 'opencv' | 'sharp' | 'torch' | 'opencv-native' | 'pillow';
export const PEERS: readonly PeerName[] = [
  'ort',
  'ort-web',
  'tfjs',
  'opencv',
  'sharp',
  'torch',
  'opencv-native',
  'pillow',
];
/** Those an npm user can have; the others are native programs of the system. */
export const NPM_PEERS: readonly string[] = ['ort', 'ort-web', 'tfjs', 'opencv', 'sharp'];
/** Debian's interpreter, which alone sees Debian's packages. */
const PYTHON = ['/usr/bin/python3', '/usr/local/bin/python3'];

export interface Contender {
  /** Of ours under another Node: known when it says its version. */
  name: string;
  readonly process: PeerProcess;
  /** Null = any. */
  readonly threads: number | null;
  /** Its idle threads burn the processor for some time after a run. */
  readonly spins: boolean;
  version: string;
}

export interface Started {
  readonly contenders: Contender[];
  /** Peers that are not there, and why. */
  readonly missing: Record<string, string>;
}

/** "Node 24.21.0, V8 13.6" from the version that ours says. */
function engineTitle(version: string): string {
  const [, node = '', v8 = ''] = /node (\S+), v8 (\d+\.\d+)/.exec(version) ?? [];
  return `Node ${node}, V8 ${v8}`;
}

/** Starts ours and the peers side by side and waits until each can take orders. */
export async function startContenders(
  folder: string,
  rowsFile: string,
  peers: readonly PeerName[],
  threads: readonly number[],
  timeoutMs: number,
  nodes: readonly string[] = [],
): Promise<Started> {
  const node = (
    name: string,
    file: string,
    args: string[],
    own: Partial<Contender> = {},
    command = process.execPath,
  ): Contender => ({
    name,
    threads: null,
    spins: false,
    version: '',
    ...own,
    // Another version may refuse the option that this one needs; ours sets it itself.
    process: new PeerProcess(
      name,
      command,
      [...(command === process.execPath ? fusedFlags() : []), join(folder, file), ...args],
      process.env,
    ),
  });
  const python = PYTHON.find((path) => existsSync(path));
  const native = (name: string, which: string): Contender[] =>
    python === undefined
      ? []
      : [
          {
            name,
            threads: null,
            spins: true,
            version: '',
            process: new PeerProcess(name, python, [join(folder, 'native.py'), which, rowsFile], process.env),
          },
        ];
  const makers: Record<PeerName, () => Contender[]> = {
    ort: () => [node('ort', 'ort.js', ['node'], { spins: true })],
    'ort-web': () => threads.map((n) => node('ort-web', 'ort.js', ['web', String(n)], { threads: n, spins: true })),
    tfjs: () => [node('tfjs', 'tfjs.js', [])],
    opencv: () => [node('opencv', 'opencv.js', [])],
    sharp: () => [node('sharp', 'sharp.js', [])],
    torch: () => native('torch', 'torch'),
    'opencv-native': () => native('opencv-native', 'opencv'),
    pillow: () => native('pillow', 'pillow'),
  };
  const all = [
    // A process for each number of threads: a second memory in one process would take its place in the shared cache.
    ...threads.flatMap((n) => [
      node('ours-fast', 'ours.js', ['fast'], { threads: n }),
      node('ours-exact', 'ours.js', ['exact'], { threads: n }),
      ...nodes.map((path) => node(engineName(path), 'ours.js', ['fast'], { threads: n }, path)),
    ]),
    ...peers.flatMap((peer) => makers[peer]()),
  ];
  const missing: Record<string, string> = {};
  for (const peer of peers) if (!all.some(({ name }) => name === peer)) missing[peer] = 'no python3 was found';
  const contenders: Contender[] = [];
  await Promise.all(
    all.map(async (contender) => {
      const reply = await contender.process.next(timeoutMs);
      if (reply['ready'] === true) {
        contender.version = String(reply['version']);
        if (isEngine(contender.name)) contender.name = engineName(engineTitle(contender.version));
        contenders.push(contender);
      } else {
        contender.process.close();
        missing[contender.name] = String(reply.error ?? 'it did not start');
      }
    }),
  );
  return { contenders: all.filter((contender) => contenders.includes(contender)), missing };
}
