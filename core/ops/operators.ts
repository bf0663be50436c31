import type { PaddingMode, Pair } from '../tensor/options';
import type { IndexTensor, Tensor } from '../tensor/tensor';
import type { ResampleRule } from './resampleRule';

export type { PaddingMode, Pair } from '../tensor/options';

export interface Conv2dOptions {
  /** Step between windows. @default 1 */
  stride?: Pair | undefined;
  /** Cells added on every side, or 'same' | 'valid'. @default 0 */
  padding?: Pair | 'same' | 'valid' | undefined;
  /** Step between taps. @default 1 */
  dilation?: Pair | undefined;
  /** Channel groups that do not see one another. @default 1 */
  groups?: number | undefined;
  /** What the added cells hold. @default 'zeros' */
  paddingMode?: PaddingMode | undefined;
}

export interface ConvTranspose2dOptions {
  stride?: Pair | undefined;
  padding?: Pair | undefined;
  /** Cells added to one side of the output only; less than stride or dilation. @default 0 */
  outputPadding?: Pair | undefined;
  dilation?: Pair | undefined;
  groups?: number | undefined;
  /** Wanted [H, W]; takes the place of outputPadding. */
  outputSize?: readonly number[] | undefined;
}

/** The sizes are those of convTranspose2d; there is no outputSize. */
export type EdgeConvTranspose2dOptions = Omit<ConvTranspose2dOptions, 'outputSize'>;

export type InterpolateMode = 'nearest' | 'nearest-exact' | 'bilinear' | 'bicubic' | 'area';

export interface InterpolateOptions {
  size?: Pair | undefined;
  scaleFactor?: Pair | undefined;
  /** @default 'nearest' */
  mode?: InterpolateMode | undefined;
  /** Only bilinear and bicubic. @default false */
  alignCorners?: boolean | undefined;
  recomputeScaleFactor?: boolean | undefined;
  /** Widen the filter when making smaller; only bilinear and bicubic. @default false */
  antialias?: boolean | undefined;
}

export interface ResampleOptions {
  /** Wanted [H, W]. */
  size: Pair;
  rule: ResampleRule;
}

export interface MaxPool2dOptions {
  kernelSize: Pair;
  /** @default kernelSize */
  stride?: Pair | undefined;
  padding?: Pair | undefined;
  dilation?: Pair | undefined;
  ceilMode?: boolean | undefined;
}

export interface MaxUnpool2dOptions {
  kernelSize: Pair;
  stride?: Pair | undefined;
  padding?: Pair | undefined;
  outputSize?: readonly number[] | undefined;
}

export interface NearestConv2dOptions {
  scaleFactor: Pair;
  padding?: Conv2dOptions['padding'];
  groups?: number | undefined;
  paddingMode?: PaddingMode | undefined;
}

export interface ConvPixelShuffleOptions {
  upscaleFactor: number;
  padding?: Conv2dOptions['padding'];
  groups?: number | undefined;
  paddingMode?: PaddingMode | undefined;
}

/**
 * The primitives, with PyTorch's exact meaning. Implementations (readable reference, fast kernels) are
 * interchangeable: same shapes, same refusals, inputs never modified. Inputs are [N, C, H, W]; all but interpolate and
 * nearestConv2d also take [C, H, W], as in PyTorch (whose interpolate reads three axes as [N, C, L]).
 */
export interface Operators {
  readonly name: string;
  /** input [N, inC, H, W], weight [outC, inC/groups, kH, kW], bias [outC] -> [N, outC, H', W'] */
  conv2d(input: Tensor, weight: Tensor, bias: Tensor | null, options?: Conv2dOptions): Tensor;
  /** input [N, inC, H, W], weight [inC, outC/groups, kH, kW], bias [outC] -> [N, outC, H', W'] */
  convTranspose2d(input: Tensor, weight: Tensor, bias: Tensor | null, options?: ConvTranspose2dOptions): Tensor;
  /** The middle of convTranspose2d(F.pad(input, mode='replicate')), of the size without padding, as one operator so that it can be fused. */
  edgeConvTranspose2d(input: Tensor, weight: Tensor, bias: Tensor | null, options?: EdgeConvTranspose2dOptions): Tensor;
  interpolate(input: Tensor, options: InterpolateOptions): Tensor;
  /** Resizing by any rule: kernels, positions and borders that interpolate does not have. */
  resample(input: Tensor, options: ResampleOptions): Tensor;
  maxPool2d(input: Tensor, options: MaxPool2dOptions): { output: Tensor; indices: IndexTensor };
  maxUnpool2d(input: Tensor, indices: IndexTensor, options: MaxUnpool2dOptions): Tensor;
  /** [N, C r^2, H, W] -> [N, C, H r, W r] (DepthToSpace CRD) */
  pixelShuffle(input: Tensor, upscaleFactor: number): Tensor;
  /** [N, C, H r, W r] -> [N, C r^2, H, W] */
  pixelUnshuffle(input: Tensor, downscaleFactor: number): Tensor;
  /** conv2d(nearest(input)), as one operator so that it can be fused. */
  nearestConv2d(input: Tensor, weight: Tensor, bias: Tensor | null, options: NearestConv2dOptions): Tensor;
  /** pixelShuffle(conv2d(input)), as one operator so that it can be fused. */
  convPixelShuffle(input: Tensor, weight: Tensor, bias: Tensor | null, options: ConvPixelShuffleOptions): Tensor;
  /** torch.div(numerator, denominator.clamp(min=least)), element by element, for tensors of one shape. */
  divide(numerator: Tensor, denominator: Tensor, least: number): Tensor;
}
