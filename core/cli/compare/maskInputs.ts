import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PairFiles } from '../../engine/thread/jobs';
import { readScores, readTruth } from '../../engine/pictures/labelFile';
import { readFailure } from '../../engine/files/fileErrors';
import type { Failure } from '../../experiment/schema';
import { message, say } from '../../messages';
import { pairName } from '../../segmentation/pairName';
import { UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';

/** Arrays with their truths, as named on the command line. */
interface MaskInputs {
  readonly files: readonly string[];
  readonly failed: readonly Failure[];
  readonly pairs: ReadonlyMap<string, PairFiles>;
}

const ARRAY = /\.np[yz]$/i;
const TRUTH = /\.(png|np[yz])$/i;
const byName = new Intl.Collator('en', { numeric: true });

async function filesIn(path: string, ending: RegExp): Promise<string[] | null> {
  try {
    if (!(await stat(path)).isDirectory()) return null;
    const names = (await readdir(path)).filter((name) => ending.test(name)).sort(byName.compare);
    return names.map((name) => join(path, name));
  } catch (error) {
    throw readFailure(path, error);
  }
}

async function expand(given: readonly string[], ending: RegExp): Promise<{ files: string[]; hasFolder: boolean }> {
  const files: string[] = [];
  let hasFolder = false;
  for (const path of given) {
    const found = await filesIn(path, ending);
    if (found === null) files.push(path);
    else {
      hasFolder = true;
      if (found.length === 0)
        throw new UpbenchError(
          'missing-file',
          message('mask-folder-empty', { path, endings: ending === ARRAY ? '.npy, .npz' : '.png, .npy, .npz' }),
        );
      files.push(...found);
    }
  }
  return { files, hasFolder };
}

/**
 * Arrays and truths, paired in order where as many files are given of both, and by name where a folder is: an array
 * without a truth is a failure of its own, and the rest goes on.
 */
export async function findPairs(
  given: readonly string[],
  truths: readonly string[],
  indices: readonly string[],
): Promise<MaskInputs> {
  const arrays = await expand(given, ARRAY);
  const wanted = await expand(truths, TRUTH);
  const positions = await expand(indices, ARRAY);
  const truthOf = matcher(arrays, wanted);
  const indicesOf = matcher(arrays, positions);
  const pairs = new Map<string, PairFiles>();
  const failed: Failure[] = [];
  const files: string[] = [];
  for (const [index, file] of arrays.files.entries()) {
    const truth = truthOf(file, index);
    const position = indicesOf(file, index);
    if (truth === undefined && wanted.files.length > 0) {
      const said = message('mask-no-truth', { file, truths: truths.join(', ') });
      failed.push({ file, code: 'missing-file', message: say(said), said });
      continue;
    }
    files.push(file);
    pairs.set(file, {
      truth: truth === undefined ? null : { path: truth, name: truth },
      ...(position === undefined ? {} : { indices: { path: position, name: position } }),
    });
  }
  return { files, failed, pairs };
}

type Expanded = Awaited<ReturnType<typeof expand>>;

function matcher(arrays: Expanded, others: Expanded): (file: string, index: number) => string | undefined {
  if (others.files.length === 0) return () => undefined;
  if (!arrays.hasFolder && !others.hasFolder) {
    if (arrays.files.length !== others.files.length)
      throw new UpbenchError(
        'invalid-parameter',
        message('mask-counts-differ', { arrays: arrays.files.length, truths: others.files.length }),
        { parameter: 'truth' },
      );
    return (_file, index) => others.files[index];
  }
  const named = new Map(others.files.map((file) => [pairName(file), file]));
  return (file) => named.get(pairName(file));
}

/** The factor that takes the first array to its truth, for a command that names none; undefined where none does. */
export async function scaleOfPair(file: string, pair: PairFiles | undefined): Promise<number | undefined> {
  if (!pair?.truth) return undefined;
  try {
    const { values } = await readScores(file);
    const truth = await readTruth(pair.truth);
    const [height, width] = values.shape.slice(2) as [number, number];
    const wanted =
      truth.kind === 'labels' ? [truth.labels.height, truth.labels.width] : (truth.values.shape.slice(2) as number[]);
    const factor = wanted[0]! / height;
    const fits = Number.isInteger(factor) && factor === wanted[1]! / width;
    return fits && factor >= SMALLEST_SCALE && factor <= LARGEST_SCALE ? factor : undefined;
  } catch {
    // The run itself says what is wrong with a file.
    return undefined;
  }
}
