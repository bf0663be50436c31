import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { variantsOf } from '../../engine/studies/variantsOf';
import { weightFilesOf } from '../compare/weightFiles';
import { WeightStore } from '../../engine/weights/weightStore';
import { cropToMultiple } from '../../experiment/degrade';
import { message, say } from '../../messages';
import type { Variant } from '../../metrics';
import { createReferenceOperators } from '../../ops';
import { cancelled } from '../../tensor/errors';
import type { Raster } from '../../tensor/raster';
import type { CommandIo } from '../command';
import { experimentOf } from './ownOutput';

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
