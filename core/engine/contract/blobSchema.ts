import { z } from 'zod';

/** Files of the engine that a page may fetch. */
export const blobId = z.string().regex(/^[a-z0-9-]{8,64}$/);
export const blobRef = z.object({ id: blobId, mediaType: z.string(), bytes: z.number() });
export type BlobRef = z.infer<typeof blobRef>;
