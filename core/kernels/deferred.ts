import { createReferenceOperators, type Operators } from '../ops';
import { supportsKernels, type Arithmetic } from './machine';
import { createFastOperators } from './operators';

/**
 * The fast operators of one arithmetic on one thread, made at the first call: importing a library must not compile.
 * Where the host lacks WebAssembly SIMD the reference answers, and `name` says so.
 */
export function deferredOperators(arithmetic: Arithmetic): Operators {
  let made: Operators | undefined;
  const own = (): Operators =>
    (made ??= supportsKernels() ? createFastOperators({ arithmetic }) : createReferenceOperators());
  return {
    get name() {
      return own().name;
    },
    conv2d: (...given) => own().conv2d(...given),
    convTranspose2d: (...given) => own().convTranspose2d(...given),
    edgeConvTranspose2d: (...given) => own().edgeConvTranspose2d(...given),
    interpolate: (...given) => own().interpolate(...given),
    resample: (...given) => own().resample(...given),
    maxPool2d: (...given) => own().maxPool2d(...given),
    maxUnpool2d: (...given) => own().maxUnpool2d(...given),
    pixelShuffle: (...given) => own().pixelShuffle(...given),
    pixelUnshuffle: (...given) => own().pixelUnshuffle(...given),
    nearestConv2d: (...given) => own().nearestConv2d(...given),
    convPixelShuffle: (...given) => own().convPixelShuffle(...given),
    divide: (...given) => own().divide(...given),
  };
}
