import type { Checkpoint } from './checkpoint';
import { convPixelShuffle, edgeConvTranspose2d, nearestConv2d } from './composites';
import { conv2d } from './conv2d';
import { convTranspose2d } from './convTranspose2d';
import { divide } from './divide';
import { interpolate } from './interpolate';
import { maxPool2d } from './maxPool2d';
import { maxUnpool2d } from './maxUnpool2d';
import type { Operators } from './operators';
import { pixelShuffle, pixelUnshuffle } from './pixelShuffle';
import { resample } from './resampleTensor';

export type { Checkpoint } from './checkpoint';
export * from './operators';
export * from './tensorMemory';
export { edgeMargin } from './edges';
export { resizeBilinearU8, type RgbaPicture } from './resizeBilinearU8';
export {
  conv2d,
  convPixelShuffle,
  convTranspose2d,
  divide,
  edgeConvTranspose2d,
  interpolate,
  maxPool2d,
  maxUnpool2d,
  nearestConv2d,
  pixelShuffle,
  pixelUnshuffle,
  resample,
};

/**
 * The readable operators behind the common interface.
 *
 * @param checkpoint called every few milliseconds of work; may throw to cancel
 */
export function createReferenceOperators(checkpoint?: Checkpoint): Operators {
  return {
    name: 'reference',
    conv2d: (input, weight, bias, options) => conv2d(input, weight, bias, options, checkpoint),
    convTranspose2d: (input, weight, bias, options) => convTranspose2d(input, weight, bias, options, checkpoint),
    edgeConvTranspose2d: (input, weight, bias, options) =>
      edgeConvTranspose2d(input, weight, bias, options, checkpoint),
    interpolate: (input, options) => interpolate(input, options, checkpoint),
    resample: (input, options) => resample(input, options, checkpoint),
    maxPool2d: (input, options) => maxPool2d(input, options, checkpoint),
    maxUnpool2d: (input, indices, options) => maxUnpool2d(input, indices, options, checkpoint),
    pixelShuffle: (input, upscaleFactor) => pixelShuffle(input, upscaleFactor, checkpoint),
    pixelUnshuffle: (input, downscaleFactor) => pixelUnshuffle(input, downscaleFactor, checkpoint),
    nearestConv2d: (input, weight, bias, options) => nearestConv2d(input, weight, bias, options, checkpoint),
    convPixelShuffle: (input, weight, bias, options) => convPixelShuffle(input, weight, bias, options, checkpoint),
    divide: (numerator, denominator, least) => divide(numerator, denominator, least, checkpoint),
  };
}
