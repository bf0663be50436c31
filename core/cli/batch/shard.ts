import { message } from '../../messages';
import { createHash } from 'node:crypto';
import { invalidParameter } from '../../tensor/errors';

/** The K-th of N parts, K from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** `2/4` -> the second of four. */
export function parseShard(text: string): Shard {
  const [, k = '', n = ''] = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(text) ?? [];
  const shard = { index: Number(k), count: Number(n) };
  if (k === '' || shard.index < 1 || shard.index > shard.count || shard.count > 100_000) {
    throw invalidParameter('--shard', message('expected-shard'), text);
  }
  return shard;
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The files of one part: sorted by code units and distributed in turn, so that similar neighbours are spread. */
export function filesOfShard(files: readonly string[], { index, count }: Shard): ReadonlySet<string> {
  return new Set([...files].sort(byCode).filter((_, at) => at % count === index - 1));
}

/** Detects whether two machines see the same list. */
export function listHash(files: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}
