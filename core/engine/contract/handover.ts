import { z } from 'zod';
import { CANDIDATE_NAME } from '../../experiment/keys';
import { scaleSchema } from '../../experiment/schema';
import { LAYOUTS } from '../../tensor/npyPicture';

const pictureId = z.string().max(64);

/** What a program of the user's puts on the bench: files that it has sent, and how they belong together. */
export const handoverSchema = z.object({
  /** The original, or with `mode: "enlarge"` the picture that was enlarged. */
  picture: pictureId,
  /** Finished outputs by their names. */
  candidates: z
    .array(z.object({ name: z.string().regex(CANDIDATE_NAME), file: pictureId }))
    .max(60)
    .default([]),
  /** Its small picture; null where the workbench makes one. */
  low: pictureId.nullable().default(null),
  mode: z.enum(['reference', 'enlarge']).default('reference'),
  scale: scaleSchema.optional(),
  range: z.number().positive().optional(),
  layout: z.enum(LAYOUTS).optional(),
});
export type Handover = z.infer<typeof handoverSchema>;
