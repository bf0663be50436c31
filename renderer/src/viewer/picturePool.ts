import { shallowReactive } from 'vue';
import { message as messageOf, type Said } from '@core/messages';
import { saidOf, UpbenchError } from '@core/tensor/errors';
import {
  differenceSource,
  pictureSource,
  type Answers,
  type DifferenceSpec,
  type FromPictureWorker,
  type PictureFacts,
  type PictureQuestion,
  type SourceFacts,
  type SourceId,
  type ToPictureWorker,
} from './worker/protocol';
import type { ErrorStatistics } from './math/errors';
import { finestErrorsKept } from './math/pyramid';
import type { MapPlace } from './math/maps';

/** A picture as the page knows it: where it stands, never its pixels. */
export interface PoolPicture {
  readonly id: string;
  readonly url: string;
  readonly worker: number;
  /** The value of white, where it is not what the file says. */
  readonly peak: number | undefined;
  status: 'loading' | 'ready' | 'failed';
  facts: PictureFacts | null;
  message: Said;
}

export interface PoolDifference {
  readonly spec: DifferenceSpec;
  status: 'building' | 'ready' | 'failed';
  /** Parts of it can be drawn while the rest is being made. */
  readonly isSeen: boolean;
  /** Of a picture that is read by tiles: the finest level that all of the map is needed for. */
  readonly atHand: number | undefined;
  statistics: ErrorStatistics | null;
  message: Said;
  /** How its values were made, in the language on screen; null where that goes without saying. */
  say: (() => string) | null;
}

/** A map that the engine computed. */
export interface FoundMap {
  readonly place: MapPlace;
  readonly say: () => string;
}
interface Prepared {
  readonly spec: DifferenceSpec;
  readonly say: (() => string) | null;
}

/** Where the renderer learns what it may draw. */
interface SourceListener {
  connect(worker: number, port: MessagePort): void;
  source(facts: SourceFacts): void;
  drop(source: SourceId): void;
}

/** Error maps kept at most; each holds a third of a float per pixel. */
const DIFFERENCES_KEPT = 24;
/** Pixels from which on a picture is not held whole, but read by tiles. */
export const TILED_FROM = 2 ** 23;
/** Of decoded strips in all workers together: of nine pictures one or two each. */
const CACHE_BYTES = 2 ** 26;

/** Pixels of a picture after which a worker with nothing to do is ended: what it left is given back only then. */
const HEAVY_PIXELS = 2 ** 22;

interface Member {
  /** Null while it has nothing to do. */
  worker: Worker | null;
  /** Whether it has had large pictures. */
  isHeavy: boolean;
  readonly adopted: Map<string, Promise<void>>;
}

interface Question {
  readonly worker: number;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

export type PicturePool = ReturnType<typeof createPicturePool>;

/**
 * The workers of pictures and what they hold. Pictures are opened by address; those no pane names any more are closed.
 * @param workers how many workers share the decoding
 */
export function createPicturePool(workers: number, tiledFrom = TILED_FROM) {
  const pictures = shallowReactive(new Map<string, PoolPicture>());
  const differences = shallowReactive(new Map<string, PoolDifference>());
  const crew: Member[] = [];
  const questions = new Map<number, Question>();
  const aborts = new Map<string, AbortController>();
  /** Keys of the maps that are not dropped for others. */
  let lookedAt: ReadonlySet<string> = new Set();
  let listener: SourceListener | null = null;
  let lastTicket = 0;
  let lastId = 0;

  function hire(): void {
    if (crew.length > 0) return;
    for (let index = 0; index < workers; index++) {
      crew.push({ worker: null, isHeavy: false, adopted: new Map() });
      start(index);
    }
  }

  function start(index: number): void {
    const member = crew[index];
    if (!member || member.worker) return;
    const worker = new Worker(new URL('./worker/pictures.worker.ts', import.meta.url), { type: 'module' });
    member.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromPictureWorker>) => receive(data);
    worker.onerror = (event) => failAll(index, event.message || messageOf('picture-worker-stopped'));
    tell(index, { type: 'limits', limits: { tiledFrom, cacheBytes: CACHE_BYTES / workers } });
    connect(index);
  }

  /** Ends a worker whose last picture was closed; the next picture starts another. */
  function retire(index: number): void {
    const member = crew[index];
    if (!member?.worker || !member.isHeavy) return;
    member.worker.terminate();
    Object.assign(member, { worker: null, isHeavy: false });
    member.adopted.clear();
    for (const [ticket, { worker, reject }] of questions) {
      if (worker !== index) continue;
      questions.delete(ticket);
      reject(new UpbenchError('cancelled', messageOf('viewer-closed')));
    }
  }

  function connect(index: number): void {
    const member = crew[index];
    if (!listener || !member?.worker) return;
    const { port1, port2 } = new MessageChannel();
    tell(index, { type: 'connect', port: port1 }, [port1]);
    listener.connect(index, port2);
  }

