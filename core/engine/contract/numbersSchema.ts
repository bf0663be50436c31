import { z } from 'zod';
import { BORDER_RULES } from '../../experiment/beyondBorder';
import { whySchema } from '../../experiment/metricsSchema';
import {
  degradationSchema,
  methodSpec,
  metricResult,
  scaleSchema,
  SPACES,
  unavailableMetric,
} from '../../experiment/schema';
import { DEGRADATIONS } from '../../experiment/degradations';
import { metrics } from '../../metrics/registry';
import type { Metric } from '../../metrics/metric';
import { blobId, blobRef } from './blobSchema';

/** Details about one output, computed only when they are shown. */

/** An output of a run and what it is compared with, by the ids of their pictures. */
export const numbersPair = z.object({
  reference: blobId.nullable(),
  output: blobId,
  scale: scaleSchema,
  /** The value of white, where the experiment states one: arrays of floats have no place for it. */
  range: z.number().positive().optional(),
});

/** A number that somebody else got, as it was written, and the metric it is of. */
export const theirsSchema = z.object({
  /** Null: of whatever metric can have such a value. */
  id: z.string().max(64).nullable(),
  value: z
    .string()
    .max(64)
    .regex(/^\s*-?\d+(\.\d*)?([eE][+-]?\d+)?\s*$/),
});
export type Theirs = z.infer<typeof theirsSchema>;

/** The experiment that an output came of. */
export const madeSchema = z.object({
  method: methodSpec,
  mode: z.enum(['reference', 'enlarge', 'masks']),
  degradation: z.enum([...DEGRADATIONS, 'given']),
  space: z.enum(SPACES).optional(),
  seed: z.number().int().min(0),
});
export type MadeDetail = z.infer<typeof madeSchema>;

const spectralPeak = z.object({ decibels: z.number(), fy: z.number(), fx: z.number() }).nullable();

export const checkerboardDetail = z.object({
  stride: z.number(),
  global: z.number().nullable(),
  local: z.number().nullable(),
  phaseMeans: z.array(z.array(z.number())).nullable(),
  /** Null where the picture is too small for the bins around a harmonic. */
  peak: spectralPeak,
  referencePeak: spectralPeak,
});
export type CheckerboardDetail = z.infer<typeof checkerboardDetail>;

export const spectrumDetail = z.object({
  width: z.number(),
  height: z.number(),
  lowDb: z.number(),
  highDb: z.number(),
  /** Half the span of `difference`, dB. */
  differenceDb: z.number(),
  output: blobRef,
  reference: blobRef.nullable(),
  difference: blobRef.nullable(),
  /** Where a stride leaves its marks, cycles per pixel. */
  harmonics: z.array(z.object({ fy: z.number(), fx: z.number() })),
  radial: z.object({
    radius: z.array(z.number()),
    output: z.array(z.number()),
    reference: z.array(z.number()).nullable(),
  }),
});
export type SpectrumDetail = z.infer<typeof spectrumDetail>;

export const measureDetail = z.object({
  metrics: z.array(metricResult),
  unavailable: z.array(unavailableMetric),
  why: z.array(whySchema),
});
export type MeasureDetail = z.infer<typeof measureDetail>;

/** A local metric as 16-bit grey: black = `low`, white = `high`; of the output's size, SSIM's edges extended. */
export const mapDetail = z.object({
  map: blobRef,
  width: z.number(),
  height: z.number(),
  low: z.number(),
  high: z.number(),
  /** The mean of the map, with its receipt. */
  metric: metricResult,
});
export type MapDetail = z.infer<typeof mapDetail>;

/** A metric that has a local map. */
export const mapMetric = z.enum(metrics.flatMap(({ id, mapRange }: Metric): string[] => (mapRange ? [id] : [])));

/** One value of one output, and what made it. */
export const provenanceInput = z.object({
  input: blobId,
  output: blobId,
  reference: blobId.nullable(),
  method: methodSpec,
  scale: scaleSchema,
  mode: z.enum(['reference', 'enlarge']),
  degradation: degradationSchema,
  seed: z.number().int().min(0),
  /** Of the picture's file, for weights that were fitted on it. */
  sha256: z.string().max(64).optional(),
  channel: z.number().int().min(0),
  x: z.number().int().min(0),
  y: z.number().int().min(0),
});

/** Values in the units of the file. */
export const provenanceDetail = z.object({
  taps: z.array(
    z.object({
      channel: z.number(),
      y: z.number(),
      x: z.number(),
      weight: z.number(),
      value: z.number(),
      product: z.number(),
    }),
  ),
  bias: z.number(),
  /** Bias and products, before rounding. */
  sum: z.number(),
  rounded: z.number(),
  /** What the output's file holds. */
  stored: z.number(),
  original: z.number().nullable(),
  /** Whether sum and stored value agree; if they do not, this program has a bug. */
  isEqual: z.boolean(),
  /** Row and column among the outputs of one input pixel. */
  phase: z.tuple([z.number(), z.number()]),
  /** Makes the value again with NumPy. */
  python: z.string(),
  /** Beyond the border of the picture: what its rule puts there. Already part of the weights of the taps. */
  beyond: z
    .object({
      rule: z.enum(BORDER_RULES),
      taps: z.array(z.object({ y: z.number(), x: z.number(), weight: z.number(), value: z.number() })),
    })
    .nullable(),
  /** Of an unpooling: the window of the original, and which of it is the largest, counted along the rows. */
  pooled: z.object({ values: z.array(z.array(z.number())), index: z.number() }).nullable(),
});
export type ProvenanceDetail = z.infer<typeof provenanceDetail>;

/** A part of the picture, in pixels of the original. */
export const regionOfInterest = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});

export const regionDetail = z.object({
  metrics: z.array(metricResult),
  unavailable: z.array(unavailableMetric),
});
export type RegionDetail = z.infer<typeof regionDetail>;
