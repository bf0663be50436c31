import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readRegular } from '../../engine/files/regularFile';
import { cropToMultiple } from '../../experiment/degrade';
import { stemOf } from '../../experiment/givenNames';
import { migrate } from '../../experiment/migrate';
import { resultsSchema, type Results } from '../../experiment/schema';
import type { MadeBy } from '../../experiment/variants';
import { message, type Message } from '../../messages';
import type { Raster } from '../../tensor/raster';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';

/**
 * The original as `compare` cropped it before it made this output, and that it did; null where the picture is no such
 * output. The factor stands in the results beside it, or in its name.
 */
export async function originalOfOwn(
  file: string,
  picture: Raster,
  reference: Raster,
): Promise<{ readonly reference: Raster; readonly note: Message } | null> {
  const named = Number(/_x(\d+)$/.exec(stemOf(file))?.[1] ?? NaN);
  for (const scale of [(await experimentOf(file))?.made.scale, named]) {
    if (scale === undefined || !(scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE)) continue;
    if (Math.min(reference.width, reference.height) < scale) continue;
    const { raster, crop } = cropToMultiple(reference, scale);
    if (raster.width === picture.width && raster.height === picture.height)
      return { reference: raster, note: message('metrics-own-crop', { ...crop, scale }) };
  }
  return null;
}

/** The experiment of an output by the results beside it; null where none names the file. */
export async function experimentOf(
  file: string,
): Promise<{ readonly results: Results; readonly made: MadeBy; readonly document: string } | null> {
  const folder = dirname(file);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^results(-\d+)?\.json$/.test(name));
  for (const name of names) {
    const document = join(folder, name);
    const results = await readResults(document);
    const method = results?.images
      .flatMap(({ methods }) => methods)
      .find(({ output }) => output !== undefined && output === basename(file));
    const spec = results?.experiment.methods.find(({ key }) => key === method?.key);
    if (!results || !spec) continue;
    const { scale, degradation, space, mode, seed } = results.experiment;
    return { results, document, made: { method: spec, scale, degradation, mode, seed, ...(space ? { space } : {}) } };
  }
  return null;
}

/** Results that cannot be read are ignored: the picture is explained without them. */
async function readResults(path: string): Promise<Results | null> {
  try {
    const value: unknown = JSON.parse((await readRegular(path)).toString('utf8'));
    const parsed = resultsSchema.safeParse(migrate(value, { name: path, family: 'upbench.results', steps: [] }));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