  function tell(worker: number, message: ToPictureWorker, transfer: Transferable[] = []): void {
    crew[worker]?.worker?.postMessage(message, transfer);
  }

  function receive(message: FromPictureWorker): void {
    if (message.type === 'answer' || message.type === 'no-answer') {
      const question = questions.get(message.ticket);
      questions.delete(message.ticket);
      if (message.type === 'answer') question?.resolve(message.value as never);
      else question?.reject(new UpbenchError('unavailable', message.message));
      return;
    }
    const picture = [...pictures.values()].find(({ id }) => id === message.id);
    if (!picture) return;
    if (message.type === 'opened') {
      pictures.set(picture.url, { ...picture, status: 'ready', facts: message.facts });
      const member = crew[picture.worker];
      if (member && message.facts.width * message.facts.height >= HEAVY_PIXELS) member.isHeavy = true;
      listener?.source({ ...message.facts, source: pictureSource(picture.id), worker: picture.worker });
    } else {
      pictures.set(picture.url, { ...picture, status: 'failed', message: message.message });
    }
  }

  function failAll(worker: number, message: Said): void {
    for (const picture of pictures.values()) {
      if (picture.worker === worker && picture.status === 'loading')
        pictures.set(picture.url, { ...picture, status: 'failed', message });
    }
  }

  function ask<Ask extends keyof Answers>(
    worker: number,
    question: PictureQuestion & { ask: Ask },
  ): Promise<Answers[Ask]> {
    // A worker that was ended answers nothing.
    if (!crew[worker]?.worker) return Promise.reject(new UpbenchError('cancelled', messageOf('viewer-closed')));
    lastTicket += 1;
    const ticket = lastTicket;
    return new Promise<Answers[Ask]>((resolve, reject) => {
      questions.set(ticket, { worker, resolve, reject });
      tell(worker, { type: 'question', ticket, question });
    });
  }

  function open(url: string, peak?: number): void {
    // If nothing can be drawn (the page says so), the pictures stay closed.
    if (typeof Worker !== 'function') return;
    hire();
    const load = (index: number): number => [...pictures.values()].filter((picture) => picture.worker === index).length;
    const worker = crew.map((_, index) => index).reduce((best, index) => (load(index) < load(best) ? index : best), 0);
    start(worker);
    lastId += 1;
    const picture: PoolPicture = { id: `p${lastId}`, url, worker, peak, status: 'loading', facts: null, message: '' };
    pictures.set(url, picture);
    tell(worker, { type: 'open', id: picture.id, url, peak });
  }

  function close(picture: PoolPicture): void {
    pictures.delete(picture.url);
    for (const [index, member] of crew.entries()) {
      if (member.adopted.delete(picture.id) || index === picture.worker) tell(index, { type: 'close', id: picture.id });
    }
    for (const { spec } of [...differences.values()])
      if (spec.id === picture.id || spec.referenceId === picture.id) dropDifference(spec);
    listener?.drop(pictureSource(picture.id));
    if (![...pictures.values()].some(({ worker }) => worker === picture.worker)) retire(picture.worker);
  }

  function dropDifference(spec: DifferenceSpec): void {
    differences.delete(spec.key);
    aborts.get(spec.key)?.abort();
    aborts.delete(spec.key);
    const owner = [...pictures.values()].find(({ id }) => id === spec.id);
    if (owner) tell(owner.worker, { type: 'drop-difference', key: spec.key });
    listener?.drop(differenceSource(spec.key));
  }

  /** Makes the pixels of `picture` known to another worker, once. */
  function lend(picture: PoolPicture, worker: number): Promise<void> {
    const member = crew[worker];
    if (picture.worker === worker || !member) return Promise.resolve();
    let lent = member.adopted.get(picture.id);
    if (!lent) {
      lent = ask(picture.worker, { ask: 'lend', id: picture.id }).then((found) =>
        tell(
          worker,
          { type: 'adopt', id: picture.id, lent: found },
          'pixels' in found ? [found.pixels.data.buffer as ArrayBuffer] : [],
        ),
      );
      member.adopted.set(picture.id, lent);
    }
    return lent;
  }

  /** The renderer may ask for tiles of a map. */
  function announce({ facts, worker }: PoolPicture, { spec, atHand }: PoolDifference): void {
    const own = atHand === undefined ? {} : { atHand };
    if (facts) listener?.source({ ...facts, ...own, source: differenceSource(spec.key), worker });
  }

