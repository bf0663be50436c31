import { checkShuffledWeight } from '../ops/composites';
import { planDivide } from '../ops/divide';
import { planInterpolate } from '../ops/interpolatePlan';
import { planMaxPool2d } from '../ops/maxPool2d';
import { checkIndices, planMaxUnpool2d } from '../ops/maxUnpool2d';
import type { ConvPixelShuffleOptions, NearestConv2dOptions, Operators } from '../ops/operators';
import { planPixelShuffle, planPixelUnshuffle } from '../ops/pixelShuffle';
import { planResample, resample } from '../ops/resampleTensor';
import { planConv2d, planConv2dOn, planConvTranspose2d, planEdgeConvTranspose2d } from '../ops/plan';
import type { RgbaPicture } from '../ops/resizeBilinearU8';
import type { TensorMemory } from '../ops/tensorMemory';
import type { WholeTaps } from '../ops/wholeTaps';
import { refuseUnknown, type Size } from '../tensor/options';
import type { IndexTensor, Tensor } from '../tensor/tensor';
import { Arena, type OutputPlace } from './arena';
import {
  HeldPictures,
  runByteDifferences,
  runBytePhases,
  runByteSsim,
  runLumaSquares,
  runPngFilter,
  runToBytes,
  type BytePicture,
  type ByteSsimOptions,
  type ByteSums,
  type PhaseSums,
} from './bytePairs';
import { conv2dLayout, convTransposeLayout, nearestConvLayout, shuffleConvLayout } from './convLayouts';
import { runConvolution } from './convolution';
import { runDivision } from './dividing';
import { runInterpolation, runResampling } from './interpolation';
import { Machine, type Arithmetic, type KernelThreads } from './machine';
import type { KernelMemory } from './memory';
import { ownTensors } from './ownTensors';
import { runMaxPool, runUnpool } from './pooling';
import { runResizeU8 } from './resizeU8';
import { runShuffle } from './shuffling';
import { runWholeTaps } from './wholeTaps';
import {
  runSquares,
  runSsim,
  runSsimPlane,
  type DoublePlane,
  type SsimOptions,
  type SsimPlaneOptions,
  type SsimSums,
} from './similarity';

export interface FastOptions {
  /** @default 'exact' */
  readonly arithmetic?: Arithmetic | undefined;
  /** A shared memory of the caller; threads must use the same one. */
  readonly memory?: WebAssembly.Memory | KernelMemory | undefined;
  readonly threads?: KernelThreads | undefined;
  /** Called between blocks of work; throws to cancel. */
  readonly checkpoint?: (() => void) | undefined;
  /** Bytes of a picture that is copied whole to be measured, and of the rows of a larger one that are copied at once. */
  readonly heldBytes?: { readonly most: number; readonly block: number } | undefined;
  /**
   * Where results live: 'plain' arrays of their own, or 'shared' views of the kernels' memory, which operators take
   * without copying. Shared results are given back with `release`, or when they are garbage-collected.
   * @default 'plain'
   */
  readonly results?: OutputPlace | undefined;
}

export interface FastOperators extends Operators, TensorMemory {
  readonly machine: Machine;
  /** `resizeBilinearU8` of core/ops, byte for byte. */
  resizeBilinearU8(
    picture: RgbaPicture,
    size: { readonly width: number; readonly height: number },
    into?: Uint8Array,
  ): RgbaPicture;
  /** `resizeByWholeTaps` of core/dialects, byte for byte; a picture of 1 to 4 channels. */
  resizeBytes(picture: BytePicture, taps: WholeTaps, into?: Uint8Array): Uint8Array;
  /** Sum of (a - b)^2 in float64. */
  sumOfSquares(a: Tensor, b: Tensor): number;
  /** Mean SSIM of two tensors of one shape [.., H, W]: local values in float32, totals in float64. */
  ssim(a: Tensor, b: Tensor, options: SsimOptions): SsimSums;
  /** The same for two planes [H, W] in float64 throughout, and the mean of a part of them. */
  ssimPlane(
    x: DoublePlane,
    y: DoublePlane,
    options: SsimPlaneOptions,
  ): SsimSums & { readonly inner: number | undefined };
  /** A picture [1, C, H, W] in 0..1 as bytes [H, W, C], rounded and clamped like a saved file. */
  toBytes(tensor: Tensor): Uint8Array<ArrayBuffer>;
  /** The rows of an 8-bit picture filtered for PNG: `triesPaeth` takes the cheaper of Up and Paeth, else it is Up. */
  pngFilter(picture: BytePicture, triesPaeth: boolean): Uint8Array<ArrayBuffer>;
  /** Two 8-bit pictures of one size and channels, held against one another. */
  readonly bytePairs: BytePairKernels;
}

