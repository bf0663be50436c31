import type { ArraysAnswer } from '../../dialects';
import type { ArraysJob } from '../studies/arraysJob';
import type { PrintedCrops } from '../runs/printedCrops';
import type { Equivalence } from '../../experiment/equivalence';
import type { InspectionRequest } from '../../experiment/inspect';
import type { FitMeasure, FitSplit } from '../../experiment/fitRun';
import type { MethodFailed, MethodProgress, PictureFacts } from '../../experiment/runEvents';
import type { PictureRow } from '../../experiment/ranking';
import type { Experiment, Failure, ImageResult, Inspection, MethodResult, Results } from '../../experiment/schema';
import type { Degradation } from '../../experiment/degradations';
import type { TableCost } from '../../experiment/paperTable';
import type { NetworkSpec } from '../../experiment/networkSchema';
import type { PairRole } from '../../experiment/session';
import type { Language, Message, Said } from '../../messages';
import type { NetworkDocument } from '../../network/document';
import type { Target } from '../../network/onnx/targets';
import type { ReportOptions } from '../../report';
import type { Shape } from '../../tensor/tensor';
import type { ParameterValues } from '../../upsamplers';
import type { BlobRef, ExportFormat, PictureInfo } from '../contract/contract';
import type { BenchmarkRequest, BenchmarkRow, MachineLimits, StudyProgress } from '../contract/studySchema';
import type { Fault } from '../files/fault';
import type { NamedFile, WeightFile } from '../files/namedFile';
import type { NetworkCheck, Proof } from '../contract/networkSchema';
import type { MaskPoint, MaskView, PairInfo } from '../contract/maskSchema';
import type {
  CheckerboardDetail,
  MadeDetail,
  MapDetail,
  MeasureDetail,
  ProvenanceDetail,
  RegionDetail,
  SpectrumDetail,
  Theirs,
} from '../contract/numbersSchema';

/** What goes over the port between the message loop and a computing thread. Structured clone, so plain data only. */

/** Decode a picture and write its preview and thumbnail. */
export interface OpenJob {
  readonly kind: 'open';
  readonly path: string;
  /** What sentences and lists call it. */
  readonly name: string;
  readonly folder: string;
  /** Given for another picture: one blank pixel stands for its preview and thumbnail. */
  readonly isAside: boolean;
}
export type OpenedPicture = Omit<PictureInfo, 'id' | 'isSample'>;

/** What goes with an array of scores or features. */
export interface PairFiles {
  readonly truth: NamedFile | null;
  /** Positions that an encoder recorded. */
  readonly indices?: NamedFile | undefined;
}

/** Sort opened files into an array, its truth and a photograph. */
export interface OpenPairJob {
  readonly kind: 'open-pair';
  /** Where the picture of the truth is written. */
  readonly folder: string;
  readonly files: readonly NamedFile[];
  /** Of the classes. */
  readonly names?: readonly string[] | undefined;
}

export interface SortedPair {
  readonly info: Omit<PairInfo, 'hashes'>;
  /** Which of the given files is which, by position. */
  /** The truth in the colours of its classes; null where a photograph or nothing stands for the pair. */
  readonly picture: BlobRef | null;
  readonly roles: { readonly array: number } & Readonly<Record<PairRole, number | null>>;
}

/** Where the parts of an opened pair are. */
export interface PairPlaces {
  readonly array: string;
  readonly truth: string | null;
  readonly photograph: string | null;
  readonly values: PairInfo['values'];
  /** What sentences call the array. */
  readonly name: string;
}

/** Draw one pane of a pair. */
export interface MaskViewJob {
  readonly kind: 'mask-view';
  readonly places: PairPlaces;
  readonly pane: 'reference' | 'input' | 'method';
  readonly output: string | null;
  readonly scores: string | null;
  readonly view: MaskView;
  readonly ignore: number | null;
  readonly folder: string;
}

/** Class and probability at one pixel of the output, which is `width` x `height`. */
export interface MaskPointJob {
  readonly kind: 'mask-point';
  readonly places: PairPlaces;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly panes: readonly (Pick<MaskViewJob, 'pane' | 'output' | 'scores'> & { readonly key: string })[];
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
  /** Whether the original is wanted among them. @default true */
  readonly reference?: boolean | undefined;
  /** Whether the event `crops` is wanted, for a report that shows this picture. @default false */
  readonly crops?: boolean | undefined;
  /** What the whole process may use, in bytes. */
  readonly freeBytes: number;
  /** Files that methods may name as `file:NAME`. */
  readonly weightFiles?: readonly WeightFile[];
  /** Finished outputs of this picture, by the keys of candidates. */
  readonly candidates?: readonly (NamedFile & { readonly key: string })[] | undefined;
  /** The small picture, where it is given. */
  readonly low?: NamedFile | undefined;
}

