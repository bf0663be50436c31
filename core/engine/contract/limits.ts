/** Larger files are no pictures for a comparison: 512 MiB. In a file of its own, so that readers of pictures load no schemas. */
export const MAX_FILE_BYTES = 2 ** 29;
