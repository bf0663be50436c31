import { experimentVariants, type MadeBy } from '../../experiment/variants';
import { fittedFor } from '../../experiment/degradations';
import type { Variant } from '../../metrics';
import type { Raster } from '../../tensor/raster';
import type { WeightFile } from '../files/namedFile';
import type { Computer } from '../thread/computer';
import type { WeightStore } from '../weights/weightStore';

/** The other outputs of an experiment, with the weights of this program. */
export function variantsOf(
  reference: Raster,
  made: MadeBy,
  {
    computer,
    weightStore,
    files,
  }: { readonly computer: Computer; readonly weightStore: WeightStore; readonly files: readonly WeightFile[] },
): Promise<readonly Variant[]> {
  const { method, scale, seed } = made;
  return experimentVariants(reference, made, {
    ...computer,
    library: (degradation) =>
      weightStore.library({
        methods: [method],
        degradation: fittedFor(degradation),
        services: computer,
        files,
        context: { scale, channels: reference.channels, hasReference: true, seed },
      }),
  });
}
