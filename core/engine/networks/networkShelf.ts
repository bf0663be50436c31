import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { message } from '../../messages';
import type { NetworkService, OpenedNetwork } from '../../experiment/networkRun';
import type { NetworkResult, NetworkSpec } from '../../experiment/networkSchema';
import type { MethodSpec } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { bytesHash } from '../files/fileHash';
import type { WeightFile } from '../files/namedFile';
import { fromFault, toFault } from '../files/fault';
import { refuseOtherKinds } from './kinds';
import { readNetworkFile, type NetworkFile } from './networkFile';
import type { NetworkRuntime } from './networkRuntime';
import { prepareNetwork, RunningNetwork, type PreparedNetwork, type Watch } from './networkRunner';
import { findConventions, pictureNetwork, probeColours, probePattern, type KnownConventions } from './pictureNetwork';

/** Bytes of files that stay read, and open, from one picture to the next. */
const MOST_KEPT = 512e6;

/** A file that was read, and what was found of it. */
interface Kept {
  readonly file: NetworkFile;
  readonly sha256: string;
  /** Differs between networks that differ only in what lies beside them. */
  readonly identity: string;
  /** What lies beside it, as it was when it was read. */
  readonly beside: readonly { readonly path: string; readonly stamp: string }[];
  readonly prepared: Map<string, PreparedNetwork>;
}

interface Found {
  readonly how: KnownConventions;
  readonly colours: NetworkResult['colours'];
  readonly pattern: number | null;
}

const bytesOf = ({ bytes, external }: NetworkFile): number =>
  external.reduce((total, { data }) => total + data.length, bytes.length);

/** The networks of runs: each file is read once, tried once, and stays open while pictures come. */
export class NetworkShelf {
  /** Least recently used first, as in `open`. */
  private readonly files = new Map<string, Kept>();
  private readonly open = new Map<string, RunningNetwork>();
  /** Small and expensive to find out: kept even when the files are dropped. */
  private readonly found = new Map<string, Found>();

  constructor(
    private readonly runtime: NetworkRuntime,
    private readonly watch: Watch,
  ) {}

  /** Reads the files of an experiment's networks; what is wrong with one is said when it is opened. */
  async service(
    methods: readonly MethodSpec[],
    files: readonly WeightFile[],
    freeBytes: () => number,
  ): Promise<NetworkService> {
    const read = new Map<string, Kept | UpbenchError>();
    for (const { key, network } of methods) {
      if (!network || read.has(network.file)) continue;
      const file = files.find(({ name }) => name === network.file);
      read.set(
        network.file,
        file === undefined
          ? new UpbenchError('missing-file', message('network-file-missing', { name: key, file: network.file }))
          : await this.read(file).catch((error: unknown) => fromFault(toFault(error))),
      );
    }
    return {
      open: ({ network }) => {
        const kept = network && read.get(network.file);
        if (!kept || kept instanceof UpbenchError)
          throw kept ?? new UpbenchError('internal', message('internal-fault', { text: '' }));
        return this.opened(network, kept, freeBytes);
      },
    };
  }

  private async read({ path, name }: WeightFile): Promise<Kept> {
    const key = await stampOf(path);
    const known = this.files.get(key);
    // Whatever stands here next stands at the end, as the newest.
    this.files.delete(key);
    if (known && (await isUnchanged(known))) {
      this.files.set(key, known);
      return known;
    }
    refuseOtherKinds(name);
    const file = await readNetworkFile(path, name);
    const sha256 = bytesHash(file.bytes);
    const places = file.external.map((each) => resolve(dirname(path), each.path));
    const kept: Kept = {
      file,
      sha256,
      identity: [sha256, ...file.external.map(({ data }) => bytesHash(data))].join(' '),
      beside: await Promise.all(places.map(async (place) => ({ path: place, stamp: await stampOf(place) }))),
      prepared: new Map(),
    };
    this.files.set(key, kept);
    for (const old of surplus(this.files, (each) => bytesOf(each.file))) this.files.delete(old);
    return kept;
  }

  private opened(spec: NetworkSpec, kept: Kept, freeBytes: () => number): OpenedNetwork {
    const { sha256, identity } = kept;
    const layout = spec.layout ?? '';
    let prepared = kept.prepared.get(layout);
    if (!prepared) {
      prepared = prepareNetwork(
        kept.file,
        this.runtime,
        this.watch,
        spec.layout === undefined ? {} : { layout: spec.layout },
      );
      kept.prepared.set(layout, prepared);
    }
    const running = this.running(`${identity} ${layout}`, prepared);
    const asked = `${identity} ${layout} ${spec.range ?? ''} ${spec.channels ?? ''}`;
    let found = this.found.get(asked);
    if (!found) {
      const how = findConventions(running, spec);
      found = { how, colours: probeColours(running, how), pattern: probePattern(running, how) };
      this.found.set(asked, found);
    }
    return pictureNetwork(running, found.how, {
      spec,
      sha256,
      colours: found.colours,
      pattern: found.pattern,
      freeBytes,
    });
  }

  private running(key: string, prepared: PreparedNetwork): RunningNetwork {
    const known = this.open.get(key);
    this.open.delete(key);
    const running = known?.isAlive === true ? known : new RunningNetwork(prepared, this.runtime, this.watch);
    this.open.set(key, running);
    for (const old of surplus(this.open, (each) => bytesOf(each.prepared.file))) {
      this.open.get(old)?.close();
      this.open.delete(old);
    }
    return running;
  }
}

/** Changes when the file at that path does. */
async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: 0 }));
  return `${path} ${mtimeMs} ${size}`;
}

async function isUnchanged({ beside }: Kept): Promise<boolean> {
  const stamps = await Promise.all(beside.map(({ path }) => stampOf(path)));
  return stamps.every((stamp, i) => stamp === beside[i]!.stamp);
}

/** Keys that exceed the budget, the least recently used first; the newest always stays. */
function surplus<Value>(kept: ReadonlyMap<string, Value>, sizeOf: (value: Value) => number): string[] {
  let total = 0;
  return [...kept]
    .toReversed()
    .filter(([, value], i) => (total += sizeOf(value)) > MOST_KEPT && i > 0)
    .map(([key]) => key);
}
