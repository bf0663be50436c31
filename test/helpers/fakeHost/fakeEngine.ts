import { explainArrays } from '@core/dialects';
import { ORPCError, createRouterClient, implement } from '@orpc/server';
import {
  contract,
  type AuditRequest,
  type BlobRef,
  type FitRequest,
  type GivenForPictures,
  type Inspection,
  type PictureInfo,
  type ReportOptions,
  type RunEvent,
  type TableRequest,
} from '@core/engine/contract/contract';
import type { WireTensor } from '@core/engine/contract/weightsSchema';
import type { Experiment, MethodResult, Results } from '@core/experiment/schema';
import { sameEntry } from '@core/experiment/sameAs';
import { message } from '@core/messages';
import { findUpsampler, resolveParameters } from '@core/upsamplers';
import type { EngineClient } from '../../../renderer/src/host/host';
import { results as document } from '../resultsFixture';
import { fakeCheckerboard, fakeMeasure, fakeSpectrum } from './fakeNumbers';
import { fakeNetworks, type OpenedNetwork } from './fakeNetworks';
import { fakeBenchmark, fakeFit, fakeNested, fakeSweep, fakeTable } from './fakeStudies';
import { fakeResult, picture } from './fakeResults';

/** What a test may change about the engine it talks to. */
export interface FakeEngine {
  readonly client: EngineClient;
  readonly pictures: PictureInfo[];
  /** Every experiment that was started, in order. */
  readonly started: Experiment[];
  /** What was given for the pictures of every run, in order. */
  readonly given: GivenForPictures[];
  /** Method keys that fail, with their sentence. */
  readonly failing: Map<string, string>;
  /** Method keys that are the same function as another one, where that one is in the run without parameters. */
  readonly same: Map<string, string>;
  /** Inspections that differ from "fits". */
  readonly inspections: Map<string, Partial<Inspection>>;
  /** A run stops before this method (by its number) until `proceed` is called; Infinity never stops. */
  stopBefore: number;
  proceed(): void;
  /** False: there are no samples, so the window starts empty. */
  samplesOpen: boolean;
  readonly cancelled: string[];
  /** Every fit that was asked for. */
  readonly fits: FitRequest[];
  /** A fit waits after its first word of progress until it is cancelled. */
  fitWaits: boolean;
  readonly blobs: Map<string, string>;
  /** Every network that was asked about. */
  readonly audits: AuditRequest[];
  /** Every network that a page opened. */
  readonly openedNetworks: OpenedNetwork[];
  /** How many of the networks that were opened first the engine has no more, as after a restart. */
  networksLost: number;
  /** The network in its own view that each saved session took along. */
  readonly sessionNetworks: (string | undefined)[];
  /** Every experiment that was saved as a session. */
  readonly sessions: Experiment[];
  /** What every report was to have. */
  readonly exported: ReportOptions[];
  /** The sentence that every export is refused with; none when empty. */
  exportFails: string;
  /** Everything that was to be measured for a table. */
  readonly tables: TableRequest[];
  /** A table waits after its first picture until it is cancelled. */
  tableWaits: boolean;
  /** The sentence with which panes of masks are refused. */
  viewFails: string;
  /** The run that a page finds when it begins; it says nothing until the page gives it up. */
  latest: { runId: string; running: boolean; experiment: Experiment; pictureIds: string[]; files: string[] } | null;
  /** Tensors that the page handed over, by the name of their file. */
  readonly keptWeights: Map<string, readonly WireTensor[]>;
}

const SAMPLES = [
  { name: 'still-life.png', title: 'Still life' },
  { name: 'zone-plate.png', title: 'Zone plate' },
];

