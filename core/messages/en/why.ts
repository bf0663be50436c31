/** Why two numbers of one name differ. */
const list = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** Exported because the declarations of all messages name it. */
export interface GapValues {
  title: string;
  value: string;
  gap: string;
}

export const why = {
  'why-explained': (v: { theirs: string; causes: readonly string[]; predicted: string; left: string }) =>
    `${v.theirs} is the result with ${list(v.causes)}: ${v.predicted}, ${v.left === '0' ? 'nothing left' : `${v.left} left`}.`,
  'why-same': (v: { theirs: string; predicted: string; left: string }) =>
    `${v.theirs} is the number found here (${v.predicted}): there is nothing to explain.`,
  'why-pair': (v: { causes: readonly string[]; predicted: string }) =>
    `The pair itself: ${list(v.causes)}. Without that the value is ${v.predicted}.`,
  'why-one-metric': ({ ids }: { ids: string }) => `exactly one of ${ids} beside --theirs`,
  'why-none': (v: { theirs: string; tried: number }) => `None of the ${v.tried} rules tried gives ${v.theirs}.`,
  'why-none-nearest': (v: { theirs: string; tried: number; cause: string; predicted: string }) =>
    `None of the ${v.tried} rules tried gives ${v.theirs}; the nearest single one is ${v.cause} (${v.predicted}).`,
  'why-chance': (v: { theirs: string; tried: number; percent: string }) =>
    `${v.tried} rules were tried. A number near ${v.theirs} that nobody computed would be met by one of them as well with a chance of ${v.percent} %.`,
  'why-unrelated': (v: { theirs: string }) =>
    `The two pictures do not show the same thing, so no rule was tried for ${v.theirs}.`,

  'why-gap-same': (v: { sentence: string; titles: readonly string[] }) =>
    `${v.sentence} So ${v.titles.length > 1 ? 'do' : 'does'} ${list(v.titles)}.`,
  'why-progress': ({ file, metric, tried }: { file: string; metric: string; tried: number }) =>
    tried === 0 ? `${file}: looking for faults of the pair` : `${file}: ${metric}, ${tried} rules tried`,
  'why-none-of-all': (v: { theirs: string; tried: number; titles: readonly string[] }) =>
    `None of the ${v.tried} rules tried for ${list(v.titles)} gives ${v.theirs}.`,
  'why-none-of-all-nearest': (v: {
    theirs: string;
    tried: number;
    titles: readonly string[];
    title: string;
    cause: string;
    predicted: string;
  }) =>
    `None of the ${v.tried} rules tried for ${list(v.titles)} gives ${v.theirs}; the nearest single one is, for ${v.title}, ${v.cause} (${v.predicted}).`,

  'why-gap-explained': (v: GapValues & { causes: readonly string[] }) =>
    `${v.title} gives ${v.value}, ${v.gap}, because it ${list(v.causes)}.`,
  'why-gap-partly': (v: GapValues & { causes: readonly string[]; left: string }) =>
    `${v.title} gives ${v.value}, ${v.gap}, because it ${list(v.causes)}; ${v.left} is left.`,
  'why-gap-unexplained': (v: GapValues) =>
    `${v.title} gives ${v.value}, ${v.gap}; no single difference between the two explains that.`,
  'why-gap-cause': (v: { cause: string; move: string }) => `${v.cause} (${v.move})`,
  'why-gap-whole': () => 'looks at the whole picture',
  'why-gap-crop': ({ crop }: { crop: number }) => `leaves out ${crop} px on every side`,
  'why-gap-rounds': () => 'rounds Y',
  'why-gap-not-rounds': () => 'does not round Y',
  'why-gap-uniform': () => 'takes a uniform 7x7 window',
  'why-gap-gaussian': () => 'takes a Gaussian 11x11 window',
  'why-gap-population': () => 'takes the population covariance',
  'why-gap-sample': () => 'takes the sample covariance',
  'why-gap-grey': () => 'makes the picture grey first',
  'why-gap-mean': () => 'takes the mean of the channels',
  'why-gap-smaller': () => 'makes the picture smaller first',
  'why-gap-not-smaller': () => 'does not downsample the picture first',

  'why-crop': ({ crop }: { crop: number }) =>
    crop === 0 ? 'the whole picture (crop 0)' : `${crop} px left out on every side (crop ${crop})`,
  'why-planes': ({ planes }: { planes: string }) => planes,
  'why-planes-channels': () => 'all colour channels in place of Y',
  'why-planes-bt601': () => 'Y of BT.601 16-235, not rounded',
  'why-planes-bt601-rounded': () => 'Y of BT.601 16-235, rounded (rgb2ycbcr of uint8)',
  'why-planes-full-range': () => 'full-range Y, .299 R + .587 G + .114 B, not rounded',
  'why-planes-full-range-rounded': () => 'full-range Y rounded (OpenCV, PIL "L")',
  'why-planes-bt709': () => 'Y of BT.709 16-235, not rounded',
  'why-planes-bt709-rounded': () => 'Y of BT.709 16-235, rounded',
  'why-planes-bt709-full-range': () => 'full-range Y of BT.709, not rounded',
  'why-planes-bt709-full-range-rounded': () => 'full-range Y of BT.709, rounded',
  'why-planes-rgb2gray': () => "MATLAB's rgb2gray, rounded",
  'why-planes-skimage-grey': () => "scikit-image's grey, .2125 R + .7154 G + .0721 B",
  'why-planes-rgb2gray-float': () => "MATLAB's rgb2gray, not rounded",
  'why-planes-bt601-of-bgr': () => 'Y of BT.601 with red and blue exchanged in both pictures (BGR taken for RGB)',
  'why-planes-full-range-of-bgr': () => 'full-range Y with red and blue exchanged in both pictures (BGR taken for RGB)',
  'why-planes-red': () => 'the red channel alone',
  'why-planes-green': () => 'the green channel alone',
  'why-planes-blue': () => 'the blue channel alone',
  'why-per-channel': () => "the mean of the channels' own PSNR in place of PSNR of the mean error",
  'why-window-uniform': ({ size }: { size: number }) => `a uniform ${size}x${size} window`,
  'why-window-gaussian': ({ size, sigma }: { size: number; sigma: number }) =>
    `a Gaussian ${size}x${size} window, sigma ${sigma}`,
  'why-covariance-population': () => 'the population covariance',
  'why-covariance-sample': () => 'the sample covariance',
  'why-smaller': () => 'pictures downsampled by round(min side/256) first',
  'why-not-smaller': () => 'pictures not made smaller first',
  'why-bytes': () => 'values rounded to 8 bits before measuring',
  'why-range-span': ({ range }: { range: string }) =>
    `range max(reference) - min(reference) = ${range} (torchmetrics without data_range)`,
  'why-range-max': ({ range }: { range: string }) => `range max(reference) = ${range}`,
  'why-range-picture-span': ({ range }: { range: string }) => `range max(picture) - min(picture) = ${range}`,
  'why-range-picture-max': ({ range }: { range: string }) => `range max(picture) = ${range}`,
  'why-range-one': ({ range }: { range: string }) => `range ${range} for values up to the white of the file`,
  'why-range-float-255': ({ range }: { range: string }) => `range ${range}: 255 for values of 0 to 1`,
  'why-range-float-2': ({ range }: { range: string }) =>
    `range ${range}: 2 for values of 0 to 1 (floats taken for -1 to 1)`,
  'why-range-depth': ({ range }: { range: string }) => `range ${range}`,
  'why-range-luma-span': ({ range }: { range: string }) => `range ${range}, the span of Y`,
  'why-range-luma-max': ({ range }: { range: string }) => `range ${range}, the white of Y`,

  'why-shift': ({ x, y }: { x: string; y: string }) =>
    `the picture must be moved by (${x}, ${y}) px, right and down, to lie on the reference`,
  'why-flip-horizontal': () => 'the picture is mirrored left to right',
  'why-flip-vertical': () => 'the picture is upside down (mirrored top to bottom)',
  'why-flip-both': () => 'the picture is turned by 180 degrees',
  'why-flip-transposed': () => 'rows and columns of the picture are exchanged',
  'why-swapped': () => 'red and blue of the picture are exchanged',
  'why-gamma': ({ gamma }: { gamma: string }) => `the picture is the reference to the power of ${gamma}`,
  'why-gamma-linear': () => 'the picture holds linear light',
  'why-gamma-twice': () => 'the picture was encoded with the sRGB curve twice',
  'why-levels-squeezed': () => 'the picture is squeezed to 16..235',
  'why-levels-stretched': () => 'the picture is stretched from 16..235 to 0..255',
  'why-alpha-white': () => 'alpha: the colours were compared without their background (over white)',
  'why-alpha-black': () => 'alpha: the colours were compared without their background (over black)',
  'why-transparent': () => 'every pixel that differs is fully transparent',
  'why-size': ({ margins, whose }: { margins: readonly string[]; whose: string }) =>
    `${list(margins)} left out of the ${whose}`,
  'why-margin': ({ px, side }: { px: number; side: string }) => `${px} px at the ${side}`,
  'why-size-cure': ({ causes }: { causes: readonly string[] }) => `They fit with ${list(causes)}.`,

  'why-sizes': (v: { reference: string; picture: string }) =>
    `Expected two pictures of the same size but the reference is ${v.reference} and the picture ${v.picture}.`,
  'why-sizes-cure': (v: { reference: string; picture: string; cure: string }) =>
    `Expected two pictures of the same size but the reference is ${v.reference} and the picture ${v.picture}. ${v.cure} Crop it first, or give --roi inside both.`,
  'why-side-left': () => 'left',
  'why-side-top': () => 'top',
  'why-side-right': () => 'right',
  'why-side-bottom': () => 'bottom',
  'why-whose-reference': () => 'reference',
  'why-whose-picture': () => 'picture',

  'why-kernel-a': ({ a }: { a: string }) => `bicubic enlarging with a = ${a}`,
  'why-degradation': ({ degradation }: { degradation: string }) => `the small picture made by ${degradation}`,
  'why-border-mirror': () => 'a mirrored border when enlarging',
  'why-border-replicate': () => 'a replicated border when enlarging',
  'why-small-rounding': () => 'a small picture that was not rounded',
  'why-own-output': ({ file, method, document }: { file: string; method: string; document: string }) =>
    `"${file}" is the output of ${method} in ${document}: other ways of that experiment are tried as well.`,
  'why-small-rounded': () => 'a small picture that was rounded',
  'why-space-rgb': () => 'the colours of the file in place of Y, every picture rounded like a file',
  'why-space-y': () => "the papers' Y path: Y rounded, resized in float, rounded once at the end",
};
