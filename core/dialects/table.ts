import type { Kernel, ResampleRule } from '../ops/resampleRule';
import type { ByteArithmetic } from './bytes';

/** One rule, and every function that follows it: `framework:function option`. */
export interface Dialect {
  readonly id: string;
  readonly names: readonly string[];
  /** The rule for downsampling on every axis, where it differs (OpenCV's INTER_AREA). */
  readonly rule: ResampleRule;
  readonly smaller?: ResampleRule | undefined;
  /** Only for bytes, with this arithmetic; left out = floats. */
  readonly bytes?: ByteArithmetic | undefined;
  /** The arithmetic of `smaller`, where it is another. */
  readonly smallerBytes?: ByteArithmetic | undefined;
  /** Smoothed before downsampling, as scikit-image does: a Gaussian of sigma (step - 1) / 2, mirrored border. */
  readonly smoothed?: boolean | undefined;
  /** Brought back into the range of the input's values. */
  readonly clamped?: boolean | undefined;
  /** What it was compared with. */
  readonly verified: string;
}

const GOLDEN_TORCH = 'arrays of PyTorch 1.13';
const GOLDEN_CV = 'arrays of OpenCV 4.6';
const GOLDEN_PIL = 'arrays of Pillow 9.4';
const GOLDEN_SKIMAGE = 'arrays of scikit-image 0.19';
const ONNXRUNTIME = 'onnxruntime 1.30, run';
const TFJS = 'TensorFlow.js 4.22';
const DOCUMENTED = 'from documentation, not run';

const plain = (kernel: Kernel, coordinates: ResampleRule['coordinates'] = 'half-pixel'): ResampleRule => ({
  coordinates,
  kernel,
  antialias: false,
  border: 'replicate',
});
const wide = (kernel: Kernel, border: ResampleRule['border'] = 'renormalise'): ResampleRule => ({
  coordinates: 'half-pixel',
  kernel,
  antialias: true,
  border,
});
const LINEAR: Kernel = { kind: 'linear' };
const keys = (a: number): Kernel => ({ kind: 'cubic', a });
const nearest = (rounding: 'floor' | 'ceil' | 'round-prefer-floor' | 'round-prefer-ceil', single: boolean): Kernel => ({
  kind: 'nearest',
  rounding,
  single,
});
const mirrored = (kernel: Kernel): ResampleRule => wide(kernel, 'mirror');

