import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import {
  environmentSchema,
  experimentSchema,
  failureSchema,
  inspection,
  methodResult,
  methodSpec,
  resultsSchema,
  scaleSchema,
} from '../../experiment/schema';
import { DEGRADATIONS } from '../../experiment/degradations';
import { LANGUAGES } from '../../messages';
import { REPORT_SECTIONS } from '../../report/sections';
import { saidSchema } from '../../experiment/messageSchema';
import { methodFailed, methodProgress, pictureFacts } from '../../experiment/runEvents';
import { blobId, blobRef } from './blobSchema';
import {
  benchmarkEvent,
  benchmarkRequest,
  fitEvent,
  fitRequest,
  nestedEvent,
  nestedRequest,
  sweepEvent,
  sweepRequest,
} from './studySchema';
import {
  mapMetric,
  checkerboardDetail,
  mapDetail,
  measureDetail,
  madeSchema,
  numbersPair,
  provenanceDetail,
  provenanceInput,
  theirsSchema,
  regionDetail,
  regionOfInterest,
  spectrumDetail,
} from './numbersSchema';
import { maskPoint, maskPointInput, maskViewInput, pairInfo } from './maskSchema';
import { networkSpec } from '../../experiment/networkSchema';
import {
  auditEvent,
  auditReportSchema,
  auditRequest,
  networkCheck,
  networkPiece,
  openNetwork,
  rewriteAnswer,
  rewriteRequest,
} from './networkSchema';
import { arraysAnswer, arraysQuestion } from './arraysSchema';
import { givenForPictures } from './givenSchema';
import { networkCostAnswer, networkCostRequest, tableEvent, tableRequest } from './tableSchema';
import { equivalenceAnswer, equivalenceQuestion } from './equivalenceSchema';
import { keepWeightsInput } from './weightsSchema';

export type { ProvenanceDetail, SpectrumDetail } from './numbersSchema';
export type { GivenForPictures } from './givenSchema';
export type { TableEvent, TableGroupRequest, TableRequest } from './tableSchema';
export type { ArraysDetail } from './arraysSchema';
export type { EquivalenceRow } from './equivalenceSchema';
export type { MaskView, PairInfo } from './maskSchema';
export {
  NETWORK_PIECE,
  type AuditEvent,
  type AuditRequest,
  type NetworkCheck,
  type Proof,
  type RewriteAnswer,
} from './networkSchema';
export { factsOf } from '../../experiment/facts';
export type { Inspection } from '../../experiment/schema';
export { fromSpecial } from '../../experiment/special';
export { benchmarkRow, machineLimits } from './studySchema';
export { REPORT_SECTIONS, type ReportSection } from '../../report/sections';
export type {
  BenchmarkEvent,
  BenchmarkRequest,
  BenchmarkRow,
  MachineLimits,
  FitEvent,
  FitRequest,
  FittedLayer,
  NestedChain,
  NestedEvent,
  SweepEvent,
  SweepPointDocument,
} from './studySchema';

/**
 * What a face (window, page) may ask of the engine. Nothing here names a path: pictures come in as bytes
 * (or were opened by the host on the user's word), pictures and files go out as blobs at `/blob/<id>`.
 */

export { blobRef, type BlobRef } from './blobSchema';

export const pictureInfo = z.object({
  id: z.string(),
  name: z.string(),
  width: z.number(),
  height: z.number(),
  /** 1 = grey, 3 = RGB, any other number = bands. */
  channels: z.number().int().positive(),
  /** 32 = floats. */
  bitDepth: z.union([z.literal(8), z.literal(16), z.literal(32)]),
  hasAlpha: z.boolean(),
  /** File size in bytes. */
  fileBytes: z.number(),
  sha256: z.string(),
  /** Small PNG for the list; of a file that is aside, one blank pixel, as the preview is. */
  thumbnail: blobRef,
  /** Whole picture as an 8-bit PNG for the viewer. */
  preview: blobRef,
  notes: z.array(saidSchema),
  /** The white that its values look like, where the file says another: 4095. */
  suggestedRange: z.number().optional(),
  isSample: z.boolean(),
  /** Whether it was given for another picture: a finished output, a small picture. */
  isAside: z.boolean().optional(),
  /** Of an array of scores or features with what goes with it; left out for pictures. */
  pair: pairInfo.optional(),
  /** The folder it came from, with its parent where one is known: `bench/Set5`. */
  folder: z.string().max(520).optional(),
  /** The set of a table that the user puts it into; the folder's name where there is none. */
  set: z.string().max(255).optional(),
});
export type PictureInfo = z.infer<typeof pictureInfo>;

