import { z } from 'zod';
import { messageSchema } from './messageSchema';
import { orderSchema, tallySchema } from './masks/schema';

const numberOrSpecial = z.union([z.number(), z.enum(['Infinity', '-Infinity', 'NaN'])]);

/** Older documents have 'NaN' where there is nothing. */
const numberOrNothing = numberOrSpecial.nullable();

/** One method in one metric, over the pictures on which every method has a finite value; null where there is none. */
const methodSummary = z.object({
  key: z.string(),
  id: z.string(),
  title: z.string(),
  /** Of a candidate: its place among them. */
  candidate: z.object({ place: z.number() }).optional(),
  /** Its parameters in the fewest words. */
  short: z.string().optional(),
  /** Pictures that the aggregates are over, the same for all methods of a metric. */
  count: z.number(),
  mean: numberOrNothing,
  median: numberOrNothing,
  /** Of a sample (n - 1); null for one picture. */
  standardDeviation: numberOrNothing,
  minimum: numberOrNothing,
  lowerQuartile: numberOrNothing,
  upperQuartile: numberOrNothing,
  maximum: numberOrNothing,
  /** Pictures, left out ones too, on which no ranked method has a better value as shown; ties all win. */
  wins: z.number(),
  /** Why it takes part in no ranking. */
  excludedFromBest: z.string().optional(),
  excludedSaid: messageSchema.optional(),
  /** Own value minus the best method's, picture by picture; of ranked methods other than the best. */
  difference: z
    .object({
      against: z.string(),
      count: z.number(),
      mean: numberOrSpecial,
      /** Interval of the mean; see the summary's `bootstrap`. One picture has none. */
      low: numberOrSpecial.optional(),
      high: numberOrSpecial.optional(),
    })
    .optional(),
});
export type MethodSummary = z.infer<typeof methodSummary>;

/** A picture that a metric's aggregates are not over, and the methods because of which. */
const leftOutSchema = z.object({
  file: z.string(),
  /** infinite: the output is the original; missing: the metric does not exist for it, or the method failed. */
  why: z.enum(['infinite', 'missing']),
  methods: z.array(z.string()),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

const metricSummary = z.object({
  id: z.string(),
  region: z.enum(['full', 'interior', 'roi']),
  unit: z.string(),
  better: z.enum(['higher', 'lower']),
  /** Pictures that means and differences are over. */
  count: z.number().optional(),
  leftOut: z.array(leftOutSchema).optional(),
  /** Best mean first, methods that take no part last. */
  methods: z.array(methodSummary),
});
export type MetricSummary = z.infer<typeof metricSummary>;

/** One method on masks, over all pictures as one: from the sum of what was counted on each. */
const maskSummary = z.object({
  key: z.string(),
  id: z.string(),
  title: z.string(),
  order: orderSchema.optional(),
  excludedFromBest: z.string().optional(),
  excludedSaid: messageSchema.optional(),
  metrics: z.array(
    z.object({ id: z.string(), value: numberOrSpecial, better: z.enum(['higher', 'lower']), protocol: z.string() }),
  ),
  mask: tallySchema,
  /** Pictures with another number of classes: their counts cannot be added. */
  leftOut: z.array(z.string()).optional(),
});
export type MaskSummary = z.infer<typeof maskSummary>;

/** Aggregates over several pictures. */
export const summarySchema = z.object({
  images: z.number(),
  bootstrap: z.object({
    resamples: z.number(),
    seed: z.number(),
    level: z.number(),
    /** What the intervals are, in words. */
    receipt: z.string().optional(),
    said: messageSchema.optional(),
  }),
  metrics: z.array(metricSummary),
  /** Of masks, beside the means over pictures: the field's mIoU, accuracy and so on. */
  masks: z.array(maskSummary).optional(),
});
export type Summary = z.infer<typeof summarySchema>;
