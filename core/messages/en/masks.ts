import { counted } from '../plural';
/** Receipts and refusals of masks, logits and feature maps. */

const pictureWords = (pictures: number): string =>
  pictures === 1 ? '' : `, summed over ${counted(pictures, 'picture')}`;
const ignoreWords = (ignore: number | null, ignored: number): string =>
  ignore === null ? 'ignore label none' : `ignore label ${ignore} (${counted(ignored, 'pixel')})`;

export const masks = {
  'expected-scores': ({ shape }: { shape: string }) =>
    `Expected one picture of scores of shape 1×C×H×W but received ${shape}.`,
  'mask-accuracy': () => 'pixel accuracy',
  'mask-mean-accuracy': () => 'mean recall of the classes',
  'mask-iou': ({ name }: { name: string }) => `IoU of class ${name}`,
  'mask-dice': ({ name }: { name: string }) => `Dice of class ${name}`,
  'mask-miou': () => 'mean IoU',
  'mask-fwiou': () => 'IoU of the classes in the truth, weighted by their pixels',
  'mask-mdice': () => 'mean Dice',
  'mask-boundary-iou': ({ pixels, pictures }: { pixels: number; pictures: number }) =>
    `mean boundary IoU, Cheng et al. 2021, ${pictures === 1 ? '' : 'at most '}${pixels} px (2 % of the diagonal), the picture's edge counts as boundary`,
  'mask-boundary-f': ({ pixels, classes }: { pixels: number; classes: number }) =>
    `mean boundary F within ${pixels} px (Euclidean), the picture's edge is not a boundary, ${counted(classes, 'class has', 'classes have')} one`,
  'mask-cross-entropy': () => 'cross-entropy in nats, natural logarithm, double precision',
  'mask-ece': ({ bins }: { bins: number }) =>
    `expected calibration error, ${bins} bins of equal width over the largest probability`,
  'mask-counts-truth': () => 'present in truth',
  'mask-counts-union': () => 'present in truth or prediction',
  'mask-counts-all': () => 'of all, those in neither as 0',
  'mask-mean-receipt': ({
    what,
    classes,
    counts,
    left,
    ignore,
    ignored,
    pictures,
  }: {
    what: string;
    classes: number;
    counts: string;
    left: readonly string[];
    ignore: number | null;
    ignored: number;
    pictures: number;
  }) =>
    `${what}, mean of ${counted(classes, 'class', 'classes')} ${counts}${left.length === 0 ? '' : `, left out: ${left.join(', ')}`}, ${ignoreWords(ignore, ignored)}${pictureWords(pictures)}`,
  'mask-pixel-receipt': ({
    what,
    ignore,
    ignored,
    pictures,
  }: {
    what: string;
    ignore: number | null;
    ignored: number;
    pictures: number;
  }) => `${what}, ${ignoreWords(ignore, ignored)}${pictureWords(pictures)}`,
  'mask-metric-choices': ({ choices }: { choices: readonly string[] }) => `one of ${choices.join(', ')}`,
  'mask-no-pixels': () => 'The truth has no pixel that counts: all have the ignore label.',
  'mask-class-ignored': ({ name }: { name: string }) => `Class ${name} is the ignore label: its pixels do not count.`,
  'mask-class-absent': ({ name }: { name: string }) => `Class ${name} is neither in the truth nor in the prediction.`,
  'mask-no-boundary': () => 'No class has a boundary: the picture is of one class.',
  'mask-no-probabilities': () => 'Labels have no probabilities: enlarge the logits first to get this number.',
  'feature-no-truth': () => 'There is no truth to compare the feature maps with: give one with --truth.',
  'feature-too-small': () => 'The feature maps are too small for a spectrum at this factor.',
  'feature-cosine': ({ channels }: { channels: number }) => `mean cosine between the vectors of ${channels} channels`,
  'feature-relative-error': ({ channels }: { channels: number }) =>
    `length of the error over the length of the truth, ${counted(channels, 'channel')} as one vector`,
  'feature-checkerboard': ({ channels, hasTruth }: { channels: number; hasTruth: boolean }) =>
    `spread of the phase means of the ${hasTruth ? 'error over the root mean square of the truth' : 'values over their root mean square'}, root mean square of ${channels} channels`,
  'feature-peak': ({ channels }: { channels: number }) =>
    `strongest stride harmonic over its surroundings, largest of ${channels} channels, Hann window`,
  'label-png-damaged': ({ name }: { name: string }) => `"${name}" is a damaged PNG: its pixels cannot be read.`,
  'label-png-too-large': ({
    name,
    width,
    height,
    maxPixels,
  }: {
    name: string;
    width: number;
    height: number;
    maxPixels: number;
  }) => `"${name}" has ${width}×${height} pixels; at most ${maxPixels} are read.`,
  'array-members': ({ name, members }: { name: string; members: readonly string[] }) =>
    members.length === 0
      ? `"${name}" holds no arrays.`
      : `"${name}" holds ${counted(members.length, 'array')} (${members.slice(0, 8).join(', ')}): save the one that is meant as .npy.`,
  'scores-not-array': ({ name }: { name: string }) =>
    `"${name}" is not a .npy or .npz array: with --truth the small input is an array [C, H, W] of logits, probabilities or features.`,
  'scores-shape': ({ name, shape }: { name: string; shape: string }) =>
    `Expected an array [C, H, W] in "${name}" but it is ${shape}.`,
  'scores-not-finite': ({ name, value, at }: { name: string; value: string; at: string }) =>
    `"${name}" holds ${value} at [${at}]: every score has to be a finite number.`,
  'labels-unknown': ({ name }: { name: string }) =>
    `"${name}" holds no labels: give a grey or indexed PNG whose values are the classes, or a .npy array [H, W] of whole numbers.`,
  'labels-shape': ({ name, shape }: { name: string; shape: string }) =>
    `Expected labels [H, W] in "${name}" but the array is ${shape}.`,
  'labels-not-whole': ({ name, value }: { name: string; value: string }) =>
    `Expected whole numbers from 0 to 65535 as labels in "${name}" but found ${value}.`,
  'mask-an-output': () => 'An output',
  'mask-features-have-no-labels': () => 'Feature maps have no labels to enlarge first: enlarge the features.',
  'mask-either-order': () =>
    'nearest neighbour repeats scores and labels alike, so either order gives the same classes',
  'mask-same-here': () => 'the same class at every pixel here, though the two functions differ',
  'mask-read-as-probabilities': () =>
    'Read as probabilities: no value is below 0 and every pixel sums to 1. --values logits reads them as logits.',
  'mask-indices-shape': ({ indices, scores }: { indices: string; scores: string }) =>
    `The indices are ${indices}, but the array to unpool is ${scores}: one position is needed per value.`,
  'size-not-smaller': ({ wanted, input }: { wanted: string; input: string }) =>
    `Expected a size of at least ${input} but received ${wanted}: upsampling cannot reduce the size.`,
  'mask-feature-channels': ({
    truth,
    found,
    file,
    channels,
  }: {
    truth: string;
    found: number;
    file: string;
    channels: number;
  }) =>
    `"${truth}" has ${counted(found, 'channel')} but "${file}" has ${channels}: feature maps are compared with maps of as many channels.`,
  'mask-truth-size': ({
    truth,
    found,
    file,
    input,
    wanted,
    fit,
  }: {
    truth: string;
    found: string;
    file: string;
    input: string;
    wanted: string;
    fit: string;
  }) => `"${truth}" has ${counted(found, 'pixel')}, but "${file}" (${input}) becomes ${wanted}: ${fit} would fit.`,
  'mask-scale-would-fit': ({ scale }: { scale: number }) => `scale ${scale}`,
  'mask-size-would-fit': ({ height, width }: { height: number; width: number }) => `size ${height},${width} (H,W)`,
  'mask-truth-is-features': ({ file, values }: { file: string; values: string }) =>
    `"${file}" is an array of feature maps, which ${values} cannot be compared with: give labels, or read both as features.`,
  'mask-truth-is-labels': ({ file }: { file: string }) =>
    `"${file}" holds labels, which feature maps cannot be compared with: give an array [C, H, W] of features.`,
  'mask-too-many-classes': ({ file, classes, most }: { file: string; classes: number; most: number }) =>
    `"${file}" has ${counted(classes, 'class', 'classes')}; at most ${most} are told apart. --values features takes any number of channels.`,
  'mask-strange-labels': ({
    truth,
    labels,
    file,
    classes,
    largest,
    ignore,
    isOne,
  }: {
    truth: string;
    labels: string;
    file: string;
    classes: number;
    largest: number;
    ignore: number;
    isOne: boolean;
  }) =>
    `"${truth}" has the label${isOne ? '' : 's'} ${labels}, but "${file}" has ${counted(classes, 'class', 'classes')}, 0 to ${largest}${isOne ? `: if it marks pixels that do not count, --ignore-label ${ignore} leaves them out` : ''}.`,
  'unpooling-no-indices': () =>
    'Unpooling takes its positions from an encoder here, and none are given: name them with --indices, or set indices to top-left.',
  'unpooling-no-pooled': () => 'Pooled values come from a reference, and there is none here: set values to input.',
  'mask-too-many-values': ({
    file,
    shape,
    values,
    most,
  }: {
    file: string;
    shape: string;
    values: number;
    most: number;
  }) =>
    `An output for "${file}" would be ${shape}, ${counted(values, 'value')}; at most ${most} fit into a tensor. Use fewer channels or a smaller scale.`,
  'mask-too-much-memory': ({
    file,
    shape,
    needed,
    free,
  }: {
    file: string;
    shape: string;
    needed: string;
    free: string;
  }) =>
    `Enlarging "${file}" to ${shape} needs about ${needed} of memory, but ${free} are free. Use fewer channels, a smaller array or a smaller scale.`,
  'indices-not-array': ({ name }: { name: string }) =>
    `"${name}" holds no positions: give a .npy array of whole numbers [C, H, W], as max-pooling records them.`,
  'mask-folder-empty': ({ path, endings }: { path: string; endings: string }) =>
    `"${path}" is a folder without arrays or labels (${endings}).`,
  'mask-no-truth': ({ file, truths }: { file: string; truths: string }) =>
    `"${file}" has no truth: none of "${truths}" is called alike.`,
  'mask-counts-differ': ({ arrays, truths }: { arrays: number; truths: number }) =>
    `${counted(arrays, 'array')} and ${counted(truths, 'file')} to go with them are given: give as many of both, or folders with matching names.`,
  'mask-no-mode': () => '--mode is for pictures: with --truth or --values the array itself is enlarged.',
  'mask-needs-truth': ({ option }: { option: string }) => `--${option} is for logits and labels: give --truth as well.`,
  'size-or-scale': () => '--size and --scale both say how large the output is: give one of them.',
  'size-needs-enlarge': () =>
    '--size does not go with a reference, whose size is the output: give --mode enlarge, or --scale.',
  'order-or-labels-first': () => '--labels-first is --order labels: give one of them.',
  'report-class-iou': () => 'IoU by class',
  'report-classes-in-truth': ({ count }: { count: number }) => `${counted(count, 'class', 'classes')} in the truth`,
  'report-confusion': () => 'Confusion',
  'report-confusion-note': () => 'row: truth, column: predicted class; % of the row; most and fewest right pixels',
  'report-together': ({ pictures }: { pictures: number }) => `All ${counted(pictures, 'picture')} as one`,
  'report-together-some': ({ pictures, leftOut, count }: { pictures: number; leftOut: string; count: number }) =>
    `${pictures === 1 ? 'One picture' : `${counted(pictures, 'picture')} as one`}; left out for another number of classes: ${count === 1 ? leftOut : `${leftOut} (${count})`}`,
  'report-together-note': () =>
    'From the summed confusion matrix; beside each number the mean over the pictures. Shares in %.',
  'mask-values-logits': () => 'logits',
  'mask-values-probabilities': () => 'probabilities',
  'mask-values-features': () => 'feature maps',
  'report-pair': ({
    values,
    channels,
    input,
    output,
    truth,
  }: {
    values: string;
    channels: number;
    input: string;
    output: string;
    truth: string;
  }) => `${values} ${channels}×${input}, enlarged to ${output}${truth === '' ? '' : `, truth ${truth}`}`,
  'mask-labels-first': ({ title }: { title: string }) => `${title}, labels first`,
  'example-one': ({ examples }: { examples: readonly string[] }) => `Name one example: ${examples.join(', ')}.`,
  'mask-output-gone': () => 'This output is no longer stored. Start the run again.',
  'pair-no-array': ({ names }: { names: readonly string[] }) =>
    `None of ${names.join(', ')} is an array [C, H, W] of logits, probabilities or features.`,
  'not-a-pair': ({ name }: { name: string }) => `"${name}" is a picture, and not an array with its truth.`,
  'fit-mask-no-unpooling': () => 'Unpooling is not fitted to masks: fit conv-transpose, nearest-conv or pixel-shuffle.',
  'fit-mask-size': ({
    file,
    truth,
    scale,
    wanted,
    found,
  }: {
    file: string;
    truth: string;
    scale: number;
    wanted: string;
    found: string;
  }) => `"${file}" at scale ${scale} needs a truth of ${wanted}, but "${truth}" is ${found}.`,
};
