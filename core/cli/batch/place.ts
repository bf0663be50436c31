import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { freeNumber, numbered } from '../../tensor/fileNames';
import { namesIn } from '../outputFiles';
import { Journal, type RunLine } from './journal';

export const JOURNAL = 'results.jsonl';

/** Names of what two runs differ in; none when one may go on where the other stopped. */
export function differencesOf(a: RunLine, b: RunLine): string[] {
  const parts: readonly (readonly [name: string, a: unknown, b: unknown])[] = [
    ['version', a.version, b.version],
    ['weights', a.weights, b.weights],
    ['names', a.names, b.names],
    ...(Object.keys(a.experiment) as (keyof RunLine['experiment'])[]).map(
      (name) => [name, a.experiment[name], b.experiment[name]] as const,
    ),
  ];
  return parts.flatMap(([name, one, other]) => (isDeepStrictEqual(plain(one), plain(other)) ? [] : [name]));
}

/** As JSON has it: what came from a file and what was made here are alike. */
const plain = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

/** A shard's list must be the same to the last name; a whole run may find more pictures than last time. */
function goesOn(known: RunLine, wanted: RunLine): boolean {
  if (differencesOf(known, wanted).length > 0 || !isDeepStrictEqual(known.shard, wanted.shard)) return false;
  return wanted.shard === null || known.inputs.sha256 === wanted.inputs.sha256;
}

interface Place {
  /** Added to every name when names were taken; 1 adds nothing. */
  readonly number: number;
  /** The journal of the same run, begun before. */
  readonly known: Journal | undefined;
}

/**
 * Where a run writes in its folder: where the same run was begun before, or under the first number that is free.
 * @param wished the names it will write, before numbers
 */
export async function findPlace(
  out: string,
  run: RunLine,
  force: boolean,
  wished: () => readonly string[],
): Promise<Place> {
  const taken = await namesIn(out);
  if (force) return { number: 1, known: undefined };
  for (let number = 1; taken.has(numbered(JOURNAL, number)); number++) {
    const known = await Journal.open(join(out, numbered(JOURNAL, number)), 'open');
    if (known.run !== undefined && goesOn(known.run, run)) return { number, known };
    known.close();
  }
  return { number: freeNumber(wished(), taken), known: undefined };
}
