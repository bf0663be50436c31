import { z } from 'zod';
import { messageSchema } from './messageSchema';
import { imageResult } from './schema';

/** The events of one picture during a run, the same in the computing thread, in the engine's contract and in a page. */

export const methodProgress = z.object({
  type: z.literal('progress'),
  key: z.string(),
  /** Methods done, of `total`. */
  done: z.number(),
  total: z.number(),
  /** Share of this picture's work, 0..1. */
  fraction: z.number(),
  label: z.string(),
});
export type MethodProgress = Readonly<z.infer<typeof methodProgress>>;

/** A method was refused or broke; the others go on. */
export const methodFailed = z.object({
  type: z.literal('method-failed'),
  key: z.string(),
  code: z.string(),
  message: z.string(),
  said: messageSchema.optional(),
});
export type MethodFailed = Readonly<z.infer<typeof methodFailed>>;

/** What a result says of its picture, whatever its methods did: all but names, methods, and the files written beside it. */
export const pictureFacts = imageResult.omit({ file: true, sha256: true, methods: true, failed: true, input: true });
export type PictureFacts = Readonly<z.infer<typeof pictureFacts>>;
