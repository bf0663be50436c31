import { z } from 'zod';
import { messageSchema } from '../../experiment/messageSchema';
import { scaleSchema } from '../../experiment/schema';

/** Which layers are the same function at one scale, checked on random weights of the seed. */

export const equivalenceQuestion = z.object({ scale: scaleSchema, seed: z.number().int().min(0) });

export const equivalenceAnswer = z.array(
  z.object({
    /** Largest |difference| on a random picture in 0..1, both sides in float64. */
    largestDifference: z.number(),
    said: z.object({ from: messageSchema, to: messageSchema, border: messageSchema, rule: messageSchema }),
  }),
);
export type EquivalenceRow = z.infer<typeof equivalenceAnswer>[number];
