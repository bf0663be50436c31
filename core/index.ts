/** The library: everything that computes, for any JavaScript runtime. */
import { createReferenceOperators } from './ops';
import type { Operators } from './ops/operators';

export * from './tensor/errors';
export * from './tensor/tensor';
export * from './tensor/raster';
export * from './tensor/sizes';
export type { Size } from './tensor/options';
export { formatNpy, npyToIndices, npyToTensor, parseNpy, type NpyArray } from './tensor/npy';
export { formatNpz, listNpz, parseNpz, parseNpzMember } from './tensor/npz';
export { formatSafetensors, listSafetensors, parseSafetensors, type SafetensorsEntry } from './tensor/safetensors';
export { parseWeightFile } from './tensor/weightFile';
export * from './ops';
export type * from './upsamplers/upsampler';
export type * from './metrics/metric';

/** The readable operators: float64 sums, rounded once. */
export const reference: Operators = createReferenceOperators();
