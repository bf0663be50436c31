/** The library: everything that computes, for any JavaScript runtime. */
export * from './tensor/errors';
export * from './tensor/tensor';
export * from './tensor/raster';
export type * from './ops/operators';
export type * from './upsamplers/upsampler';
export type * from './metrics/metric';