const imageEvent = { runId: z.string(), image: z.number() };

/** What a run says while it goes; `done` carries everything again as one document. */
const runEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), runId: z.string(), images: z.number(), methods: z.number() }),
  pictureFacts.extend({
    type: z.literal('image'),
    ...imageEvent,
    pictureId: z.string(),
    file: z.string(),
    /** The cropped original; null when enlarging without one. */
    reference: blobRef.nullable(),
    /** The low-resolution input. */
    input: blobRef,
  }),
  methodProgress.extend(imageEvent),
  z.object({
    type: z.literal('method'),
    ...imageEvent,
    result: methodResult,
    output: blobRef,
    scores: blobRef.optional(),
  }),
  methodFailed.extend(imageEvent),
  z.object({ type: z.literal('image-failed'), ...imageEvent, failure: failureSchema }),
  z.object({ type: z.literal('done'), runId: z.string(), results: resultsSchema }),
  z.object({ type: z.literal('cancelled'), runId: z.string() }),
]);
export type RunEvent = z.infer<typeof runEvent>;

/**
 * For a page that keeps every picture as it is said: the document at the end comes without them. That of many pictures
 * takes longer to read than a frame.
 */
const isBrief = { isBrief: z.boolean().optional() };

const exportFormat = z.enum(['html', 'json', 'csv', 'md', 'tex', 'svg', 'zip']);
export type ExportFormat = z.infer<typeof exportFormat>;

/** Results of one picture, each of the run that made it: what is left of several runs after changes. */
const resultPart = z.object({
  pictureId: z.string(),
  methods: z.array(z.object({ runId: z.string(), key: z.string() })).max(64),
});
export type ResultPart = z.infer<typeof resultPart>;

/** What the HTML report says above the results, and what it has; the language is also that of tables. */
const reportOptions = z.object({
  title: z.string().max(200).optional(),
  notes: z.string().max(20_000).optional(),
  sections: z.array(z.enum(REPORT_SECTIONS)).max(REPORT_SECTIONS.length).optional(),
  language: z.enum(LANGUAGES).optional(),
  /** A network that was audited beside the comparison. */
  network: auditReportSchema.optional(),
});
export type ReportOptions = z.infer<typeof reportOptions>;

/** One method as it stands in a form, and the picture it would run on. */
const inspectInput = z.object({
  method: methodSpec,
  scale: scaleSchema,
  /** The experiment's base seed; 0 by default. */
  seed: experimentSchema.shape.seed.optional(),
  mode: experimentSchema.shape.mode,
  /** What fitted weights are fitted for; area by default. */
  degradation: z.enum(DEGRADATIONS).optional(),
  /** Size of the picture as opened; null when none is. */
  picture: z
    .object({
      width: z.number().int(),
      height: z.number().int(),
      channels: z.number().int().positive(),
      /** Of the file, so that weights fitted on this very picture can say so. */
      sha256: z.string().max(64).optional(),
    })
    .nullable(),
});

