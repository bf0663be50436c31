import { z } from 'zod';
import type { WhyAnswer } from '../metrics';
import { messageSchema, saidSchema } from './messageSchema';
import { migrate, type Migration } from './migrate';
import { failureSchema, metricResult, numberOrSpecial, unavailableMetric } from './schema';
import { toSpecial } from './special';

const said = messageSchema;

/** One metric of one pair under every named protocol, what explains the differences, and what makes another's number. */
export const whySchema = z.object({
  id: z.string(),
  rows: z.array(
    z.object({
      protocol: z.string(),
      title: z.string(),
      value: numberOrSpecial,
      words: z.string(),
      /** From one's own value to this one, cause after cause. */
      gap: z
        .object({
          causes: z.array(z.object({ id: z.string(), value: z.string(), move: z.number() })),
          left: numberOrSpecial,
          text: z.string(),
          message: said.optional(),
        })
        .optional(),
    }),
  ),
  /** Best first; empty when none holds. */
  explanations: z.array(
    z.object({
      causes: z.array(z.object({ id: z.string(), value: z.string() })),
      predicted: numberOrSpecial,
      /** The other's number minus `predicted`; null where nobody named one. */
      left: z.number().nullable(),
      text: z.string(),
      message: said.optional(),
    }),
  ),
  /** How many rules were tried on the other's number, and the share of numbers near it that one of them would meet by chance. */
  chance: z.object({ tried: z.number(), share: z.number(), text: z.string(), message: said.optional() }).optional(),
  /** The remarks where nothing explains the other's number. */
  verdict: z.object({ text: z.string(), message: said.optional() }).optional(),
});

/** Answers as the documents carry them. */
export function whyDocument(answers: readonly WhyAnswer[]): z.infer<typeof whySchema>[] {
  return answers.map(({ id, rows, explanations, chance, verdict }) => ({
    id,
    rows: rows.map(({ gap, ...row }) => ({
      ...row,
      value: toSpecial(row.value),
      ...(gap && { gap: { causes: [...gap.causes], left: toSpecial(gap.left), text: gap.text, message: gap.message } }),
    })),
    explanations: explanations.map(({ causes, predicted, left, text, message }) => ({
      causes: causes.map(({ id: cause, value }) => ({ id: cause, value })),
      predicted: toSpecial(predicted),
      left,
      text,
      message,
    })),
    ...(chance && { chance: { ...chance } }),
    ...(verdict && { verdict: { text: verdict.text, message: verdict.message } }),
  }));
}

/** Version 1 said the explanations in sentences alone. */
const explanationsAsSentences: Migration = (document) => ({
  ...document,
  images: list(document['images']).map((image) => ({
    ...image,
    ...('why' in image && {
      why: list(image['why']).map(({ closest, explanations, ...answer }) => ({
        ...answer,
        explanations: [],
        verdict: {
          text: [
            ...(Array.isArray(explanations) ? explanations : []),
            ...(closest === undefined ? [] : [closest]),
          ].join(' '),
        },
      })),
    }),
  })),
});

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

/** A document of this or an older version -> this version. */
export function migrateMetrics(value: unknown, name: string): unknown {
  return migrate(value, { name, family: 'upbench.metrics', steps: [explanationsAsSentences] });
}

/** What `upbench metrics` says: pictures measured against one reference, with the same metric objects as results have. */
export const metricsDocumentSchema = z.object({
  schema: z.literal('upbench.metrics/2'),
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
      notesSaid: z.array(saidSchema).optional(),
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
