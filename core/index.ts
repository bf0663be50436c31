/** The library: everything that computes, for any JavaScript runtime. */
import { deferredOperators } from './kernels/deferred';
import { createReferenceOperators } from './ops';
import type { Operators } from './ops/operators';

export { LANGUAGES, say, type Language, type Message, type Said } from './messages';
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
export { createFastOperators, type FastOperators, type FastOptions } from './kernels/operators';
export { supportsKernels, supportsRelaxed, type Arithmetic } from './kernels/machine';
export { evaluateChain, legalSizes, parseChain, solve, writeChain } from './chain';
export type * from './upsamplers/upsampler';
export type * from './metrics/metric';

/** The readable operators: float64 sums, rounded once. */
export const reference: Operators = createReferenceOperators();

/** SIMD on one thread, the same bits on every host: within float32 rounding of the reference. */
export const exact: Operators = deferredOperators('exact');

/** SIMD on one thread with fused multiply-adds where the host has them, and transforms that save multiplications. */
export const fast: Operators = deferredOperators('fast');
