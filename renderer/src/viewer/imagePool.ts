import { shallowReactive } from 'vue';
import { message as messageOf, type Said } from '@core/messages';
import { saidOf, UpbenchError } from '@core/tensor/errors';
import {
  differenceSource,
  imageSource,
  type Answers,
  type DifferenceSpec,
  type FromImageWorker,
  type ImageFacts,
  type ImageQuestion,
  type SourceFacts,
  type SourceId,
  type ToImageWorker,
} from './worker/protocol';
import type { ErrorStatistics } from './math/errors';
import type { MapPlace } from './math/maps';

/** A picture as the page knows it: where it stands, never its pixels. */
export interface PoolImage {
  readonly id: string;
  readonly url: string;
  readonly worker: number;
  /** The value of white, where it is not what the file says. */
  readonly peak: number | undefined;
  status: 'loading' | 'ready' | 'failed';
  facts: ImageFacts | null;
  message: Said;
}

export interface PoolDifference {
  readonly spec: DifferenceSpec;
  status: 'building' | 'ready' | 'failed';
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

export type ImagePool = ReturnType<typeof createImagePool>;

/**
 * The image workers and what they hold. Pictures are opened by address; those no pane names any more are closed.
 * @param workers how many workers share the decoding
 */
export function createImagePool(workers: number) {
  const images = shallowReactive(new Map<string, PoolImage>());
  const differences = shallowReactive(new Map<string, PoolDifference>());
  const crew: { worker: Worker; load: number; adopted: Map<string, Promise<void>> }[] = [];
  const questions = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const aborts = new Map<string, AbortController>();
  let listener: SourceListener | null = null;
  let lastTicket = 0;
  let lastId = 0;

  function hire(): void {
    if (crew.length > 0) return;
    for (let index = 0; index < workers; index++) {
      const worker = new Worker(new URL('./worker/images.worker.ts', import.meta.url), { type: 'module' });
      crew.push({ worker, load: 0, adopted: new Map() });
      worker.onmessage = ({ data }: MessageEvent<FromImageWorker>) => receive(data);
      worker.onerror = (event) => failAll(index, event.message || messageOf('picture-worker-stopped'));
      connect(index);
    }
  }

  function connect(index: number): void {
    const member = crew[index];
    if (!listener || !member) return;
    const { port1, port2 } = new MessageChannel();
    tell(index, { type: 'connect', port: port1 }, [port1]);
    listener.connect(index, port2);
  }

  function tell(worker: number, message: ToImageWorker, transfer: Transferable[] = []): void {
    crew[worker]?.worker.postMessage(message, transfer);
  }

  function receive(message: FromImageWorker): void {
    if (message.type === 'answer' || message.type === 'no-answer') {
      const question = questions.get(message.ticket);
      questions.delete(message.ticket);
      if (message.type === 'answer') question?.resolve(message.value as never);
      else question?.reject(new UpbenchError('unavailable', message.message));
      return;
    }
    const image = [...images.values()].find(({ id }) => id === message.id);
    if (!image) return;
    if (message.type === 'opened') {
      images.set(image.url, { ...image, status: 'ready', facts: message.facts });
      listener?.source({ ...message.facts, source: imageSource(image.id), worker: image.worker });
    } else {
      images.set(image.url, { ...image, status: 'failed', message: message.message });
    }
  }

  function failAll(worker: number, message: Said): void {
    for (const image of images.values()) {
      if (image.worker === worker && image.status === 'loading')
        images.set(image.url, { ...image, status: 'failed', message });
    }
  }

  function ask<Ask extends keyof Answers>(
    worker: number,
    question: ImageQuestion & { ask: Ask },
  ): Promise<Answers[Ask]> {
    lastTicket += 1;
    const ticket = lastTicket;
    return new Promise<Answers[Ask]>((resolve, reject) => {
      questions.set(ticket, { resolve, reject });
      tell(worker, { type: 'question', ticket, question });
    });
  }

  function open(url: string, peak?: number): void {
    // If nothing can be drawn (the page says so), the pictures stay closed.
    if (typeof Worker !== 'function') return;
    hire();
    const load = (index: number): number => [...images.values()].filter((image) => image.worker === index).length;
    const worker = crew.map((_, index) => index).reduce((best, index) => (load(index) < load(best) ? index : best), 0);
    lastId += 1;
    const image: PoolImage = { id: `p${lastId}`, url, worker, peak, status: 'loading', facts: null, message: '' };
    images.set(url, image);
    tell(worker, { type: 'open', id: image.id, url, peak });
  }

  function close(image: PoolImage): void {
    images.delete(image.url);
    for (const [index, member] of crew.entries()) {
      if (member.adopted.delete(image.id) || index === image.worker) tell(index, { type: 'close', id: image.id });
    }
    for (const { spec } of [...differences.values()])
      if (spec.id === image.id || spec.referenceId === image.id) dropDifference(spec);
    listener?.drop(imageSource(image.id));
  }

  function dropDifference(spec: DifferenceSpec): void {
    differences.delete(spec.key);
    aborts.get(spec.key)?.abort();
    aborts.delete(spec.key);
    const owner = [...images.values()].find(({ id }) => id === spec.id);
    if (owner) tell(owner.worker, { type: 'drop-difference', key: spec.key });
    listener?.drop(differenceSource(spec.key));
  }

  /** Makes the pixels of `image` known to another worker, once. */
  function lend(image: PoolImage, worker: number): Promise<void> {
    const member = crew[worker];
    if (image.worker === worker || !member) return Promise.resolve();
    let lent = member.adopted.get(image.id);
    if (!lent) {
      lent = ask(image.worker, { ask: 'copy', id: image.id }).then((pixels) =>
        tell(worker, { type: 'adopt', id: image.id, pixels }, [pixels.data.buffer as ArrayBuffer]),
      );
      member.adopted.set(image.id, lent);
    }
    return lent;
  }

  function build(image: PoolImage, spec: DifferenceSpec, prepare: (signal: AbortSignal) => Promise<Prepared>): void {
    const { key } = spec;
    const abort = new AbortController();
    aborts.set(key, abort);
    const entry: PoolDifference = { spec, status: 'building', statistics: null, message: '', say: null };
    differences.set(key, entry);
    // A picture that was dropped or requested again meanwhile is settled elsewhere.
    const isWanted = (): boolean => !abort.signal.aborted && differences.has(key);
    const finish = async (): Promise<void> => {
      const { spec: whole, say } = await prepare(abort.signal);
      if (!isWanted()) return;
      const statistics = await ask(image.worker, { ask: 'difference', spec: whole });
      if (!isWanted()) return;
      if (image.facts) listener?.source({ ...image.facts, source: differenceSource(key), worker: image.worker });
      differences.set(key, { ...entry, spec: whole, status: 'ready', statistics, say });
    };
    finish().catch((error: unknown) => {
      if (isWanted()) differences.set(key, { ...entry, status: 'failed', message: saidOf(error) });
    });
    for (const old of [...differences.values()].slice(0, Math.max(0, differences.size - DIFFERENCES_KEPT)))
      dropDifference(old.spec);
  }

  return {
    images: images as ReadonlyMap<string, PoolImage>,
    differences: differences as ReadonlyMap<string, PoolDifference>,
    ask,

    /** Opens what is named and not open, closes what is open and not named. */
    keep(urls: readonly string[], peaks: ReadonlyMap<string, number> = new Map()): void {
      const named = new Set(urls);
      for (const image of [...images.values()]) if (!named.has(image.url)) close(image);
      for (const url of named) if (!images.has(url)) open(url, peaks.get(url));
    },

    /** Opens a picture again that failed. */
    reopen(url: string): void {
      const image = images.get(url);
      if (image) close(image);
      open(url, image?.peak);
    },

    /** Has the error map of two ready pictures built, if it is not yet. */
    wantDifference(image: PoolImage, reference: PoolImage, spec: DifferenceSpec): void {
      if (differences.has(spec.key)) return;
      build(image, spec, () => lend(reference, image.worker).then(() => ({ spec, say: null })));
    },

    /** Requests a map from the engine, if it is not there yet; the signal is raised when the map is no longer needed. */
    wantMap(image: PoolImage, spec: DifferenceSpec, find: (signal: AbortSignal) => Promise<FoundMap>): void {
      if (differences.has(spec.key)) return;
      build(image, spec, (signal) => find(signal).then(({ place, say }) => ({ spec: { ...spec, map: place }, say })));
    },

    /** Gives up what is still being made, but for these. */
    giveUp(wanted: ReadonlySet<string>): void {
      for (const { spec, status } of [...differences.values()])
        if (status === 'building' && !wanted.has(spec.key)) dropDifference(spec);
    },

    /** Differences of two ready pictures per cell of `side` pixels. */
    async cells(image: PoolImage, base: PoolImage, side: number): Promise<Float32Array> {
      await lend(base, image.worker);
      return ask(image.worker, { ask: 'cells', id: image.id, baseId: base.id, side });
    },

    /** Tells a renderer about all sources, now and from now on. */
    attach(next: SourceListener): void {
      listener = next;
      for (const index of crew.keys()) connect(index);
      for (const { facts, id, worker, status } of images.values()) {
        if (status === 'ready' && facts) next.source({ ...facts, source: imageSource(id), worker });
      }
      for (const { spec, status } of differences.values()) {
        const image = [...images.values()].find(({ id }) => id === spec.id);
        if (status === 'ready' && image?.facts)
          next.source({ ...image.facts, source: differenceSource(spec.key), worker: image.worker });
      }
    },

    detach(): void {
      listener = null;
    },

    dispose(): void {
      for (const { worker } of crew.splice(0)) worker.terminate();
      images.clear();
      for (const abort of aborts.values()) abort.abort();
      aborts.clear();
      differences.clear();
      for (const { reject } of questions.values()) reject(new UpbenchError('cancelled', messageOf('viewer-closed')));
      questions.clear();
    },
  };
}