/** The contract, answered from memory: requests and answers pass the same schemas as with the real engine. */
export function createFakeEngine(): FakeEngine {
  const pictures: PictureInfo[] = [];
  const started: Experiment[] = [];
  const given: GivenForPictures[] = [];
  const cancelled: string[] = [];
  const fits: FitRequest[] = [];
  const failing = new Map<string, string>();
  const same = new Map<string, string>();
  const inspections = new Map<string, Partial<Inspection>>();
  const blobs = new Map<string, string>();
  const keptWeights = new Map<string, readonly WireTensor[]>();
  const sessions: Experiment[] = [];
  const sessionNetworks: (string | undefined)[] = [];
  const exported: ReportOptions[] = [];
  const audits: AuditRequest[] = [];
  const openedNetworks: OpenedNetwork[] = [];
  const tables: TableRequest[] = [];
  let runs = 0;
  let release = (): void => undefined;

  const os = implement(contract);
  const fake = {
    pictures,
    started,
    given,
    fits,
    failing,
    same,
    inspections,
    cancelled,
    blobs,
    keptWeights,
    sessions,
    sessionNetworks,
    exported,
    audits,
    openedNetworks,
    stopBefore: Infinity,
    samplesOpen: true,
    fitWaits: false,
    exportFails: '',
    networksLost: 0,
    tables,
    tableWaits: false,
    viewFails: '',
    latest: null,
  };

  async function* run(
    experiment: Experiment,
    ids: readonly string[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RunEvent> {
    const runId = `run-${++runs}`;
    yield { type: 'started', runId, images: ids.length, methods: experiment.methods.length };
    const done: MethodResult[] = [];
    for (const [image, id] of ids.entries()) {
      const open = pictures.find((candidate) => candidate.id === id);
      if (!open) {
        yield {
          type: 'image-failed',
          runId,
          image,
          failure: { file: id, code: 'missing-file', message: `${id} is not open.` },
        };
        continue;
      }
      const { width, height, channels, bitDepth, name } = open;
      const crop = { right: width % experiment.scale, bottom: height % experiment.scale };
      const reference = experiment.mode === 'reference' ? open.preview : null;
      yield {
        type: 'image',
        runId,
        image,
        pictureId: id,
        file: name,
        width,
        height,
        channels,
        bitDepth,
        crop,
        notes: [],
        reference,
        input: open.thumbnail,
      };
      for (const [number, method] of experiment.methods.entries()) {
        const step = { runId, image, key: method.key };
        yield {
          type: 'progress',
          ...step,
          done: number,
          total: experiment.methods.length,
          fraction: 0.4,
          label: method.id,
        };
        if (number >= fake.stopBefore) {
          await new Promise<void>((resolve) => {
            release = resolve;
            signal?.addEventListener('abort', () => resolve());
          });
          if (signal?.aborted) return;
        }
        const failure = failing.get(method.key);
        if (failure) {
          yield { type: 'method-failed', ...step, code: 'internal', message: failure };
          continue;
        }
        const twin = experiment.methods.find(({ key }) => key === same.get(method.key));
        const isSame = twin !== undefined && Object.keys(twin.parameters).length === 0;
        const sameAs = isSame ? [sameEntry(twin.key, message('same-method'), message('equal-here'))] : [];
        const result = { ...fakeResult(method, experiment, open), sameAs };
        done.push(result);
        yield { type: 'method', runId, image, result, output: open.preview };
      }
    }
    const finished: Results = { ...document([]), experiment };
    yield { type: 'done', runId, results: finished };
  }

  const blobOf = (id: string): BlobRef => ({ id, mediaType: 'image/png', bytes: 100 });
  const router = os.router({
    environment: os.environment.handler(() => document([]).environment),
    pictures: {
      list: os.pictures.list.handler(() => pictures),
      import: os.pictures.import.handler(({ input }) => add(input.name, false, input.isAside)),
      pair: os.pictures.pair.handler(({ input }) => pictures.find(({ id }) => id === input.ids[0])!),
      openPairSample: os.pictures.openPairSample.handler(() => add('still-life-logits.npy', true)),
      openSample: os.pictures.openSample.handler(({ input }) => add(input.name, true)),
      samples: os.pictures.samples.handler(() => (fake.samplesOpen ? SAMPLES : [])),
      assign: os.pictures.assign.handler(({ input: { ids, set } }) =>
        ids.flatMap((id) => {
          const at = pictures.findIndex((candidate) => candidate.id === id);
          if (at < 0) return [];
          const { set: _old, ...own } = pictures[at]!;
          pictures[at] = set === null ? own : { ...own, set };
          return [pictures[at]];
        }),
      ),
      remove: os.pictures.remove.handler(({ input }) => {
        const before = pictures.length;
        pictures.splice(0, before, ...pictures.filter(({ id }) => !input.ids.includes(id)));
        return { removed: before - pictures.length };
      }),
    },
    inspect: os.inspect.handler(({ input }): Inspection => {
      const { method, scale, mode, picture: open } = input;
      const channels = open?.channels ?? 3;
      const upsampler = findUpsampler(method.id);
      const context = { scale, channels, hasReference: mode === 'reference' };
      const parameters = resolveParameters(upsampler, method.parameters, context);
      const height = Math.floor((open?.height ?? 256) / scale);
      const width = Math.floor((open?.width ?? 256) / scale);
      const inputShape = [1, channels, height, width];
      return {
        parameters: { ...parameters },
        inputShape,
        outputShape: [1, channels, height * scale, width * scale],
        fits: true,
        refusal: null,
        cost: null,
        forecast: null,
        weights: null,
        snippet: '',
        ...inspections.get(method.key),
      };
    }),
    weights: {
      save: os.weights.save.handler(({ input }) => ({ blob: blobOf(`weights-${input.method.id}`) })),
      keep: os.weights.keep.handler(({ input }) => {
        keptWeights.set(input.name, input.tensors);
        return { name: input.name };
      }),
    },
    sessions: {
      save: os.sessions.save.handler(({ input }) => {
        if (Number(input.networkId ?? Infinity) <= fake.networksLost)
          throw new ORPCError('unavailable', { message: 'gone', data: { said: message('network-gone') } });
        sessions.push(input.experiment);
        sessionNetworks.push(input.networkId);
        return {
          blob: blobOf('session-00000000'),
          suggestedName: `${input.pictureIds.length}-pictures.upbench${input.isBundle ? '' : '.json'}`,
        };
      }),
    },
    masks: {
      view: os.masks.view.handler(() => {
        if (fake.viewFails) throw new ORPCError('unavailable', { message: fake.viewFails });
        return blobOf('png-view');
      }),
      point: os.masks.point.handler(() => []),
    },
    numbers: {
      checkerboard: os.numbers.checkerboard.handler(({ input }) => fakeCheckerboard(input.scale)),
      spectrum: os.numbers.spectrum.handler(({ input }) => fakeSpectrum(blobOf(input.output))),
      measure: os.numbers.measure.handler(({ input }) => fakeMeasure(input.protocol)),
      arrays: os.numbers.arrays.handler(() => {
        const array = (value: number) => ({ shape: [4, 4], type: 'f4', data: new Float32Array(16).fill(value) });
        const side = (shape: readonly number[]) => ({ shape, type: 'f4', data: new Float32Array(64).fill(0.5) });
        return explainArrays(array(0.5), side([8, 8]), side([8, 8]));
      }),
      // Borrowed sentences: only their shape matters here.
      equivalence: os.numbers.equivalence.handler(() => [
        {
          largestDifference: 2.2e-16,
          said: {
            from: message('equivalence-conv-shuffle'),
            to: message('equivalence-transposed', { kernel: 6, stride: 2, padding: 2 }),
            border: message('equivalence-everywhere'),
            rule: message('equivalence-rule-interleave'),
          },
        },
      ]),
      region: os.numbers.region.handler(({ input }) => ({
        unavailable: [],
        metrics: input.metrics.map((id) => ({
          id,
          value: input.roi.width + 0.25,
          unit: 'dB',
          better: 'higher' as const,
          region: 'roi' as const,
          protocol: `${id} of the region`,
        })),
      })),
      against: os.numbers.against.handler(({ input }) => ({
        unavailable: [],
        metrics: (['full', 'interior'] as const).flatMap((region) =>
          (input.metrics.length > 0 ? input.metrics : ['psnr']).map((id) => ({
            id,
            value: 41.5,
            unit: 'dB',
            better: 'higher' as const,
            region,
            protocol: `${id} against ${input.reference} by ${input.protocol}`,
          })),
        ),
      })),
      provenance: os.numbers.provenance.handler(({ input }) => ({
        taps: [
          { channel: input.channel, y: 1, x: 1, weight: 0.75, value: 100, product: 75 },
          { channel: input.channel, y: 1, x: 2, weight: 0.25, value: 60, product: 15 },
        ],
        bias: 0,
        sum: 90,
        rounded: 90,
        stored: 90,
        original: 93,
        isEqual: true,
        phase: [input.y % input.scale, input.x % input.scale] as [number, number],
        python: `assert ${String(input.x)}\n`,
        beyond:
          input.x === 0 ? { rule: 'replicate' as const, taps: [{ y: 1, x: -1, weight: 0.25, value: 100 }] } : null,
        pooled: null,
      })),
      map: os.numbers.map.handler(({ input }) => ({
        map: blobOf(input.output),
        width: 64,
        height: 48,
        low: 0,
        high: 1,
        metric: {
          id: input.metric,
          value: 0.9,
          unit: '',
          better: 'higher' as const,
          region: 'full' as const,
          protocol: `${input.metric}, crop 0`,
        },
      })),
    },
    networks: fakeNetworks(audits, openedNetworks),
    studies: {
      fit: os.studies.fit.handler(({ input, signal }) => {
        fits.push(input);
        return fakeFit(input, fits.length, async () => {
          if (!fake.fitWaits) return false;
          await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
          cancelled.push('fit');
          return true;
        });
      }),
      nested: os.studies.nested.handler(() => fakeNested()),
      sweep: os.studies.sweep.handler(() => fakeSweep()),
      benchmark: os.studies.benchmark.handler(({ input }) => fakeBenchmark(input)),
      table: os.studies.table.handler(({ input, signal }) => {
        tables.push(input);
        return fakeTable(input, pictures, async () => {
          if (!fake.tableWaits) return false;
          await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
          cancelled.push('table');
          return true;
        });
      }),
    },
    runs: {
      start: os.runs.start.handler(({ input, signal }) => {
        started.push(input.experiment);
        given.push({ candidates: input.candidates, low: input.low });
        return run(input.experiment, input.pictureIds, signal);
      }),
      attach: os.runs.attach.handler(async ({ signal }): Promise<AsyncGenerator<RunEvent>> => {
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
        throw new Error('The page went away.');
      }),
      cancel: os.runs.cancel.handler(({ input }) => {
        cancelled.push(input.runId);
        return { cancelled: true };
      }),
      latest: os.runs.latest.handler(() => fake.latest),
      export: os.runs.export.handler(({ input }) => {
        if (fake.exportFails) throw new ORPCError('unwritable-file', { message: fake.exportFails });
        exported.push(input.report ?? {});
        const blob: BlobRef = { id: 'export-1', mediaType: 'text/plain', bytes: 1 };
        return { blob, suggestedName: `report.${input.format}` };
      }),
    },
  });

  function add(name: string, isSample: boolean, isAside = false): PictureInfo {
    const known = pictures.find((candidate) => candidate.name === name && (candidate.isAside ?? false) === isAside);
    if (known) return known;
    const plain = picture(name, pictures.length + 1, isSample, blobs);
    const added = isAside ? { ...plain, isAside } : plain;
    pictures.push(added);
    return added;
  }

  return Object.assign(fake, { client: createRouterClient(router) as EngineClient, proceed: () => release() });
}
