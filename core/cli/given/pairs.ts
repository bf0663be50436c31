import { message } from '../../messages';
import { readPicture } from '../../engine/pictures/pictureFile';
import { scaleOfPair } from '../../experiment/pairs';
import { UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { filesOfPattern, isPattern, kindOf, nearestTo, picturesBelow, stemOf, type Below } from './matching';

/** Small pictures that are given: for every original its own, by the names that the usual sets have. */

const SHOWN = 8;

/** What the names of low-resolution pictures carry behind the stem of their original: `0001x2`, `img_LR`, `a__input_x2`. */
const LOW_SUFFIX = /(?:__input)?(?:[_-]?(?:lrbi|lrbicx?|lr|low|small|bicubic))?(?:[_-]?x(\d+)m?)?$/i;
/** What originals carry: `img_HR`, `a_GT`. */
const HIGH_SUFFIX = /[_-](?:hr|gt|sr_?gt)$/i;

const plain = (stem: string): string => stem.replace(HIGH_SUFFIX, '').toLowerCase();

/** The stem of the original that the name of a small picture means, and its factor where the name says it. */
function meaning({ path, folders }: Below): { stems: readonly string[]; scale: number | undefined } {
  const stem = stemOf(path);
  const suffix = LOW_SUFFIX.exec(stem);
  const inFolder = folders.map((folder) => /^(?:lr.*)?x(\d+)$/i.exec(folder)?.[1]).findLast((one) => one !== undefined);
  const factor = suffix?.[1] ?? inFolder;
  const bare = suffix === null || suffix[0] === '' ? stem : stem.slice(0, -suffix[0].length);
  return {
    stems: [...new Set([stem, bare].map((one) => one.toLowerCase()))],
    scale: factor === undefined ? undefined : Number(factor),
  };
}

/** For every original its small picture; refused where one is missing or in doubt. */
export async function findLow(
  source: string,
  files: readonly string[],
  wanted: number | undefined,
): Promise<ReadonlyMap<string, string>> {
  const find = await finderOf(source, files, wanted);
  const matched = new Map<string, string>();
  const missing: string[] = [];
  for (const file of files) {
    const found = await find(file);
    if (found.length > 1)
      throw new UpbenchError(
        'invalid-parameter',
        message('low-two-files', { picture: file, files: found.slice(0, SHOWN) }),
        { parameter: 'low' },
      );
    if (found[0] === undefined) missing.push(file);
    else matched.set(file, found[0]);
  }
  if (missing.length > 0)
    throw new UpbenchError(
      'missing-file',
      message('low-no-file', { count: missing.length, files: missing.slice(0, SHOWN) }),
      { parameter: 'low' },
    );
  return matched;
}

async function finderOf(
  source: string,
  files: readonly string[],
  wanted: number | undefined,
): Promise<(file: string) => Promise<readonly string[]>> {
  if (isPattern(source)) return (file) => filesOfPattern(source, file, wanted ?? SMALLEST_SCALE);
  const kind = await kindOf(source);
  if (kind === null)
    throw new UpbenchError('missing-file', message('file-not-found', { name: source }), { parameter: 'low' });
  if (kind === 'file')
    return (file) => Promise.resolve(files.length === 1 || stemOf(file) === stemOf(source) ? [source] : []);
  const known = (await picturesBelow(source)).map((below) => ({ below, ...meaning(below) }));
  return (file) => {
    const stem = plain(stemOf(file));
    const own = known.filter(
      ({ stems, scale }) => stems.includes(stem) && (wanted === undefined || scale === undefined || scale === wanted),
    );
    // A name that is equal to the last letter is meant before one with a suffix.
    const equal = own.filter(({ below }) => stemOf(below.path).toLowerCase() === stem);
    const chosen = equal.length === 1 ? equal : own;
    return Promise.resolve(
      nearestTo(
        file,
        chosen.map(({ below }) => below),
      ).map(({ path }) => path),
    );
  };
}

/** The factor of the run, from the first pair that can be opened; refused where it is no whole number. */
export async function scaleOfPairs(pairs: ReadonlyMap<string, string>, wanted: number | undefined): Promise<number> {
  let refusal: unknown;
  for (const [original, low] of pairs) {
    try {
      const [large, small] = [(await readPicture(original)).raster, (await readPicture(low)).raster];
      const scale = scaleOfPair(large, small);
      if (scale === null || scale < SMALLEST_SCALE || scale > LARGEST_SCALE)
        throw new UpbenchError(
          'size-mismatch',
          message('low-no-scale', {
            file: low,
            original: `${large.width}×${large.height}`,
            low: `${small.width}×${small.height}`,
          }),
          { parameter: 'low' },
        );
      if (wanted !== undefined && wanted !== scale)
        throw new UpbenchError('invalid-parameter', message('low-other-scale', { found: scale, wanted }), {
          parameter: 'scale',
        });
      return scale;
    } catch (error) {
      const isOfFile =
        error instanceof UpbenchError &&
        ['missing-file', 'unreadable-file', 'corrupt-file', 'unsupported-file'].includes(error.code);
      if (!isOfFile) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}