  function build(
    picture: PoolPicture,
    spec: DifferenceSpec,
    prepare: (signal: AbortSignal) => Promise<Prepared>,
  ): void {
    const { key } = spec;
    const abort = new AbortController();
    aborts.set(key, abort);
    const { facts } = picture;
    const isLarge = facts !== null && facts.width * facts.height >= tiledFrom;
    const entry: PoolDifference = {
      spec,
      status: 'building',
      isSeen: false,
      atHand: facts?.atHand === undefined ? undefined : finestErrorsKept(facts, tiledFrom),
      statistics: null,
      message: '',
      say: null,
    };
    differences.set(key, entry);
    // A picture that was dropped or requested again meanwhile is settled elsewhere.
    const isWanted = (): boolean => !abort.signal.aborted && differences.has(key);
    const finish = async (): Promise<void> => {
      const { spec: whole, say } = await prepare(abort.signal);
      if (!isWanted()) return;
      const asked = ask(picture.worker, { ask: 'difference', spec: whole });
      // The worker reads messages in their order: it knows of the map before it is asked for a tile.
      const isSeen = entry.atHand !== undefined && whole.map === undefined;
      if (isSeen) differences.set(key, { ...entry, spec: whole, isSeen });
      if (isSeen) announce(picture, entry);
      const statistics = await asked;
      if (!isWanted()) return;
      announce(picture, entry);
      differences.set(key, { ...entry, spec: whole, status: 'ready', isSeen: true, statistics, say });
    };
    finish().catch((error: unknown) => {
      if (isWanted()) differences.set(key, { ...entry, status: 'failed', message: saidOf(error) });
    });
    // Of large pictures only one map each, or what is looked at: they take tens of megabytes.
    const most = isLarge ? Math.min(DIFFERENCES_KEPT, pictures.size) : DIFFERENCES_KEPT;
    const others = [...differences.values()].filter((one) => one.spec.key !== key && !lookedAt.has(one.spec.key));
    for (const old of others.slice(0, Math.max(0, differences.size - most))) dropDifference(old.spec);
  }

  return {
    pictures: pictures as ReadonlyMap<string, PoolPicture>,
    differences: differences as ReadonlyMap<string, PoolDifference>,
    ask,

    /** Opens what is named and not open, closes what is open and not named. */
    keep(urls: readonly string[], peaks: ReadonlyMap<string, number> = new Map()): void {
      const named = new Set(urls);
      for (const picture of [...pictures.values()]) if (!named.has(picture.url)) close(picture);
      for (const url of named) if (!pictures.has(url)) open(url, peaks.get(url));
    },

    /** Opens a picture again that failed. */
    reopen(url: string): void {
      const picture = pictures.get(url);
      if (picture) close(picture);
      open(url, picture?.peak);
    },

    /** Has the error map of two ready pictures built, if it is not yet. */
    wantDifference(picture: PoolPicture, reference: PoolPicture, spec: DifferenceSpec): void {
      if (differences.has(spec.key)) return;
      build(picture, spec, () => lend(reference, picture.worker).then(() => ({ spec, say: null })));
    },

    /** Requests a map from the engine, if it is not there yet; the signal is raised when the map is no longer needed. */
    wantMap(picture: PoolPicture, spec: DifferenceSpec, find: (signal: AbortSignal) => Promise<FoundMap>): void {
      if (differences.has(spec.key)) return;
      build(picture, spec, (signal) => find(signal).then(({ place, say }) => ({ spec: { ...spec, map: place }, say })));
    },

    /** Somebody looks at these maps, which are kept; of the others what is still being made is given up. */
    giveUp(wanted: ReadonlySet<string>): void {
      lookedAt = wanted;
      for (const { spec, status } of [...differences.values()])
        if (status === 'building' && !wanted.has(spec.key)) dropDifference(spec);
    },

    /** Differences of two ready pictures per cell of `side` pixels. */
    async cells(picture: PoolPicture, base: PoolPicture, side: number): Promise<Float32Array> {
      await lend(base, picture.worker);
      return ask(picture.worker, { ask: 'cells', id: picture.id, baseId: base.id, side });
    },

    /** Tells a renderer about all sources, now and from now on. */
    attach(next: SourceListener): void {
      listener = next;
      for (const index of crew.keys()) connect(index);
      for (const { facts, id, worker, status } of pictures.values()) {
        if (status === 'ready' && facts) next.source({ ...facts, source: pictureSource(id), worker });
      }
      for (const difference of differences.values()) {
        const picture = [...pictures.values()].find(({ id }) => id === difference.spec.id);
        if (difference.isSeen && picture) announce(picture, difference);
      }
    },

    detach(): void {
      listener = null;
    },

    dispose(): void {
      for (const { worker } of crew.splice(0)) worker?.terminate();
      pictures.clear();
      for (const abort of aborts.values()) abort.abort();
      aborts.clear();
      differences.clear();
      for (const { reject } of questions.values()) reject(new UpbenchError('cancelled', messageOf('viewer-closed')));
      questions.clear();
    },
  };
}
