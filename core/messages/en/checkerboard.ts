/** Forecasts of checkerboards, and where samples sit. */
export const checkerboard = {
  'values-listed': ({ values }: { values: readonly string[] }) => values.join(', '),
  'values-range': ({ low, high }: { low: string; high: string }) => `${low} to ${high}`,
  'overlap-even': ({ taps }: { taps: number }) => `Overlap even (${taps})`,
  'overlap-uneven': ({ taps }: { taps: string }) => `Overlap uneven (${taps})`,
  'phases-even': ({ limit }: { limit: string }) =>
    `All phases weigh the same within ${limit} %: no checkerboard from this layer.`,
  'phases-balanced': ({ overlap, limit }: { overlap: string; limit: string }) =>
    `${overlap}, but these weights balance it within ${limit} %.`,
  'phases-weigh': ({
    weights,
    spread,
    limit,
    advice,
  }: {
    weights: string;
    spread: string;
    limit: string;
    advice: string;
  }) => `Phases weigh ${weights}, a spread of ${spread} % where ${limit} % begins to show: use ${advice}.`,
  'use-resize-conv': () => 'nearest + convolution',
  'use-or-resize-conv': ({ first }: { first: string }) => `${first}, or nearest + convolution`,
  'use-kernel': ({ kernel }: { kernel: number }) => `kernel ${kernel}`,
  'use-kernel-and-bilinear': ({ kernel }: { kernel: number }) => `kernel ${kernel} with bilinear weights`,
  'use-bilinear-weights': () => 'bilinear weights',
  'use-icnr-weights': () => 'ICNR weights',
  'use-normalised-fill': () => 'the normalised fill',
  'constant-stays': () => 'Interpolation keeps a constant constant: no checkerboard.',
  'values-land-by-picture': () =>
    'The positions of the values depend on the picture, so a pattern follows the picture, not the stride.',
  'nothing-to-forecast': () => 'The method is not one periodic kernel, so nothing can be forecast.',
  'samples-shifted': ({ by, stride }: { by: readonly string[]; stride: number }) =>
    `The samples sit ${by.join(' and ')} of where half-pixel centres put them at ×${stride}: this alone costs an otherwise correct picture about 2 dB; kernelSize - stride = 2 padding centres a symmetric kernel.`,
  /** `towards`: up, down, left, right. */
  'shifted-by': ({ pixels, towards }: { pixels: number; towards: string }) =>
    `${pixels === 0.5 ? 'half an output pixel' : `${pixels.toFixed(2)} output pixels`} ${towards}`,
  up: () => 'up',
  down: () => 'down',
  left: () => 'left',
  right: () => 'right',
  'corners-stretch': ({ pixels }: { pixels: number }) =>
    `alignCorners stretches the picture: its samples sit up to ${pixels} output pixels off towards the borders.`,
};
