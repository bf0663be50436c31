import { z } from 'zod';
import { messageSchema, saidSchema } from '../../experiment/messageSchema';
import {
  environmentSchema,
  failureSchema,
  methodSpec,
  numberOrSpecial,
  parameterValues,
  scaleSchema,
} from '../../experiment/schema';
import { DEGRADATIONS } from '../../experiment/degradations';
import { blobRef } from './blobSchema';

/** Studies: longer questions than one experiment. Each says how far it is and ends with its answer; ending the iteration cancels it. */

const pictureIds = z.array(z.string()).max(10_000);

/** How far a study is: `done` of `total` steps, and what it is at. */
export const studyProgress = z.object({
  type: z.literal('progress'),
  done: z.number(),
  total: z.number(),
  label: z.string(),
});
export type StudyProgress = z.infer<typeof studyProgress>;

export const fitRequest = z.object({
  method: methodSpec.pick({ id: true, parameters: true }),
  scale: scaleSchema,
  degradation: z.enum(DEGRADATIONS),
  /** Ridge, relative to the mean of the normal matrix's diagonal; 0 for none. */
  lambda: z.number().min(0).max(1e6),
  /** Share of the pictures that are only measured on. */
  holdOut: z.number().min(0).max(0.9),
  /** Parts of a cross-validation beside the fit; none by default. */
  folds: z.number().int().min(2).max(100).optional(),
  /** Opened pictures to train on; null for the built-in set. */
  pictureIds: pictureIds.min(1).nullable(),
  /** The folder they came from, for the origin that results name. */
  folder: z.string().min(1).max(255).optional(),
});
export type FitRequest = z.infer<typeof fitRequest>;

const fitMeasure = z.object({ pictures: z.number(), mse: z.number(), psnr: numberOrSpecial });

/** What a fit found. */
const fittedLayer = z.object({
  /** `file:NAME` as `weights` uses them. */
  name: z.string(),
  origin: z.string(),
  originSaid: messageSchema.optional(),
  method: z.string(),
  parameters: parameterValues,
  scale: z.number(),
  channels: z.number(),
  lambda: z.number(),
  train: fitMeasure,
  holdOut: fitMeasure.nullable(),
  /** Each part of a cross-validation: fitted on the others, measured on this one. */
  folds: z.array(z.object({ train: fitMeasure, test: fitMeasure })),
  rows: z.number(),
  unknowns: z.number(),
  condition: numberOrSpecial,
  notes: z.array(saidSchema),
  failed: z.array(failureSchema),
  /** Milliseconds. */
  times: z.object({ decode: z.number(), moments: z.number(), solve: z.number() }),
  /** The first kernels: PyTorch's layout, cut to whole output channels. */
  shape: z.array(z.number()),
  values: z.array(z.number()).max(4096),
  /**
   * Gain along one axis at AXIS_FREQUENCIES, of the first channel, beside that of bilinear interpolation; null where the
   * layer is no single kernel.
   */
  response: z.object({ fitted: z.array(z.number()), bilinear: z.array(z.number()) }).nullable(),
  file: blobRef,
});
export type FittedLayer = z.infer<typeof fittedLayer>;

export const fitEvent = z.discriminatedUnion('type', [
  studyProgress,
  z.object({ type: z.literal('done'), fit: fittedLayer }),
]);
export type FitEvent = z.infer<typeof fitEvent>;

export const nestedRequest = z.object({ scale: scaleSchema });
export type NestedRequest = z.infer<typeof nestedRequest>;

/** A layer of a chain in which every layer can do what the next one can, with the best weights for the built-in set. */
const nestedRow = z.object({
  id: z.string(),
  kernelSize: z.number(),
  unknowns: z.number(),
  /** Mean squared error on the training set, 0..1 units squared. */
  mse: z.number(),
  psnr: numberOrSpecial,
});

export const nestedEvent = z.discriminatedUnion('type', [
  studyProgress,
  z.object({
    type: z.literal('done'),
    chains: z.array(z.object({ rows: z.array(nestedRow), holds: z.boolean() })),
  }),
]);
export type NestedEvent = z.infer<typeof nestedEvent>;
export type NestedChain = Extract<NestedEvent, { type: 'done' }>['chains'][number];

