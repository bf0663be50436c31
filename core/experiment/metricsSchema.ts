import { z } from 'zod';
import type { WhyAnswer } from '../metrics';
import { failureSchema, metricResult, numberOrSpecial, toSpecial, unavailableMetric } from './schema';

/** One metric of one pair under every named protocol, and what explains the differences. */
export const whySchema = z.object({
  id: z.string(),
  rows: z.array(z.object({ protocol: z.string(), title: z.string(), value: numberOrSpecial, words: z.string() })),
  explanations: z.array(z.string()),
  closest: z.string().optional(),
});

/** Answers as the documents carry them. */
export function whyDocument(answers: readonly WhyAnswer[]): z.infer<typeof whySchema>[] {
  return answers.map(({ id, rows, explanations, closest }) => ({
    id,
    rows: rows.map((row) => ({ ...row, value: toSpecial(row.value) })),
    explanations: [...explanations],
    ...(closest === undefined ? {} : { closest }),
  }));
}

/** What `upbench metrics` says: pictures measured against one reference, with the same metric objects as results have. */
export const metricsDocumentSchema = z.object({
  schema: z.literal('upbench.metrics/1'),
  /** The path as given. */
  reference: z.string(),
  images: z.array(
    z.object({
      /** The path as given. */
      file: z.string(),
      metrics: z.array(metricResult),
      /** Metrics that do not exist for this pair, each with the reason. */
      unavailable: z.array(unavailableMetric),
      /** What was done to make the pair comparable, one sentence each. */
      notes: z.array(z.string()),
      why: z.array(whySchema).optional(),
    }),
  ),
  failed: z.array(failureSchema),
});
export type MetricsDocument = z.infer<typeof metricsDocumentSchema>;
export type MeasuredImage = MetricsDocument['images'][number];

/** A file of published values: picture names and, by the keys of `publishedValues`, what others computed. */
export const publishedPairsSchema = z.object({
  pairs: z.array(z.looseObject({ ref: z.string(), dist: z.string(), shape: z.array(z.number()) })).max(10_000),
});