const ROUNDINGS = [
  ['round_prefer_floor', 'round-prefer-floor'],
  ['round_prefer_ceil', 'round-prefer-ceil'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
] as const;
const COORDINATES = [
  ['half_pixel', 'half-pixel'],
  ['pytorch_half_pixel', 'pytorch-half-pixel'],
  ['half_pixel_symmetric', 'half-pixel-symmetric'],
  ['align_corners', 'align-corners'],
  ['asymmetric', 'asymmetric'],
] as const;

/** ONNX Resize: every transformation of coordinates with every rounding and kernel. */
const onnx: readonly Dialect[] = COORDINATES.flatMap(([name, coordinates]) => [
  ...ROUNDINGS.map(([mode, rounding]) => ({
    id: `nearest ${coordinates} ${rounding}`,
    names: [`onnx:nearest ${name} ${mode}`],
    rule: plain(nearest(rounding, true), coordinates),
    verified: ONNXRUNTIME,
  })),
  ...(coordinates === 'half-pixel-symmetric' || coordinates === 'pytorch-half-pixel'
    ? [
        {
          id: `linear ${coordinates}`,
          names: [`onnx:linear ${name}`],
          rule: plain(LINEAR, coordinates),
          verified: ONNXRUNTIME,
        },
      ]
    : []),
  ...[-0.75, -0.5].flatMap((a) => [
    {
      id: `cubic a=${a} ${coordinates} renormalise`,
      names: [`onnx:cubic ${name} cubic_coeff_a=${a} exclude_outside=1`],
      rule: { ...plain(keys(a), coordinates), border: 'renormalise' } as const,
      verified: ONNXRUNTIME,
    },
    ...(a === -0.75 && (coordinates === 'half-pixel' || coordinates === 'align-corners')
      ? []
      : [
          {
            id: `cubic a=${a} ${coordinates} replicate`,
            names: [`onnx:cubic ${name} cubic_coeff_a=${a}`],
            rule: plain(keys(a), coordinates),
            verified: ONNXRUNTIME,
          },
        ]),
  ]),
]);

const reflected = (kernel: Kernel): ResampleRule => ({ ...plain(kernel), border: 'reflect' });

/** skimage.transform.resize: scipy.ndimage.zoom with its border "mirror", results clipped to the range of the input. */
const skimage: readonly Dialect[] = (
  [
    ['nearest half-pixel round-prefer-ceil, float64 positions', 0, nearest('round-prefer-ceil', false)],
    ['linear half-pixel reflect', 1, LINEAR],
    ['quadratic spline half-pixel reflect, clipped', 2, { kind: 'spline', order: 2 }],
    ['cubic spline half-pixel reflect, clipped', 3, { kind: 'spline' }],
    ['quartic spline half-pixel reflect, clipped', 4, { kind: 'spline', order: 4 }],
    ['quintic spline half-pixel reflect, clipped', 5, { kind: 'spline', order: 5 }],
  ] as const
).flatMap(([id, order, kernel]) => {
  const row = { rule: reflected(kernel), clamped: order > 1, verified: GOLDEN_SKIMAGE };
  const blurred = { ...row, id: `${id}, smoothed before`, names: [`skimage:order=${order} anti_aliasing=True`] };
  return [
    { ...row, id, names: [`skimage:order=${order}`] },
    { ...blurred, smoothed: true, clamped: true },
  ];
});

const PILLOW = [
  ['BOX', { kind: 'box' }, []],
  [
    'BILINEAR',
    LINEAR,
    [
      'torch:bilinear antialias',
      'onnx:linear half_pixel antialias=1 exclude_outside=1',
      'jax:linear',
      'tensorflow:bilinear antialias=True',
    ],
  ],
  ['HAMMING', { kind: 'hamming' }, []],
  [
    'BICUBIC',
    keys(-0.5),
    [
      'torch:bicubic antialias',
      'jax:cubic',
      'tensorflow:bicubic antialias=True',
      'onnx:cubic half_pixel cubic_coeff_a=-0.5 antialias=1 exclude_outside=1',
    ],
  ],
  [
    'LANCZOS',
    { kind: 'lanczos', lobes: 3 },
    ['torch:lanczos antialias', 'jax:lanczos3', 'tensorflow:lanczos3 antialias=True'],
  ],
] as const satisfies readonly (readonly [string, Kernel, readonly string[]])[];

/** Every rule of resizing. A rule that two functions share is one row; rules that agree only at some sizes are several. */
export const dialects: readonly Dialect[] = [
  {
    id: 'nearest asymmetric floor, float32 positions',
    names: ['torch:nearest', 'tensorflow1:nearest_neighbor'],
    rule: plain(nearest('floor', true), 'asymmetric'),
    verified: `${GOLDEN_TORCH}, ${TFJS}`,
  },
  {
    id: 'nearest asymmetric floor, float64 positions',
    names: ['opencv:INTER_NEAREST'],
    rule: plain(nearest('floor', false), 'asymmetric'),
    verified: GOLDEN_CV,
  },
  {
    id: 'nearest half-pixel floor, float32 positions',
    names: ['torch:nearest-exact', 'tensorflow:nearest', 'jax:nearest', 'keras:UpSampling2D nearest'],
    rule: plain(nearest('floor', true), 'half-pixel-floor'),
    verified: `${GOLDEN_TORCH}, ${TFJS}`,
  },
  {
    id: 'nearest align-corners round half up, float32 positions',
    names: ['tensorflow1:nearest_neighbor align_corners=True', 'tensorflow:crop_and_resize nearest'],
    rule: plain(nearest('round-prefer-ceil', true), 'align-corners'),
    verified: TFJS,
  },
  {
    id: 'nearest half-pixel floor, float64 positions',
    names: ['matlab:nearest'],
    rule: plain(nearest('floor', false), 'half-pixel-floor'),
    verified: DOCUMENTED,
  },
  {
    id: 'nearest half-pixel round-prefer-floor, positions in 1/65536',
    names: ['opencv:INTER_NEAREST_EXACT'],
    rule: plain({ kind: 'nearest', rounding: 'round-prefer-floor', fixed: true }),
    verified: GOLDEN_CV,
  },
  {
    id: 'nearest half-pixel floor, positions summed up',
    names: ['pillow:NEAREST'],
    rule: plain({ kind: 'nearest', rounding: 'floor', summed: true }, 'half-pixel-floor'),
    verified: GOLDEN_PIL,
  },
  {
    id: 'linear half-pixel replicate',
    names: [
      'torch:bilinear align_corners=False',
      'opencv:INTER_LINEAR',
      'onnx:linear half_pixel',
      'tensorflow:bilinear',
      'keras:UpSampling2D bilinear',
    ],
    rule: plain(LINEAR),
    verified: `${GOLDEN_TORCH}, ${GOLDEN_CV}, ${ONNXRUNTIME}, ${TFJS}`,
  },
  {
    id: 'linear align-corners',
    names: [
      'torch:bilinear align_corners=True',
      'onnx:linear align_corners',
      'tensorflow1:bilinear align_corners=True',
      'tensorflow:crop_and_resize bilinear',
    ],
    rule: plain(LINEAR, 'align-corners'),
    verified: `${GOLDEN_TORCH}, ${ONNXRUNTIME}, ${TFJS}`,
  },
  {
    id: 'linear asymmetric',
    names: ['tensorflow1:bilinear', 'onnx:linear asymmetric'],
    rule: plain(LINEAR, 'asymmetric'),
    verified: `${ONNXRUNTIME}, ${TFJS}`,
  },
  {
    id: 'linear antialiased replicate',
    names: ['onnx:linear half_pixel antialias=1'],
    rule: wide(LINEAR, 'replicate'),
    verified: ONNXRUNTIME,
  },
  {
    id: 'cubic a=-0.5 antialiased replicate',
    names: ['onnx:cubic half_pixel cubic_coeff_a=-0.5 antialias=1'],
    rule: wide(keys(-0.5), 'replicate'),
    verified: ONNXRUNTIME,
  },
  {
    id: 'cubic a=-0.75 antialiased replicate',
    names: ['onnx:cubic half_pixel cubic_coeff_a=-0.75 antialias=1'],
    rule: wide(keys(-0.75), 'replicate'),
    verified: ONNXRUNTIME,
  },
  {
    id: 'cubic a=-0.75 half-pixel replicate',
    names: ['torch:bicubic align_corners=False', 'opencv:INTER_CUBIC', 'onnx:cubic half_pixel cubic_coeff_a=-0.75'],
    rule: plain(keys(-0.75)),
    verified: `${GOLDEN_TORCH}, ${GOLDEN_CV}, ${ONNXRUNTIME}`,
  },
  {
    id: 'cubic a=-0.75 align-corners replicate',
    names: ['torch:bicubic align_corners=True', 'onnx:cubic align_corners cubic_coeff_a=-0.75'],
    rule: plain(keys(-0.75), 'align-corners'),
    verified: `${GOLDEN_TORCH}, ${ONNXRUNTIME}`,
  },
  {
    id: 'cubic a=-0.5 half-pixel mirror',
    names: ['matlab:bicubic antialiasing=false'],
    rule: { ...plain(keys(-0.5)), border: 'mirror' },
    verified: DOCUMENTED,
  },
  {
    id: 'cubic a=-0.5 half-pixel renormalise, weights from a table of 1024',
    names: ['tensorflow:bicubic'],
    rule: { ...plain({ kind: 'cubic', a: -0.5, steps: 1024 }), border: 'renormalise' },
    verified: DOCUMENTED,
  },
  {
    id: 'cubic a=-0.75 asymmetric replicate, weights from a table of 1024',
    names: ['tensorflow1:bicubic'],
    rule: plain({ kind: 'cubic', a: -0.75, steps: 1024 }, 'asymmetric'),
    verified: DOCUMENTED,
  },
  { id: 'windows', names: ['torch:area'], rule: wide({ kind: 'windows' }), verified: GOLDEN_TORCH },
  {
    id: 'coverage, or linear between covered pixels',
    names: ['opencv:INTER_AREA'],
    rule: plain(LINEAR, 'opencv-area'),
    smaller: wide({ kind: 'coverage' }),
    verified: GOLDEN_CV,
  },
  { id: 'coverage', names: ['tensorflow:area'], rule: wide({ kind: 'coverage' }), verified: DOCUMENTED },
  {
    id: 'lanczos 4 replicate',
    names: ['opencv:INTER_LANCZOS4'],
    rule: plain({ kind: 'lanczos', lobes: 4 }),
    verified: GOLDEN_CV,
  },
  ...PILLOW.map(([name, kernel, others]) => ({
    id: `${name.toLowerCase()} antialiased renormalise`,
    names: [`pillow:${name}`, ...others],
    rule: wide(kernel),
    verified: [GOLDEN_PIL, ...(others.some((other: string) => other.startsWith('onnx:')) ? [ONNXRUNTIME] : [])].join(
      ', ',
    ),
  })),
  ...PILLOW.map(([name, kernel]) => ({
    id: `${name.toLowerCase()} antialiased renormalise, bytes in 22 bits, two rounded passes`,
    names: [`pillow:${name} uint8`],
    rule: wide(kernel),
    bytes: 'pillow' as const,
    verified: GOLDEN_PIL,
  })),
  {
    id: 'linear half-pixel replicate, bytes in 11 bits',
    names: ['opencv:INTER_LINEAR uint8'],
    rule: plain(LINEAR),
    bytes: 'opencv-linear',
    verified: GOLDEN_CV,
  },
  {
    id: 'linear half-pixel replicate, bytes in 8 bits',
    names: ['opencv:INTER_LINEAR_EXACT uint8'],
    rule: plain(LINEAR),
    bytes: 'opencv-linear-exact',
    verified: GOLDEN_CV,
  },
  {
    id: 'cubic a=-0.75 half-pixel replicate, bytes in 11 bits',
    names: ['opencv:INTER_CUBIC uint8'],
    rule: plain(keys(-0.75)),
    bytes: 'opencv-wide',
    verified: GOLDEN_CV,
  },
  {
    id: 'lanczos 4 replicate, bytes in 11 bits',
    names: ['opencv:INTER_LANCZOS4 uint8'],
    rule: plain({ kind: 'lanczos', lobes: 4 }),
    bytes: 'opencv-wide',
    verified: GOLDEN_CV,
  },
  {
    id: 'coverage, or linear between covered pixels, bytes',
    names: ['opencv:INTER_AREA uint8'],
    rule: plain(LINEAR, 'opencv-area'),
    smaller: wide({ kind: 'coverage' }),
    bytes: 'opencv-linear',
    smallerBytes: 'opencv-area',
    verified: GOLDEN_CV,
  },
  {
    id: 'cubic a=-0.5 antialiased mirror',
    names: ['matlab:bicubic'],
    rule: mirrored(keys(-0.5)),
    verified: "MATLAB's own arrays, to 2e-13",
  },
  { id: 'linear antialiased mirror', names: ['matlab:bilinear'], rule: mirrored(LINEAR), verified: DOCUMENTED },
  { id: 'box antialiased mirror', names: ['matlab:box'], rule: mirrored({ kind: 'box' }), verified: DOCUMENTED },
  {
    id: 'lanczos 3 antialiased mirror',
    names: ['matlab:lanczos3'],
    rule: mirrored({ kind: 'lanczos', lobes: 3 }),
    verified: DOCUMENTED,
  },
  {
    id: 'lanczos 2 antialiased mirror',
    names: ['matlab:lanczos2'],
    rule: mirrored({ kind: 'lanczos', lobes: 2 }),
    verified: DOCUMENTED,
  },
  {
    id: 'lanczos 5 antialiased renormalise',
    names: ['jax:lanczos5', 'tensorflow:lanczos5 antialias=True'],
    rule: wide({ kind: 'lanczos', lobes: 5 }),
    verified: DOCUMENTED,
  },
  {
    id: 'mitchell antialiased renormalise',
    names: ['tensorflow:mitchellcubic antialias=True'],
    rule: wide({ kind: 'mitchell' }),
    verified: DOCUMENTED,
  },
  ...skimage,
  ...onnx,
];
