/**
 * Large PNG files are written in strips, so that a reader that wants a few rows reads a few strips. This chunk says so:
 * every IDAT chunk holds the rows of one strip, and its four bytes say how many; only the last strip may have fewer. A
 * strip stands alone: its first row is filtered without the row above, and deflating starts anew. Other readers pass over
 * the chunk (ancillary, private, not to be copied): https://www.w3.org/TR/png-3/#5Chunk-naming-conventions
 */
export const STRIPS_CHUNK = 'upRS';
