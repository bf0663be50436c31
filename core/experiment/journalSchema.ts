import { z } from 'zod';
import { environmentSchema, experimentSchema, failureSchema, imageResult } from './schema';

/**
 * A run as JSON lines: what is run, then one line for each picture the moment it is done, then the end. It is what a
 * killed run is taken up from, what shards are joined from, and what notebooks read.
 */

export const runLine = z.object({
  type: z.literal('run'),
  schema: z.literal('upbench.journal/1'),
  version: z.string(),
  experiment: experimentSchema,
  /** SHA-256 of each weight file by the name methods give it. */
  weights: z.record(z.string(), z.string()),
  /** Template of the file names. */
  names: z.string(),
  shard: z.object({ index: z.number().int(), count: z.number().int() }).nullable(),
  /** The whole list, not only this shard's. */
  inputs: z.object({ count: z.number().int(), sha256: z.string() }),
});
export type RunLine = z.infer<typeof runLine>;

export const imageLine = z.object({ type: z.literal('image'), index: z.number().int(), image: imageResult });
export const failureLine = z.object({ type: z.literal('failure'), index: z.number().int(), failure: failureSchema });
const endLine = z.object({ type: z.literal('end'), environment: environmentSchema });
export type ImageLine = z.infer<typeof imageLine>;
export type FailureLine = z.infer<typeof failureLine>;
export const journalLine = z.discriminatedUnion('type', [runLine, imageLine, failureLine, endLine]);
