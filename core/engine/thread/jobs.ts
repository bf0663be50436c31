import type { Message } from '../../messages';
import type { InspectionRequest } from '../../experiment/inspect';
import type { Experiment, ImageResult, Inspection, MethodResult, Results } from '../../experiment/schema';
import type { ReportOptions } from '../../report';
import type { ErrorCode, ErrorDetails } from '../../tensor/errors';
import type { BlobRef, ExportFormat, PictureInfo } from '../contract/contract';
import type { BenchmarkJob, BenchmarkJobEvent, BenchmarkResult } from '../studies/benchmarkJob';
import type { FitJob, FitJobEvent, FitResult } from '../weights/fitJob';
import type { WeightFile } from '../weights/weightShelf';
import type {
  CheckerboardDetail,
  MapDetail,
  MapMetric,
  MeasureDetail,
  RegionDetail,
  SpectrumDetail,
} from '../contract/numbersSchema';

/** What goes over the port between the message loop and a computing thread. Structured clone, so plain data only. */

/** Decode a picture and write its preview and thumbnail. */
export interface OpenJob {
  readonly kind: 'open';
  readonly path: string;
  /** What sentences and lists call it. */
  readonly name: string;
  readonly folder: string;
}
export type OpenedPicture = Omit<PictureInfo, 'id' | 'isSample'>;

/** A file, and what sentences call it. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** What goes with an array of scores or features. */
export interface PairFiles {
  readonly truth: NamedFile | null;
  /** Positions that an encoder recorded. */
  readonly indices?: NamedFile | undefined;
}

/** Run an experiment on one picture; every output is written as a blob the moment it exists. */
export interface RunJob {
  readonly kind: 'run';
  readonly path: string;
  readonly name: string;
  readonly experiment: Experiment;
  readonly folder: string;
  /** Of masks: what the array is held against, and what goes with it. */
  readonly pair?: PairFiles | undefined;
  /** Whether pictures are wanted at all, and whether they stay (`small`) or are looked at (`fast`). */
  readonly pictures: 'none' | 'fast' | 'small';
  /** What the whole process may use, in bytes. */
  readonly freeBytes: number;
  /** Files that methods may name as `file:NAME`. */
  readonly weightFiles?: readonly WeightFile[];
}

export type RunJobEvent =
  | {
      readonly type: 'input';
      readonly width: number;
      readonly height: number;
      readonly channels: number;
      readonly bitDepth: number;
      readonly crop: { readonly right: number; readonly bottom: number };
      readonly notes: readonly string[];
      readonly reference: BlobRef | null;
      readonly input: BlobRef | null;
    }
  | {
      readonly type: 'progress';
      readonly key: string;
      readonly done: number;
      readonly total: number;
      readonly fraction: number;
      readonly label: string;
    }
  | { readonly type: 'method'; readonly result: MethodResult; readonly output: BlobRef | null }
  | { readonly type: 'method-failed'; readonly key: string; readonly code: string; readonly message: string };

/** Measure outputs that are there already under another protocol. */
export interface RemeasureJob {
  readonly kind: 'remeasure';
  /** Files of the pictures. */
  readonly reference: string;
  readonly methods: readonly { readonly result: MethodResult; readonly path: string }[];
  readonly experiment: Experiment;
}
export interface RemeasureJobEvent {
  readonly type: 'method';
  readonly result: MethodResult;
}

/** Where the pictures of one image of a run lie, by method key, `reference` and `input`. */
export type PicturePaths = Readonly<Record<string, string>>;

/** Turn results into a file. */
export interface ExportJob {
  readonly kind: 'export';
  readonly format: ExportFormat;
  readonly results: Results;
  /** One entry per image of the results. */
  readonly pictures: readonly PicturePaths[];
  /** Addresses beside the report of pictures that it need not carry, laid out like `pictures`. */
  readonly links?: readonly Readonly<Record<string, string>>[] | undefined;
  /** Of the HTML report. */
  readonly report?: ReportOptions | undefined;
}