interface BytePairKernels {
  differences(pair: readonly [BytePicture, BytePicture], part: Rectangle): ByteSums;
  /** Sum of squares of the difference of the luma (BT.601, 16..235) of RGB pictures. */
  lumaSquares(pair: readonly [BytePicture, BytePicture], part: Rectangle): number;
  phases(pair: readonly [BytePicture, BytePicture], part: Rectangle, stride: number): PhaseSums;
  ssim(
    pair: readonly [BytePicture, BytePicture],
    options: ByteSsimOptions,
  ): SsimSums & { readonly inner: number | undefined };
  /** Gives the copies of the pictures back. */
  forget(): void;
}

type Rectangle = Parameters<typeof runByteDifferences>[3];

/** The SIMD kernels behind the common interface: the same refusals as the reference, results within float32 rounding. */
export function createFastOperators(options: FastOptions = {}): FastOperators {
  const { arithmetic = 'exact', results = 'plain' } = options;
  const machine = new Machine(arithmetic, options.memory, options.threads, options.checkpoint);
  const { memory } = machine;
  const { keep, release, scope } = ownTensors(memory);
  const held = new HeldPictures(machine, options.heldBytes?.most, options.heldBytes?.block);
  const use = <T>(body: (arena: Arena) => T): T => Arena.use(machine, results, keep, body);

  const nearestConv2d = (input: Tensor, weight: Tensor, bias: Tensor | null, given: NearestConv2dOptions): Tensor => {
    refuseUnknown('nearestConv2d', given, ['scaleFactor', 'padding', 'groups', 'paddingMode']);
    const { scaleFactor, ...convolution } = given;
    const enlarging = planInterpolate(input, { scaleFactor, mode: 'nearest' });
    const { outputShape, rows, columns } = enlarging;
    const [batch = 0, channels = 0] = outputShape;
    const shaped = (c: number, size: Size): number[] => [batch, c, ...size];
    const planes = { batch, channels, height: rows.outSize, width: columns.outSize, shaped };
    const layout = nearestConvLayout(
      planConv2dOn(() => planes, weight, bias, convolution),
      enlarging,
    );
    if (layout) return use((arena) => runConvolution(arena, layout, input, weight, bias));
    const enlarged = use((arena) => runInterpolation(arena, input, enlarging));
    const output = operators.conv2d(enlarged, weight, bias, convolution);
    operators.release(enlarged);
    return output;
  };

  const convPixelShuffle = (
    input: Tensor,
    weight: Tensor,
    bias: Tensor | null,
    given: ConvPixelShuffleOptions,
  ): Tensor => {
    refuseUnknown('convPixelShuffle', given, ['upscaleFactor', 'padding', 'groups', 'paddingMode']);
    const { upscaleFactor, ...convolution } = given;
    checkShuffledWeight(weight, upscaleFactor);
    const layout = shuffleConvLayout(planConv2d(input, weight, bias, convolution), upscaleFactor);
    if (layout) return use((arena) => runConvolution(arena, layout, input, weight, bias));
    const planes = operators.conv2d(input, weight, bias, convolution);
    const output = operators.pixelShuffle(planes, upscaleFactor);
    operators.release(planes);
    return output;
  };

  const operators: FastOperators = {
    name: arithmetic === 'exact' ? 'simd' : 'simd, fast arithmetic',
    machine,
    conv2d: (input, weight, bias, given = {}) => {
      const layout = conv2dLayout(planConv2d(input, weight, bias, given));
      return use((arena) => runConvolution(arena, layout, input, weight, bias));
    },
    convTranspose2d: (input, weight, bias, given = {}) => {
      const layout = convTransposeLayout(planConvTranspose2d(input, weight, bias, given));
      return use((arena) => runConvolution(arena, layout, input, weight, bias));
    },
    edgeConvTranspose2d: (input, weight, bias, given = {}) => {
      const layout = convTransposeLayout(planEdgeConvTranspose2d(input, weight, bias, given));
      return use((arena) => runConvolution(arena, { ...layout, paddingMode: 'replicate' }, input, weight, bias));
    },
    interpolate: (input, given) => {
      const plan = planInterpolate(input, given);
      return use((arena) => runInterpolation(arena, input, plan));
    },
    resample: (input, given) => {
      const plan = planResample(input, given);
      const { rule } = given;
      // A spline looks at whole lines before it weighs anything, and far down the line float32 would lose it.
      if (rule.kernel.kind === 'spline') return resample(input, given, options.checkpoint);
      return use((arena) => runResampling(arena, input, plan, rule));
    },
    maxPool2d: (input, given) => {
      const plan = planMaxPool2d(input, given);
      return use((arena) => runMaxPool(arena, input, plan));
    },
    maxUnpool2d: (input: Tensor, indices: IndexTensor, given) => {
      const plan = planMaxUnpool2d(input, indices, given);
      return use((arena) => runUnpool(arena, input, indices, plan.outputShape, () => checkIndices(indices, plan)));
    },
    pixelShuffle: (input, upscaleFactor) => {
      const plan = planPixelShuffle(input, upscaleFactor);
      return use((arena) => runShuffle(arena, input, plan, false));
    },
    pixelUnshuffle: (input, downscaleFactor) => {
      const plan = planPixelUnshuffle(input, downscaleFactor);
      return use((arena) => runShuffle(arena, input, plan, true));
    },
    nearestConv2d,
    convPixelShuffle,
    divide: (numerator, denominator, least) => {
      const smallest = planDivide(numerator, denominator, least);
      return use((arena) => runDivision(arena, numerator, denominator, smallest));
    },
    resizeBilinearU8: (picture, size, into) => use((arena) => runResizeU8(arena, picture, size, into)),
    resizeBytes: (picture, taps, into) => use((arena) => runWholeTaps(arena, picture, taps, into)),
    sumOfSquares: (a, b) => use((arena) => runSquares(arena, a, b)),
    ssim: (a, b, given) => use((arena) => runSsim(arena, a, b, given)),
    ssimPlane: (x, y, given) => use((arena) => runSsimPlane(arena, x, y, given)),
    toBytes: (tensor) => use((arena) => runToBytes(arena, tensor)),
    pngFilter: (picture, triesPaeth) => use((arena) => runPngFilter(arena, picture, triesPaeth)),
    bytePairs: {
      differences: (pair, part) => use((arena) => runByteDifferences(arena, held, pair, part)),
      lumaSquares: (pair, part) => use((arena) => runLumaSquares(arena, held, pair, part)),
      phases: (pair, part, stride) => use((arena) => runBytePhases(arena, held, pair, part, stride)),
      ssim: (pair, given) => use((arena) => runByteSsim(arena, held, pair, given)),
      forget: () => held.forget(),
    },
    release,
    scope,
    share: (tensor) => {
      const address = memory.allocate(tensor.data.byteLength);
      const data = memory.floats(address, tensor.data.length);
      data.set(tensor.data);
      const shared = { shape: [...tensor.shape], data };
      keep(shared, address);
      return shared;
    },
  };
  return operators;
}
