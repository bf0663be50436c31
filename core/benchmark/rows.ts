/** The benchmark's cases as data. Shapes are NCHW unless said otherwise; `macs` counts what the definition needs once zeros are left out. */

export interface Row {
  readonly row: string;
  readonly title: string;
  readonly kind:
    | 'convTranspose'
    | 'bilinear'
    | 'bilinearU8'
    | 'resizeBytes'
    | 'unpool'
    | 'nearestConv'
    | 'convShuffle'
    | 'shuffle'
    | 'psnr'
    | 'ssim';
  /** Input channels, height, width. */
  readonly input: readonly [number, number, number];
  readonly outChannels: number;
  /** Upsampling factor. */
  readonly scale: number;
  readonly kernel?: number;
  readonly padding?: number;
  readonly outputPadding?: number;
  readonly groups?: number;
  /** Of bytes: whose function, by its name in core/dialects. */
  readonly dialect?: string;
  /** Of bytes: inputs that an output sees on each axis. */
  readonly taps?: number;
  /** What bounds it on any machine. */
  readonly bound: 'memory' | 'arithmetic';
}

/** Both ways, of RGB bytes; `taps` up and down: what is antialiased sees twice as many where it gets half as large. */
const resizings = (row: string, dialect: string, name: string, taps: readonly [number, number]): readonly Row[] =>
  ([2, 1 / 2] as const).map((scale) => {
    const [from, to] = scale > 1 ? [1024, 2048] : [2048, 1024];
    return {
      row: `${row}_${scale > 1 ? 'up' : 'down'}`,
      title: `${name} x${scale}, uint8 RGB, ${from} to ${to}`,
      kind: 'resizeBytes',
      input: [3, from, from],
      outChannels: 3,
      scale,
      dialect,
      taps: taps[scale > 1 ? 0 : 1],
      bound: 'arithmetic',
    };
  });

const transposed = { kind: 'convTranspose', scale: 2 } as const;

export const rows: readonly Row[] = [
  {
    ...transposed,
    row: 'ct_dw',
    title: 'conv_transpose2d depthwise C3 k4 s2 p1, 512 to 1024',
    input: [3, 512, 512],
    outChannels: 3,
    kernel: 4,
    padding: 1,
    groups: 3,
    bound: 'memory',
  },
  {
    ...transposed,
    row: 'ct_33',
    title: 'conv_transpose2d 3 to 3 k4 s2 p1, 512 to 1024',
    input: [3, 512, 512],
    outChannels: 3,
    kernel: 4,
    padding: 1,
    bound: 'arithmetic',
  },
  {
    ...transposed,
    row: 'ct_k2',
    title: 'conv_transpose2d 64 to 32 k2 s2, 128 to 256',
    input: [64, 128, 128],
    outChannels: 32,
    kernel: 2,
    padding: 0,
    bound: 'arithmetic',
  },
  {
    ...transposed,
    row: 'ct_k4',
    title: 'conv_transpose2d 64 to 32 k4 s2 p1, 128 to 256',
    input: [64, 128, 128],
    outChannels: 32,
    kernel: 4,
    padding: 1,
    bound: 'arithmetic',
  },
  {
    ...transposed,
    row: 'ct_k3',
    title: 'conv_transpose2d 64 to 64 k3 s2 p1 op1, 128 to 256',
    input: [64, 128, 128],
    outChannels: 64,
    kernel: 3,
    padding: 1,
    outputPadding: 1,
    bound: 'arithmetic',
  },
  {
    row: 'bl_3x2',
    title: 'bilinear x2 C3, 512 to 1024',
    kind: 'bilinear',
    input: [3, 512, 512],
    outChannels: 3,
    scale: 2,
    bound: 'memory',
  },
  {
    row: 'bl_3x4',
    title: 'bilinear x4 C3, 1024 to 4096',
    kind: 'bilinear',
    input: [3, 1024, 1024],
    outChannels: 3,
    scale: 4,
    bound: 'memory',
  },
  {
    row: 'bl_64x2',
    title: 'bilinear x2 C64, 128 to 256',
    kind: 'bilinear',
    input: [64, 128, 128],
    outChannels: 64,
    scale: 2,
    bound: 'memory',
  },
  {
    row: 'bl_u8',
    title: 'bilinear x2 uint8 RGBA, 2048 to 4096',
    kind: 'bilinearU8',
    input: [4, 2048, 2048],
    outChannels: 4,
    scale: 2,
    bound: 'memory',
  },
  ...resizings('pil_bc', 'pillow:BICUBIC uint8', "Pillow's bicubic", [4, 8]),
  ...resizings('pil_lz', 'pillow:LANCZOS uint8', "Pillow's Lanczos", [6, 12]),
  ...resizings('cv_bc', 'opencv:INTER_CUBIC uint8', "OpenCV's bicubic", [4, 4]),
  ...resizings('cv_lz', 'opencv:INTER_LANCZOS4 uint8', "OpenCV's Lanczos", [8, 8]),
  {
    row: 'up_3',
    title: 'max_unpool2d k2 s2 C3, 512 to 1024',
    kind: 'unpool',
    input: [3, 512, 512],
    outChannels: 3,
    scale: 2,
    bound: 'memory',
  },
  {
    row: 'up_64',
    title: 'max_unpool2d k2 s2 C64, 128 to 256',
    kind: 'unpool',
    input: [64, 128, 128],
    outChannels: 64,
    scale: 2,
    bound: 'memory',
  },
  {
    row: 'nn_3',
    title: 'nearest x2 + conv3x3 3 to 3, 512 to 1024',
    kind: 'nearestConv',
    input: [3, 512, 512],
    outChannels: 3,
    scale: 2,
    kernel: 3,
    padding: 1,
    bound: 'arithmetic',
  },
  {
    row: 'nn_64',
    title: 'nearest x2 + conv3x3 64 to 32, 128 to 256',
    kind: 'nearestConv',
    input: [64, 128, 128],
    outChannels: 32,
    scale: 2,
    kernel: 3,
    padding: 1,
    bound: 'arithmetic',
  },
  {
    row: 'ps_3',
    title: 'conv3x3 3 to 12 + pixel_shuffle 2, 512 to 1024',
    kind: 'convShuffle',
    input: [3, 512, 512],
    outChannels: 3,
    scale: 2,
    kernel: 3,
    padding: 1,
    bound: 'arithmetic',
  },
  {
    row: 'ps_64',
    title: 'conv3x3 64 to 128 + pixel_shuffle 2, 128 to 256',
    kind: 'convShuffle',
    input: [64, 128, 128],
    outChannels: 32,
    scale: 2,
    kernel: 3,
    padding: 1,
    bound: 'arithmetic',
  },
  {
    row: 'ps_only3',
    title: 'pixel_shuffle 12x512x512 to 3x1024x1024',
    kind: 'shuffle',
    input: [12, 512, 512],
    outChannels: 3,
    scale: 2,
    bound: 'memory',
  },
  {
    row: 'ps_only64',
    title: 'pixel_shuffle 128x128x128 to 32x256x256',
    kind: 'shuffle',
    input: [128, 128, 128],
    outChannels: 32,
    scale: 2,
    bound: 'memory',
  },
  {
    row: 'psnr',
    title: 'PSNR of two 1024x1024 RGB',
    kind: 'psnr',
    input: [3, 1024, 1024],
    outChannels: 0,
    scale: 1,
    bound: 'memory',
  },
  {
    row: 'ssim',
    title: 'SSIM (Gaussian 11, sigma 1.5) of two 1024x1024 RGB',
    kind: 'ssim',
    input: [3, 1024, 1024],
    outChannels: 0,
    scale: 1,
    bound: 'arithmetic',
  },
];