export type RunJobEvent =
  | (PictureFacts & { readonly type: 'input'; readonly reference: BlobRef | null; readonly input: BlobRef | null })
  | MethodProgress
  | {
      readonly type: 'method';
      readonly result: MethodResult;
      readonly output: BlobRef | null;
      /** Of masks: the values that the labels came from, where they are kept for views. */
      readonly scores?: BlobRef | undefined;
    }
  | MethodFailed
  /** After the last method, where a report shows the values of the run themselves. */
  | { readonly type: 'crops'; readonly crops: PrintedCrops };

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
  /** What is printed of each, where the run told; else it is looked for in `pictures`. */
  readonly crops?: readonly (PrintedCrops | undefined)[] | undefined;
  /** Of the HTML report: every picture of the run, also those that are not in `results`. */
  readonly pictureRows?: readonly PictureRow[] | undefined;
  /** Of the HTML report. */
  readonly report?: ReportOptions | undefined;
  /** Of everything but JSON and CSV, which keep English texts beside codes. @default 'en' */
  readonly language?: Language | undefined;
}

/** Something of the document could not be made; the rest is there. */
export interface ExportJobEvent {
  readonly type: 'warning';
  readonly said: Message;
}

/** Everything about a method before it runs, where its weights have to be fitted first. */
export interface InspectJob {
  readonly kind: 'inspect';
  readonly request: InspectionRequest;
  readonly degradation: Degradation;
  readonly weightFiles?: readonly WeightFile[];
}

/** The weights of a method as a .safetensors file. */
export interface WeightsJob extends Omit<InspectJob, 'kind'> {
  readonly kind: 'weights';
}

interface GivenSessionFile extends NamedFile {
  readonly sha256: string;
  readonly picture: string;
}

/** An experiment with what it needs, as a file. */
export interface SessionJob {
  readonly kind: 'session';
  readonly experiment: Experiment;
  readonly version: string;
  /** `name` is what results call it. */
  readonly pictures: readonly { readonly name: string; readonly path: string; readonly sha256: string }[];
  /** What goes with arrays among the pictures. */
  readonly partners?: readonly (NamedFile & { readonly picture: string; readonly role: PairRole })[] | undefined;
  readonly weightFiles: readonly WeightFile[];
  /** Files that were given for one of the pictures, which is named as results call it. */
  readonly candidates?: readonly (GivenSessionFile & { readonly key: string })[] | undefined;
  readonly low?: readonly GivenSessionFile[] | undefined;
  /** The network that is open in its own view, with what lies beside it. */
  readonly network?: readonly NamedFile[] | undefined;
  /** Whether pictures and weights go into the file. */
  readonly isBundle: boolean;
}

/** Where one value of an output comes from. */
export interface ProvenanceJob {
  readonly kind: 'provenance';
  /** Files of the pictures. */
  readonly input: string;
  readonly output: string;
  readonly reference: string | null;
  readonly method: Experiment['methods'][number];
  readonly scale: number;
  readonly mode: 'reference' | 'enlarge';
  readonly degradation: Experiment['degradation'];
  readonly seed: number;
  readonly sha256?: string | undefined;
  readonly weightFiles?: readonly WeightFile[];
  readonly channel: number;
  readonly x: number;
  readonly y: number;
}

/** One question about one output. */
export interface NumbersJob {
  readonly kind: 'numbers';
  readonly ask: 'checkerboard' | 'spectrum' | 'measure' | 'map' | 'region';
  /** Files of the pictures. */
  readonly reference: string | null;
  readonly output: string;
  readonly scale: number;
  readonly range?: number | undefined;
  readonly protocol: string;
  readonly metric: string;
  /** Of `region`: what to measure, and where; everywhere when no place is named. */
  readonly metrics?: readonly string[];
  readonly roi?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Of `measure`: somebody else's number. */
  readonly theirs?: Theirs | undefined;
  /** The experiment that the output came of, to try what else it could have made. */
  readonly made?: MadeDetail | undefined;
  readonly weightFiles?: readonly WeightFile[] | undefined;
  readonly folder: string;
}
export type NumbersAnswer =
  | ({ readonly ask: 'checkerboard' } & CheckerboardDetail)
  | ({ readonly ask: 'spectrum' } & SpectrumDetail)
  | ({ readonly ask: 'measure' } & MeasureDetail)
  | ({ readonly ask: 'map' } & MapDetail)
  | ({ readonly ask: 'region' } & RegionDetail);