export const sweepRequest = z.object({
  scale: scaleSchema,
  degradation: z.enum(DEGRADATIONS),
  /** Largest kernelSize. */
  largest: z.number().int().min(1).max(31),
  /** Opened pictures to measure on; null for the training set. */
  pictureIds: pictureIds.min(1).nullable(),
});
export type SweepRequest = z.infer<typeof sweepRequest>;

const sweepPoint = z.object({
  key: z.string(),
  id: z.string(),
  kernelSize: z.number().nullable(),
  parameters: z.number(),
  macsPerValue: z.number(),
  psnr: numberOrSpecial,
  ssim: numberOrSpecial,
  pictures: z.number(),
  pareto: z.boolean(),
});
export type SweepPointDocument = z.infer<typeof sweepPoint>;

export const sweepEvent = z.discriminatedUnion('type', [
  studyProgress,
  z.object({ type: z.literal('rows'), rows: z.array(sweepPoint) }),
  z.object({ type: z.literal('done'), rows: z.array(sweepPoint), failed: z.array(failureSchema) }),
]);
export type SweepEvent = z.infer<typeof sweepEvent>;

const IMPLEMENTATIONS = ['reference', 'exact', 'fast', 'onnxruntime'] as const;

export const benchmarkRequest = z.object({
  operators: z.array(z.string().max(64)).min(1).max(32),
  /** Sides of the square outputs. */
  sizes: z.array(z.number().int().min(64).max(4096).multipleOf(2)).min(1).max(8),
  channels: z.array(z.number().int().min(1).max(256)).min(1).max(8),
  /** Channels that come out of operators that mix them; as many as go in by default. */
  outChannels: z.number().int().min(1).max(256).optional(),
  implementations: z.array(z.enum(IMPLEMENTATIONS)).min(1).max(IMPLEMENTATIONS.length),
  /** Threads of the fast implementations; all by default. */
  threads: z.number().int().min(1).max(64).optional(),
  /** Timed runs at least, and when to stop taking more. */
  samples: z.number().int().min(1).max(1000),
  budgetMs: z.number().min(1).max(60_000),
  /** Measures what the machine can do at most, too. */
  limits: z.boolean().optional(),
});
export type BenchmarkRequest = z.infer<typeof benchmarkRequest>;

export const benchmarkRow = z.object({
  operator: z.string(),
  methodId: z.string(),
  title: z.string(),
  implementation: z.enum(IMPLEMENTATIONS),
  threads: z.number(),
  channels: z.number(),
  /** Where the request names them. */
  outChannels: z.number().optional(),
  /** Side of the square output. */
  size: z.number(),
  /** Null where it was not timed. */
  medianMs: z.number().nullable(),
  madMs: z.number().nullable(),
  p99Ms: z.number().nullable(),
  samples: z.number(),
  /** Read and written once, and what the definition needs once zeros are left out. */
  bytes: z.number(),
  macs: z.number(),
  /** Most bytes in use at once while it ran; null where nobody counts them. */
  peakBytes: z.number().nullable().default(null),
  /** To the reference, on a small output; null for infinitely wrong. */
  maxDifference: z.number().nullable(),
  /** Why it was not timed: its result is wrong, one run would take too long, or it has no such operator here. */
  left: z.enum(['wrong', 'slow', 'unsupported']).optional(),
});
export type BenchmarkRow = z.infer<typeof benchmarkRow>;

/** What so many threads can do at most, side by side. */
export const machineLimits = z.object({
  threads: z.number(),
  /** Copying 1 MiB and 64 MiB, read and write counted. */
  cacheGBs: z.number(),
  memoryGBs: z.number(),
  /** Vectors of four float32, two operations for each multiply-add. */
  peakGflops: z.number(),
});
export type MachineLimits = z.infer<typeof machineLimits>;

export const benchmarkEvent = z.discriminatedUnion('type', [
  studyProgress,
  z.object({ type: z.literal('row'), row: benchmarkRow }),
  z.object({
    type: z.literal('done'),
    rows: z.array(benchmarkRow),
    limits: machineLimits.nullable(),
    environment: environmentSchema,
  }),
]);
export type BenchmarkEvent = z.infer<typeof benchmarkEvent>;