/** Everything about a method before it runs, where its weights have to be fitted first. */
export interface InspectJob {
  readonly kind: 'inspect';
  readonly request: InspectionRequest;
  readonly degradation: Experiment['degradation'];
  readonly weightFiles?: readonly WeightFile[];
}

/** The weights of a method as a .safetensors file. */
export interface WeightsJob extends Omit<InspectJob, 'kind'> {
  readonly kind: 'weights';
}

/** An experiment with what it needs, as a file. */
export interface SessionJob {
  readonly kind: 'session';
  readonly experiment: Experiment;
  readonly version: string;
  /** `name` is what results call it. */
  readonly pictures: readonly { readonly name: string; readonly path: string; readonly sha256: string }[];
  readonly weightFiles: readonly WeightFile[];
  /** Whether pictures and weights go into the file. */
  readonly isBundle: boolean;
}

/** One question about one output. */
export interface NumbersJob {
  readonly kind: 'numbers';
  readonly ask: 'checkerboard' | 'spectrum' | 'measure' | 'map' | 'region';
  /** Files of the pictures. */
  readonly reference: string | null;
  readonly output: string;
  readonly scale: number;
  readonly protocol: string;
  readonly metric: MapMetric;
  /** Of `region`: what to measure, and where. */
  readonly metrics?: readonly string[];
  readonly roi?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly folder: string;
}
export type NumbersAnswer =
  | ({ readonly ask: 'checkerboard' } & CheckerboardDetail)
  | ({ readonly ask: 'spectrum' } & SpectrumDetail)
  | ({ readonly ask: 'measure' } & MeasureDetail)
  | ({ readonly ask: 'map' } & MapDetail)
  | ({ readonly ask: 'region' } & RegionDetail);

export type Job =
  | OpenJob
  | RunJob
  | RemeasureJob
  | ExportJob
  | InspectJob
  | WeightsJob
  | SessionJob
  | FitJob
  | NumbersJob
  | BenchmarkJob;
export type JobResult<Kind extends Job['kind']> = {
  readonly open: OpenedPicture;
  readonly run: ImageResult;
  readonly remeasure: null;
  readonly export: Uint8Array;
  readonly inspect: Inspection;
  readonly weights: Uint8Array;
  readonly session: Uint8Array;
  readonly fit: FitResult;
  readonly numbers: NumbersAnswer;
  readonly benchmark: BenchmarkResult;
}[Kind];
export type JobEvent<Kind extends Job['kind']> = Kind extends 'run'
  ? RunJobEvent
  : Kind extends 'remeasure'
    ? RemeasureJobEvent
    : Kind extends 'fit'
      ? FitJobEvent
      : Kind extends 'benchmark'
        ? BenchmarkJobEvent
        : never;
export type AnyJobEvent = RunJobEvent | RemeasureJobEvent | FitJobEvent | BenchmarkJobEvent;

/** An error as data. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  /** The sentence by its code, for another language. */
  readonly said?: Message | undefined;
  readonly details: ErrorDetails;
}

/** What a computing thread says of itself: what it would compute with once it can work, and what it did when that turned out otherwise. */
export interface Computing {
  readonly operators: string;
  readonly threads: number;
  readonly decoder: Readonly<Record<string, string>>;
}

export interface ToConductor {
  readonly id: number;
  readonly job: Job;
}
export type FromConductor =
  | { readonly type: 'computing'; readonly computing: Computing }
  | { readonly type: 'event'; readonly id: number; readonly event: AnyJobEvent }
  | { readonly type: 'done'; readonly id: number; readonly result: JobResult<Job['kind']> }
  | { readonly type: 'failed'; readonly id: number; readonly fault: Fault };

/** The thread's start data: one Int32, the id of the job that should stop, or 0. */
export interface ConductorData {
  readonly stop: SharedArrayBuffer;
}