/** Find which layers are the same function, and check it. */
export interface EquivalenceJob {
  readonly kind: 'equivalence';
  readonly scale: number;
  /** Of the random weights and the picture. */
  readonly seed: number;
}

/** Fit the weights of one layer. */
export interface FitJob {
  readonly kind: 'fit';
  /** Parameters as given; `weights` may be left out. */
  readonly method: { readonly id: string; readonly parameters: ParameterValues };
  readonly scale: Experiment['scale'];
  readonly degradation: Degradation;
  readonly lambda: number;
  readonly split: FitSplit;
  /** Training pictures, or null for the built-in set. */
  readonly pictures: readonly { readonly path: string; readonly name: string }[] | null;
  /** Of arrays in place of pictures: what each is to become, labels or a larger array. */
  readonly truths?: readonly NamedFile[] | undefined;
  /** 3: kernels of its own for each colour; 1: kernels that all channels share; null: 3 when any picture is in colour. */
  readonly channels: 1 | 3 | null;
  /** What results are to call the weights: "fitted on this picture". */
  readonly origin: Said;
  /** How the fit can be repeated, for the file. */
  readonly command: string;
}

export interface FitResult {
  readonly layer: string;
  readonly method: string;
  readonly parameters: ParameterValues;
  readonly scale: number;
  readonly degradation: string;
  readonly channels: number;
  readonly origin: Said;
  /** SHA-256 of the pictures' own, sorted: the same for any order. */
  readonly trainingSet: string;
  readonly lambda: number;
  readonly train: FitMeasure;
  readonly holdOut: FitMeasure | null;
  readonly folds: readonly { readonly train: FitMeasure; readonly test: FitMeasure }[];
  readonly rows: number;
  readonly unknowns: number;
  readonly condition: number;
  /** Largest component of what should vanish, relative. */
  readonly gradient: number;
  readonly weightShape: readonly number[];
  readonly notes: readonly Said[];
  readonly failed: readonly Failure[];
  /** Milliseconds: reading and decoding, making small and summing (both added up over the threads), solving. */
  readonly times: { readonly decode: number; readonly moments: number; readonly solve: number };
  /** The .safetensors file. */
  readonly file: Uint8Array<ArrayBuffer>;
}

export type FitJobEvent = StudyProgress;

/** Time operators at chosen sizes and channels. */
export interface BenchmarkJob {
  readonly kind: 'benchmark';
  readonly request: BenchmarkRequest;
}
export interface BenchmarkResult {
  readonly rows: BenchmarkRow[];
  readonly limits: MachineLimits | null;
}
export type BenchmarkJobEvent = StudyProgress | { readonly type: 'row'; readonly row: BenchmarkRow };

/** Audit a network: a file with what lies beside it, or a text. */
export interface AuditJob {
  readonly kind: 'audit';
  readonly source:
    | { readonly kind: 'file'; readonly path: string; readonly name: string }
    | { readonly kind: 'text'; readonly text: string };
  readonly input: Shape | null;
  readonly model: string | null;
  /** A picture's file. */
  readonly picture: string | null;
}

