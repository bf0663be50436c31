import { z } from 'zod';

/** Opened files that were given for a picture: its small version, and finished outputs by the keys of candidates. */
const givenFile = z.object({ pictureId: z.string(), fileId: z.string() });
export const givenForPictures = {
  candidates: z
    .array(givenFile.extend({ key: z.string().max(80) }))
    .max(100_000)
    .optional(),
  low: z.array(givenFile).max(10_000).optional(),
};
export type GivenForPictures = z.infer<z.ZodObject<typeof givenForPictures>>;
