/**
 * A rule of resampling as data: where an output pixel looks (coordinates), how what it finds there is weighed (kernel),
 * whether the kernel is widened when making smaller (antialias), and what lies beyond the picture (border). Degradations,
 * methods and the dialects of frameworks are all written in it.
 */
export interface ResampleRule {
  readonly coordinates: Coordinates;
  readonly kernel: Kernel;
  /** Widen the kernel by the step when making smaller. */
  readonly antialias: boolean;
  readonly border: Border;
}

/**
 * Position in the input of output pixel d; `step` = input pixels per output pixel, centres at whole numbers.
 * half-pixel: step (d + 1/2) - 1/2. pytorch-half-pixel: the same, 0 for one output pixel.
 * half-pixel-symmetric: the same, centred where the size was rounded. align-corners: d (in - 1) / (out - 1).
 * asymmetric: step d. half-pixel-floor: step (d + 1/2), what TensorFlow's nearest neighbour floors.
 * opencv-area: INTER_AREA making larger.
 */
export type Coordinates =
  | 'half-pixel'
  | 'pytorch-half-pixel'
  | 'half-pixel-symmetric'
  | 'align-corners'
  | 'asymmetric'
  | 'half-pixel-floor'
  | 'opencv-area';

/** How nearest neighbour makes a whole number of a position. */
export type NearestRounding = 'floor' | 'ceil' | 'round-prefer-floor' | 'round-prefer-ceil' | 'round-even';

export type Kernel =
  /**
   * One pixel. `single`: positions in float32, as most frameworks compute them. `summed`: each the one before plus the
   * step. `fixed`: in 1 / 65536, halves down (OpenCV's INTER_NEAREST_EXACT); `rounding` is then part of it.
   */
  | {
      readonly kind: 'nearest';
      readonly rounding: NearestRounding;
      readonly single?: boolean;
      readonly summed?: boolean;
      readonly fixed?: boolean;
    }
  | { readonly kind: 'box' | 'linear' | 'hamming' | 'mitchell' | 'gaussian' }
  /** Keys 1981; a = -0.75 in PyTorch and OpenCV, -0.5 in MATLAB, Pillow and TensorFlow 2. */
  | {
      readonly kind: 'cubic';
      readonly a: number;
      /** Shares of the way are rounded to 1 / steps first, as TensorFlow looks its weights up in a table. */
      readonly steps?: number;
    }
  | { readonly kind: 'lanczos'; readonly lobes: number }
  /** The B-spline of an order through the pixels (scikit-image's orders above 1); 3 = cubic where none is named. */
  | { readonly kind: 'spline'; readonly order?: 2 | 3 | 4 | 5 }
  /** Every pixel by the share of it that the output pixel covers. */
  | { readonly kind: 'coverage' }
  /** The mean of the pixels floor(d in/out) .. ceil((d+1) in/out) - 1. */
  | { readonly kind: 'windows' };

/**
 * replicate: the edge repeated. mirror: c b a | a b c. reflect: c b | a b c. renormalise: only pixels of the picture, their
 * weights brought to a sum of 1. zeros: nothing there.
 */
export type Border = 'replicate' | 'mirror' | 'reflect' | 'renormalise' | 'zeros';

/** MATLAB's imresize(..., 'bicubic'): what super-resolution papers make small pictures with, and call "Bicubic". */
export const MATLAB_BICUBIC: ResampleRule = {
  coordinates: 'half-pixel',
  kernel: { kind: 'cubic', a: -0.5 },
  antialias: true,
  border: 'mirror',
};
