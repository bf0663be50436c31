import { z } from 'zod';

/** What a page may ask of logits, labels and feature maps. */

/** What an opened pair is. */
export const pairInfo = z.object({
  values: z.enum(['logits', 'probabilities', 'features']),
  /** Channels of the array: classes, or features. */
  channels: z.number(),
  input: z.object({ width: z.number(), height: z.number() }),
  /** Of the truth; null without one. */
  output: z.object({ width: z.number(), height: z.number() }).nullable(),
  /** The whole factor between the two, where there is one. */
  scale: z.number().nullable(),
  truth: z.string().nullable(),
  photograph: z.string().nullable(),
  indices: z.string().nullable(),
  palette: z.array(z.tuple([z.number(), z.number(), z.number()])),
  /** Share of the truth's pixels by class; empty where there are no labels. */
  shares: z.array(z.number()),
  names: z.array(z.string().max(64)).optional(),
  /** SHA-256 of every file of the pair. */
  hashes: z.array(z.string()).default([]),
});
export type PairInfo = z.infer<typeof pairInfo>;

/** How labels, scores and features are drawn. */
export const maskView = z.object({
  /** classes: the largest one. class: one, and its probability. probability: of the true class. channels: three as RGB. components: PCA. */
  as: z.enum(['classes', 'class', 'probability', 'channels', 'components']),
  /** Of `class`. */
  label: z.number().int().min(0).max(65_535),
  /** Of `channels`: red, green, blue. */
  channels: z.tuple([z.number().int().min(0), z.number().int().min(0), z.number().int().min(0)]),
  over: z.enum(['photograph', 'plain']),
  /** Of the colours over the photograph, 0..1. */
  opacity: z.number().min(0).max(1),
  truthContour: z.boolean(),
  ownContour: z.boolean(),
  /** Only wrong pixels in colour. */
  errors: z.boolean(),
  /** Classes that are not drawn. */
  hidden: z.array(z.number().int().min(0)).max(65_536),
});
export type MaskView = z.infer<typeof maskView>;

const pane = z.object({
  pictureId: z.string(),
  /** `reference` and `input` are the pair's own; else an output of a run. */
  pane: z.enum(['reference', 'input', 'method']),
  /** Labels of the output. */
  output: z.string().max(64).nullable(),
  /** The values they came from, where they are kept. */
  scores: z.string().max(64).nullable(),
});
export const maskViewInput = pane.extend({ view: maskView });

export const maskPointInput = z.object({
  pictureId: z.string(),
  x: z.number().int().min(0),
  y: z.number().int().min(0),
  panes: z.array(pane.omit({ pictureId: true }).extend({ key: z.string().max(80) })).max(80),
});
export const maskPoint = z.object({ key: z.string(), label: z.number(), probability: z.number().nullable() });
export type MaskPoint = z.infer<typeof maskPoint>;