/** Put an equal layer in the place of an enlarging one. */
export interface RewriteJob {
  readonly kind: 'rewrite';
  readonly path: string;
  readonly name: string;
  readonly layer: string;
  readonly to: Target;
  readonly input: Shape | null;
}
export interface RewriteResult {
  readonly proof: Proof;
  /** The new network; null where the proof does not hold. */
  readonly bytes: Uint8Array | null;
  /** The layer alone as PyTorch code, with its weights. */
  readonly code: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** Find out how a network wants its pictures. */
export interface CheckNetworkJob {
  readonly kind: 'check-network';
  readonly spec: NetworkSpec;
  readonly files: readonly WeightFile[];
  readonly freeBytes: number;
}

/** Count what a network costs for an output of a wanted size. */
export interface NetworkCostJob {
  readonly kind: 'network-cost';
  readonly name: string;
  readonly path: string;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** Run a network on an array. */
export interface RunNetworkJob {
  readonly kind: 'run-network';
  readonly path: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** Side of tiles in input values. */
  readonly tile?: number | undefined;
  /** Tiles that overlap where the network looks at the whole picture. */
  readonly force: boolean;
  readonly freeBytes: number;
}
export interface RunNetworkResult {
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** What is to be said of tiles. */
  readonly said: Message | null;
}
export interface TileProgress {
  readonly type: 'tile';
  readonly done: number;
  readonly of: number;
}

/** Every kind of job: what is asked, what comes back at the end, and what is told on the way. */
export interface JobTypes {
  readonly open: { readonly job: OpenJob; readonly result: OpenedPicture; readonly event: never };
  readonly 'open-pair': { readonly job: OpenPairJob; readonly result: SortedPair; readonly event: never };
  readonly 'mask-view': { readonly job: MaskViewJob; readonly result: BlobRef; readonly event: never };
  readonly 'mask-point': { readonly job: MaskPointJob; readonly result: MaskPoint[]; readonly event: never };
  readonly run: { readonly job: RunJob; readonly result: ImageResult; readonly event: RunJobEvent };
  readonly remeasure: { readonly job: RemeasureJob; readonly result: null; readonly event: RemeasureJobEvent };
  readonly export: { readonly job: ExportJob; readonly result: Uint8Array; readonly event: ExportJobEvent };
  readonly inspect: { readonly job: InspectJob; readonly result: Inspection; readonly event: never };
  readonly weights: { readonly job: WeightsJob; readonly result: Uint8Array; readonly event: never };
  readonly session: { readonly job: SessionJob; readonly result: Uint8Array; readonly event: never };
  readonly fit: { readonly job: FitJob; readonly result: FitResult; readonly event: FitJobEvent };
  readonly provenance: { readonly job: ProvenanceJob; readonly result: ProvenanceDetail; readonly event: never };
  readonly arrays: { readonly job: ArraysJob; readonly result: ArraysAnswer; readonly event: never };
  readonly equivalence: { readonly job: EquivalenceJob; readonly result: Equivalence[]; readonly event: never };
  readonly numbers: { readonly job: NumbersJob; readonly result: NumbersAnswer; readonly event: never };
  readonly audit: { readonly job: AuditJob; readonly result: NetworkDocument; readonly event: StudyProgress };
  readonly rewrite: { readonly job: RewriteJob; readonly result: RewriteResult; readonly event: never };
  readonly 'check-network': {
    readonly job: CheckNetworkJob;
    readonly result: NetworkCheck;
    readonly event: never;
  };
  readonly 'network-cost': { readonly job: NetworkCostJob; readonly result: TableCost; readonly event: never };
  readonly 'run-network': {
    readonly job: RunNetworkJob;
    readonly result: RunNetworkResult;
    readonly event: TileProgress;
  };
  readonly benchmark: {
    readonly job: BenchmarkJob;
    readonly result: BenchmarkResult;
    readonly event: BenchmarkJobEvent;
  };
}
export type JobKind = keyof JobTypes;
export type Job<Kind extends JobKind = JobKind> = JobTypes[Kind]['job'];
export type JobResult<Kind extends JobKind> = JobTypes[Kind]['result'];
export type JobEvent<Kind extends JobKind> = JobTypes[Kind]['event'];
export type AnyJobEvent = JobEvent<JobKind>;

/** What a computing thread says of itself: what it would compute with once it can work, and what it did when that turned out otherwise. */
export interface Computing {
  readonly operators: string;
  readonly threads: number;
  readonly decoder: Readonly<Record<string, string>>;
}

export interface ToThread {
  readonly id: number;
  readonly job: Job;
}
export type FromThread =
  | { readonly type: 'computing'; readonly computing: Computing }
  | { readonly type: 'event'; readonly id: number; readonly event: AnyJobEvent }
  | { readonly type: 'done'; readonly id: number; readonly result: JobResult<Job['kind']> }
  | { readonly type: 'failed'; readonly id: number; readonly fault: Fault };

/** The thread's start data: one Int32, the id of the job that should stop, or 0. */
export interface ThreadData {
  readonly stop: SharedArrayBuffer;
}