export const contract = {
  environment: oc.output(environmentSchema),
  pictures: {
    list: oc.output(z.array(pictureInfo)),
    /** Decodes and keeps a picture; refused with a sentence when it cannot be read. */
    import: oc
      .input(
        z.object({
          name: z.string().max(1024),
          bytes: z.instanceof(Uint8Array),
          /** Given for another picture. */
          isAside: z.boolean().optional(),
        }),
      )
      .output(pictureInfo),
    /**
     * Makes one entry of opened files that belong together: an array, labels or a larger array, and a photograph. They
     * leave the list.
     */
    pair: oc
      .input(
        z.object({
          ids: z.array(z.string()).min(1).max(4),
          names: z.array(z.string().max(64)).max(256).optional(),
        }),
      )
      .output(pictureInfo),
    /** Opens the logits that the program makes of its own still life. */
    openPairSample: oc.output(pictureInfo),
    /** Opens one of the generated samples by name. */
    openSample: oc.input(z.object({ name: z.string().max(128) })).output(pictureInfo),
    samples: oc.output(z.array(z.object({ name: z.string(), title: z.string() }))),
    /** Puts pictures into a set of a table; null gives them back to their folders' names. */
    assign: oc
      .input(z.object({ ids: z.array(z.string()).max(10_000), set: z.string().trim().min(1).max(255).nullable() }))
      .output(z.array(pictureInfo)),
    remove: oc.input(z.object({ ids: z.array(z.string()).max(10_000) })).output(z.object({ removed: z.number() })),
  },
  /** Live answer for one method's form: shape, refusal and fix, cost, forecast, weights. */
  inspect: oc.input(inspectInput).output(inspection),
  weights: {
    /** Writes the weights a method computes with as .safetensors; its snippet loads them. */
    save: oc.input(inspectInput).output(z.object({ blob: blobRef })),
    /**
     * Keeps tensors that the page read from a weight file; methods name them `file:NAME#TENSOR` by the name that comes
     * back. The file itself stays with the page: it may be large, and most of it is other layers.
     */
    keep: oc.input(keepWeightsInput).output(z.object({ name: z.string() })),
  },
  sessions: {
    /** Writes the experiment with the open pictures and the weights it names: a zip that holds them, or text that names them. */
    save: oc
      .input(
        z.object({
          experiment: experimentSchema,
          pictureIds: z.array(z.string()).max(10_000),
          ...givenForPictures,
          /** The network that is open in its own view. */
          networkId: z.string().max(64).optional(),
          isBundle: z.boolean(),
        }),
      )
      .output(z.object({ blob: blobRef, suggestedName: z.string() })),
  },
  /** Detail about one output of a run, computed when asked; ending the call cancels the work. */
  numbers: {
    /** Phases of the error, and how far the stride harmonics stand out of the spectrum. */
    checkerboard: oc.input(numbersPair).output(checkerboardDetail),
    /** 2-D log power with its radial profile, of output and reference. */
    spectrum: oc.input(numbersPair).output(spectrumDetail),
    /** All metrics of the whole picture, and the same under every other protocol. */
    measure: oc
      .input(
        numbersPair.extend({
          protocol: z.string().max(64),
          theirs: theirsSchema.optional(),
          /** With it, other ways of the same experiment are tried as well. */
          made: madeSchema.optional(),
        }),
      )
      .output(measureDetail),
    /** Which rule of resizing made arrays that were opened as a network's files are. */
    arrays: oc.input(arraysQuestion).output(arraysAnswer),
    /** Which layers are the same function, how one's weights become the other's, and how far apart they come out. */
    equivalence: oc.input(equivalenceQuestion).output(equivalenceAnswer),
    /** Metrics of a part of the picture. */
    region: oc
      .input(
        numbersPair.extend({
          protocol: z.string().max(64),
          metrics: z.array(z.string().max(64)).min(1).max(64),
          roi: regionOfInterest,
        }),
      )
      .output(regionDetail),
    /** Metrics of the whole picture against any other of its size: another output in place of the original. */
    against: oc
      .input(
        numbersPair.extend({
          reference: blobId,
          protocol: z.string().max(64),
          /** The default set where none is named. */
          metrics: z.array(z.string().max(64)).max(64),
        }),
      )
      .output(regionDetail),
    /** Which input values made one output value, with their weights. */
    provenance: oc.input(provenanceInput).output(provenanceDetail),
    /** A metric pixel by pixel, as a picture. */
    map: oc.input(numbersPair.extend({ protocol: z.string().max(64), metric: mapMetric })).output(mapDetail),
  },
  /** Views of logits, labels and feature maps. */
  masks: {
    view: oc.input(maskViewInput.extend({ ignore: z.number().nullable() })).output(blobRef),
    point: oc.input(maskPointInput).output(z.array(maskPoint)),
  },
  /** Whole networks: files come in pieces, then they are audited. */
  networks: {
    open: oc.input(openNetwork).output(z.object({ id: z.string() })),
    write: oc.input(networkPiece).output(z.object({ done: z.number() })),
    /** Every layer, what it costs and what of its grid reaches the output; ending the iteration cancels. */
    audit: oc.input(auditRequest).output(eventIterator(auditEvent)),
    /** An equal layer in the place of an enlarging one, run beside the old one; ending the call cancels. */
    rewrite: oc.input(rewriteRequest).output(rewriteAnswer),
    /** How a network wants its pictures, and what constant colours become; by the name it was opened with. */
    check: oc.input(networkSpec).output(networkCheck),
    /** Its parameters and multiply-adds, for a table; ending the call cancels. */
    cost: oc.input(networkCostRequest).output(networkCostAnswer),
  },
  /** Longer questions, answered on a thread of their own; ending the iteration cancels. */
  studies: {
    /** The best weights of one layer; they are kept, and methods may name them as `weights: 'file:NAME'`. */
    fit: oc.input(fitRequest).output(eventIterator(fitEvent)),
    /** The quality gained by larger kernels: every family at every kernelSize, fitted on the built-in set. */
    sweep: oc.input(sweepRequest).output(eventIterator(sweepEvent)),
    /** Fits layers that contain one another on the built-in set: the one that can do more is never worse. */
    nested: oc.input(nestedRequest).output(eventIterator(nestedEvent)),
    /** Checks operators against the reference, then times them; no run computes meanwhile. */
    benchmark: oc.input(benchmarkRequest).output(eventIterator(benchmarkEvent)),
    /** Measures what the table of a paper lacks: sets of pictures at several scales. */
    table: oc.input(tableRequest).output(eventIterator(tableEvent)),
  },
  runs: {
    /** Runs the experiment on the named pictures; ending the iteration cancels the run. */
    start: oc
      .input(
        z.object({
          experiment: experimentSchema,
          pictureIds: z.array(z.string()).max(10_000),
          /** Runs whose outputs the page still shows: they are kept, and outputs that need no new computing are taken from them. */
          using: z.array(z.string()).max(10_000).optional(),
          ...isBrief,
          ...givenForPictures,
        }),
      )
      .output(eventIterator(runEvent)),
    /** Events so far and from now on of a run that another page (or this one before a reload) started. */
    attach: oc.input(z.object({ runId: z.string(), ...isBrief })).output(eventIterator(runEvent)),
    cancel: oc.input(z.object({ runId: z.string() })).output(z.object({ cancelled: z.boolean() })),
    /** The latest run still known, for a page that was reloaded; `files` are those that were given for its pictures. */
    latest: oc.output(
      z
        .object({
          runId: z.string(),
          running: z.boolean(),
          experiment: experimentSchema,
          pictureIds: z.array(z.string()),
          files: z.array(z.string()),
        })
        .nullable(),
    ),
    /** Makes a file of a finished run, or of the named results of several; the host lets the user save it. */
    export: oc
      .input(
        z.object({
          runId: z.string(),
          format: exportFormat,
          report: reportOptions.optional(),
          parts: z.array(resultPart).max(10_000).optional(),
        }),
      )
      .output(z.object({ blob: blobRef, suggestedName: z.string() })),
  },
};
export type Contract = typeof contract;
