import { formOf, type Raster, type Samples, type ValueForm } from '../tensor/raster';

/** An output that later ones are compared with: it may lie where its values are fetched part by part. */
export interface KeptOutput extends ValueForm {
  /** Values of all pixels and channels. */
  readonly length: number;
  /** Values `from` to `to`, interleaved. */
  values(from: number, to: number): Samples;
}

/** Where the outputs of a run are kept until its end. */
export interface OutputShelf {
  keep(raster: Raster): KeptOutput;
}

/** In memory, as they are. */
export const memoryShelf: OutputShelf = {
  keep: (raster) => ({
    ...formOf(raster),
    length: raster.data.length,
    values: (from, to) => raster.data.subarray(from, to),
  }),
};