/** Shapes of every array of a row: x, w (weight), b (bias), i (positions), x2 (second picture), y (expected). */
export function shapesOf({
  kind,
  input: [c, h, w],
  outChannels,
  scale,
  kernel = 1,
  groups = 1,
}: Row): Record<string, number[]> {
  const x = [1, c, h, w];
  const y = [1, outChannels, h * scale, w * scale];
  if (kind === 'convTranspose') return { x, w: [c, outChannels / groups, kernel, kernel], b: [outChannels], y };
  if (kind === 'nearestConv') return { x, w: [outChannels, c, kernel, kernel], b: [outChannels], y };
  if (kind === 'convShuffle')
    return { x, w: [outChannels * scale * scale, c, kernel, kernel], b: [outChannels * scale * scale], y };
  if (kind === 'unpool') return { x, i: x, y };
  if (isOfBytes({ kind })) return { x: [h, w, c], y: [h * scale, w * scale, c] };
  if (kind === 'psnr' || kind === 'ssim') return { x, x2: x, y: [1] };
  return { x, y };
}

/** Whether the values are bytes, channels last. */
export const isOfBytes = ({ kind }: Pick<Row, 'kind'>): boolean => kind === 'bilinearU8' || kind === 'resizeBytes';

/** Bytes read and written once, and multiply-adds, for the limits. */
export function workOf(row: Row): { bytes: number; macs: number } {
  const shapes = shapesOf(row);
  const size = isOfBytes(row) ? 1 : 4;
  const bytes = Object.values(shapes).reduce((sum, shape) => sum + size * shape.reduce((a, b) => a * b, 1), 0);
  const [c, h, w] = row.input;
  const { outChannels, kernel = 1, groups = 1, scale } = row;
  const cells = h * w;
  if (row.kind === 'convTranspose') return { bytes, macs: (c / groups) * outChannels * kernel * kernel * cells };
  // Nearest + conv3x3 sees 2 x 2 inputs per output.
  if (row.kind === 'nearestConv') return { bytes, macs: c * outChannels * 4 * scale * scale * cells };
  if (row.kind === 'convShuffle') return { bytes, macs: c * outChannels * scale * scale * kernel * kernel * cells };
  if (row.kind === 'bilinear') return { bytes, macs: 3 * outChannels * scale * scale * cells };
  // Every row across, then every column down.
  if (row.kind === 'resizeBytes') return { bytes, macs: (row.taps ?? 0) * c * cells * scale * (1 + scale) };
  // Four blurred moments, each by 11 taps along both axes whose ends are added first.
  if (row.kind === 'ssim') return { bytes, macs: c * cells * 4 * 2 * 6 };
  if (row.kind === 'psnr') return { bytes, macs: c * cells };
  return { bytes, macs: 0 };
}
