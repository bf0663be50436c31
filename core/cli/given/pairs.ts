import { message } from '../../messages';
import { readPicture } from '../../engine/pictures/pictureFile';
import { scaleOfPair } from '../../experiment/pairs';
import { UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { isPattern, lowFinder, stemOf } from '../../experiment/givenNames';
import { filesOfPattern, kindOf, nearestTo, oneForEach, picturesBelow } from './matching';

/** Small pictures that are given: for every original its own, by the names that the usual sets have. */

/** For every original its small picture; refused where one is missing or in doubt. */
export async function findLow(
  source: string,
  files: readonly string[],
  wanted: number | undefined,
): Promise<ReadonlyMap<string, string>> {
  const find = await finderOf(source, files, wanted);
  return oneForEach(files, find, {
    parameter: 'low',
    several: (picture, found) => message('low-two-files', { picture, files: found }),
    none: (count, pictures) => message('low-no-file', { count, files: pictures }),
  });
}

async function finderOf(
  source: string,
  files: readonly string[],
  wanted: number | undefined,
): Promise<(file: string) => Promise<readonly string[]>> {
  if (isPattern(source)) return (file) => filesOfPattern(source, file, wanted ?? SMALLEST_SCALE);
  const kind = await kindOf(source);
  if (kind === null)
    throw new UpbenchError('missing-file', message('file-missing', { name: source }), { parameter: 'low' });
  if (kind === 'file')
    return (file) => Promise.resolve(files.length === 1 || stemOf(file) === stemOf(source) ? [source] : []);
  const known = (await picturesBelow(source)).map((below) => ({ ...below, file: below.path }));
  const find = lowFinder(known);
  return (file) => Promise.resolve(nearestTo(file, find(file, wanted)).map(({ path }) => path));
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
