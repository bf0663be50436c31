import { z } from 'zod';
import { CLASS_CHOICES } from '../../segmentation/metric';

/** What an experiment on logits, labels and feature maps says beyond one on pictures. */

/** What enlarges first: the scores, or the labels they give (as zeros and ones). */
export const orderSchema = z.enum(['logits', 'labels']);
export type Order = z.infer<typeof orderSchema>;

export const SCORE_KINDS = ['auto', 'logits', 'probabilities', 'features'] as const;
export const LARGEST_LABEL = 65535;
/** As many as an indexed PNG tells apart. */
export const MOST_CLASSES = 256;

export const maskSpec = z.object({
  /** What the array holds; auto = features where the truth is an array of them, probabilities where they sum to 1, else logits. */
  values: z.enum(SCORE_KINDS),
  /** Which classes the means are over. */
  counts: z.enum(CLASS_CHOICES),
  /** Pixels with this label count nowhere. */
  ignore: z.number().int().min(0).max(LARGEST_LABEL).nullable(),
  /** Tolerance of the boundary F. */
  boundaryPixels: z.number().int().min(1).max(64),
  /** Of the classes, by label. */
  names: z.array(z.string().max(64)).max(MOST_CLASSES).optional(),
});
export type MaskSpec = z.infer<typeof maskSpec>;

export const DEFAULT_MASKS: MaskSpec = { values: 'auto', counts: 'union', ignore: 255, boundaryPixels: 2 };

const counts = z.array(z.number());

/** What was counted of one method on one picture; those of several pictures are added. */
export const tallySchema = z.object({
  pictures: z.number(),
  confusion: z.object({ classes: z.number(), counts, ignored: z.number() }),
  boundary: z.object({ distance: z.number(), both: counts, either: counts }),
  matches: z.object({
    pixels: z.number(),
    truth: counts,
    truthFound: counts,
    predicted: counts,
    predictedRight: counts,
  }),
  profile: z.object({ pixels: counts, wrong: counts }),
  certainty: z
    .object({
      pixels: z.number(),
      logLoss: z.number(),
      bins: z.array(z.object({ pixels: z.number(), right: z.number(), confidence: z.number() })),
    })
    .optional(),
});

export const featureSchema = z.object({
  cosine: z.number().nullable(),
  relativeError: z.number().nullable(),
  channels: z.array(z.object({ checkerboard: z.number(), peakDecibels: z.number().nullable() })),
  spectrum: z.object({ radius: counts, output: counts, truth: counts.nullable() }),
});

const size = z.object({ width: z.number(), height: z.number() });

/** What is known of a pair besides its methods. */
export const maskImage = z.object({
  values: z.enum(['logits', 'probabilities', 'features']),
  /** Channels of the array: classes of scores, features. */
  channels: z.number(),
  input: size,
  output: size,
  truth: z.object({ file: z.string(), sha256: z.string() }).nullable(),
  /** Positions that an encoder recorded. */
  indices: z.object({ file: z.string(), sha256: z.string() }).optional(),
  /** Colours of the classes; empty for feature maps. */
  palette: z.array(z.tuple([z.number(), z.number(), z.number()])),
  names: z.array(z.string()).optional(),
});
export type MaskImage = z.infer<typeof maskImage>;
