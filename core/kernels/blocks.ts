/** Rows per item: enough items that threads end together, never so few rows that starting an item shows. */
export function rowBlocks(planes: number, rows: number, threads: number): { rows: number; count: number } {
  const wanted = threads > 1 ? Math.ceil((threads * 8) / planes) : Math.ceil(rows / 64);
  const size = Math.max(1, Math.ceil(rows / Math.max(1, wanted)));
  return { rows: size, count: Math.ceil(rows / size) };
}
