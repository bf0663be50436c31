import { z } from 'zod';

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

/** What many pictures say together. */
export const summarySchema = z.object({
  images: z.number(),
  bootstrap: z.object({ resamples: z.number(), seed: z.number(), level: z.number() }),
  metrics: z.array(metricSummary),
});
export type Summary = z.infer<typeof summarySchema>;
