/** Rows per item: enough items for the threads to end together, not so many that starting one shows. */
export function rowBlocks(planes: number, rows: number, threads: number): { rows: number; count: number } {
  if (planes === 0 || rows === 0) return { rows: 1, count: 0 };
  const wanted = threads > 1 ? Math.ceil((threads * 8) / planes) : Math.ceil(rows / 64);
  const size = Math.ceil(rows / wanted);
  return { rows: size, count: Math.ceil(rows / size) };
}
