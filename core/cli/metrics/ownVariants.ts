import { performance } from 'node:perf_hooks';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { variantsOf } from '../../engine/studies/variantsOf';
import { weightFilesOf } from '../compare/weightFiles';
import { WeightStore } from '../../engine/weights/weightStore';
import { cropToMultiple } from '../../experiment/degrade';
import { migrate } from '../../experiment/migrate';
import { resultsSchema, type Results } from '../../experiment/schema';
import type { MadeBy } from '../../experiment/variants';
import { message, say } from '../../messages';
import type { Variant } from '../../metrics';
import { createReferenceOperators } from '../../ops';
import { cancelled } from '../../tensor/errors';
import type { Raster } from '../../tensor/raster';
import type { CommandIo } from '../command';

/**
 * What else the experiment could have made, where the picture is an output that `compare --out` wrote beside its
 * results; nothing for every other picture.
 */
export async function ownVariants(
  file: string,
  picture: Raster,
  reference: Raster,
  io: CommandIo,
): Promise<readonly Variant[]> {
  const found = await experimentOf(file);
  if (found === null) return [];
  const { results, made, document } = found;
  if (Math.min(reference.width, reference.height) < made.scale) return [];
  const original = cropToMultiple(reference, made.scale).raster;
  if (original.width !== picture.width || original.height !== picture.height) return [];
  io.stderr(`${say(message('why-own-output', { file, method: made.method.key, document }))}\n`);
  const checkpoint = (): void => {
    if (io.signal.aborted) throw cancelled();
  };
  const computer = {
    operators: createReferenceOperators(checkpoint),
    clock: { now: () => performance.now() },
    checkpoint,
  };
  const weightStore = new WeightStore(join(io.places.root, 'resources'));
  return variantsOf(original, made, { computer, weightStore, files: weightFilesOf(results.experiment) });
}

/** The experiment of an output by the results beside it; null where none names the file. */
async function experimentOf(
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

/** Results that cannot be read are nobody's: the picture is explained without them. */
async function readResults(path: string): Promise<Results | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const parsed = resultsSchema.safeParse(migrate(value, { name: path, family: 'upbench.results', steps: [] }));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
