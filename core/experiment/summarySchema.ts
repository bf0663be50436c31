import { z } from 'zod';
import { orderSchema, tallySchema } from './masks/schema';

const numberOrSpecial = z.union([z.number(), z.enum(['Infinity', '-Infinity', 'NaN'])]);

/** One method in one metric, over all pictures that have a value for it. */
export const methodSummary = z.object({
  key: z.string(),
  id: z.string(),
  title: z.string(),
  /** Pictures with a value. */
  count: z.number(),
  mean: numberOrSpecial,
  median: numberOrSpecial,
  /** Of a sample (n - 1); NaN for one picture. */
  standardDeviation: numberOrSpecial,
  minimum: numberOrSpecial,
  lowerQuartile: numberOrSpecial,
  upperQuartile: numberOrSpecial,
  maximum: numberOrSpecial,
  /** Pictures on which no ranked method has a better value; methods with the same value all win. */
  wins: z.number(),
  /** Why it takes part in no ranking. */
  excludedFromBest: z.string().optional(),
  /** Own value minus the best method's, picture by picture; absent for the best itself. */
  difference: z
    .object({
      against: z.string(),
      count: z.number(),
      mean: numberOrSpecial,
      /** Percentile bootstrap interval of the mean. */
      low: numberOrSpecial,
      high: numberOrSpecial,
    })
    .optional(),
});
export type MethodSummary = z.infer<typeof methodSummary>;

export const metricSummary = z.object({
  id: z.string(),
  region: z.enum(['full', 'interior', 'roi']),
  unit: z.string(),
  better: z.enum(['higher', 'lower']),
  /** Best mean first, methods that take no part last. */
  methods: z.array(methodSummary),
});
export type MetricSummary = z.infer<typeof metricSummary>;

/** One method on masks, over all pictures as one: from the sum of what was counted on each. */
export const maskSummary = z.object({
  key: z.string(),
  id: z.string(),
  title: z.string(),
  order: orderSchema.optional(),
  excludedFromBest: z.string().optional(),
  metrics: z.array(
    z.object({ id: z.string(), value: numberOrSpecial, better: z.enum(['higher', 'lower']), protocol: z.string() }),
  ),
  mask: tallySchema,
});
export type MaskSummary = z.infer<typeof maskSummary>;

/** What many pictures say together. */
export const summarySchema = z.object({
  images: z.number(),
  bootstrap: z.object({ resamples: z.number(), seed: z.number(), level: z.number() }),
  metrics: z.array(metricSummary),
  /** Of masks, beside the means over pictures: the field's mIoU, accuracy and so on. */
  masks: z.array(maskSummary).optional(),
});
export type Summary = z.infer<typeof summarySchema>;
