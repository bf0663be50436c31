import { counted } from '../plural';
/** What operators, tensors, fits and the Lab refuse, and what they would take. */
export const operators = {
  'only-options': ({ known, operator }: { known: readonly string[]; operator: string }) =>
    `only ${known.join(', ')} for ${operator}`,
  'number-above-0': () => 'a number > 0',
  'finite-from-0': () => 'a finite number >= 0',
  'finite-above-0': () => 'a finite number above 0 in float32',
  'whole-numbers-from-0': () => 'whole numbers >= 0',
  'whole-numbers-between': ({ min, max }: { min: number; max: number }) => `whole numbers from ${min} to ${max}`,
  'for-each-axis': ({ expected }: { expected: string }) => `${expected} for each of [height, width]`,
  'height-and-width': () => '[height, width]',
  'size-on-axis': ({ legal, axis, input, output }: { legal: string; axis: string; input: string; output: string }) =>
    `${legal} on the ${axis} (an input of ${input} would give an output of ${output})`,
  'axis-height': () => 'height',
  'axis-width': () => 'width',
  'at-most': ({ most }: { most: number }) => `at most ${most}`,
  'at-least-reciprocal': ({ size }: { size: number }) => `at least 1/${size}`,
  'padding-or-word': () => "an integer >= 0, 'same' or 'valid'",
  'one-with-same': () => "1 with padding 'same'",
  'padding-most': ({ most, mode, axis, size }: { most: number; mode: string; axis: string; size: number }) =>
    `at most ${counted(most, 'cell')} of ${mode} padding on a ${axis} of ${size}`,
  'output-size-range': ({ least, most, input }: { least: string; most: string; input: string }) =>
    `sizes from [${least}] to [${most}] on an input of ${input}`,
  'nothing-besides': ({ name }: { name: string }) => `nothing besides ${name}`,
  'output-padding-range': ({ most }: { most: number }) => `an integer from 0 to ${most} (less than stride or dilation)`,
  'one-of-two': ({ first, second }: { first: string; second: string }) => `only one of ${first} and ${second}`,
  'either-of': ({ first, second }: { first: string; second: string }) => `${first} or ${second}`,
  'half-of-kernel': ({ most }: { most: number }) => `an integer from 0 to ${most} (half of kernelSize)`,
  'axis-range': ({ axis, least, most, input }: { axis: string; least: number; most: number; input: string }) =>
    `a ${axis} from ${least} to ${most} on an input of ${input}`,
  'divisor-of-axis': ({ axis, size }: { axis: string; size: number }) => `a divisor of the input's ${axis} of ${size}`,
  'a-tensor': ({ type }: { type: string }) => `a tensor { shape: number[], data: ${type} }`,
  'values-in-shape': ({ count, name, shape, found }: { count: number; name: string; shape: string; found: number }) =>
    `Expected ${counted(count, 'value')} in ${name} of ${shape} but found ${found}.`,
  'shape-expected': ({ expected, name, received }: { expected: string; name: string; received: string }) =>
    `Expected a shape ${expected} for ${name} but received ${received}.`,
  'shape-or': ({ first, second }: { first: string; second: string }) => `${first} or ${second}`,
  'shape-from-1': ({ layout }: { layout: string }) => `${layout} >= 1`,
  'shape-with-mode': ({
    layout,
    name,
    mode,
    received,
  }: {
    layout: string;
    name: string;
    mode: string;
    received: string;
  }) => `Expected a shape ${layout} for ${name} with paddingMode ${mode} but received ${received}.`,
  'at-least-one-cell': ({ name, received }: { name: string; received: string }) =>
    `Expected at least one channel, row and column in ${name} but received ${received}.`,
  'channels-for-groups': ({
    channels,
    weight,
    groups,
    received,
  }: {
    channels: number;
    weight: string;
    groups: number;
    received: number;
  }) =>
    `Expected ${counted(channels, 'channel')} (weight ${weight}, groups ${groups}) in the input but received ${received}.`,
  'channels-for-weight': ({ channels, weight, received }: { channels: number; weight: string; received: number }) =>
    `Expected ${counted(channels, 'channel')} (weight ${weight}) in the input but received ${received}.`,
  'divisor-of': ({ count, what }: { count: number; what: string }) => `a divisor of ${count} (${what})`,
  'weight-out-channels': () => 'outC of the weight',
  'weight-in-channels': () => 'inC of the weight',
  'square-divides-weight': ({ channels }: { channels: number }) =>
    `a number whose square divides the weight's ${channels} output channels`,
  'square-divides-input': ({ channels }: { channels: number }) =>
    `a number whose square divides the input's ${counted(channels, 'channel')}`,
  'square-divides': ({ channels }: { channels: number }) =>
    `a number whose square divides ${counted(channels, 'channel')}`,
  'denominator-shape': ({ expected, received }: { expected: string; received: string }) =>
    `Expected a denominator of the same shape as the numerator's ${expected} but received ${received}.`,
  'nothing-with-mode': ({ mode }: { mode: string }) => `nothing with mode ${mode} (only bilinear, bicubic)`,
  'false-with-mode': ({ mode }: { mode: string }) => `false with mode ${mode} (only bilinear, bicubic)`,
  'false-with-size': () => 'false with an explicit size',
  'indices-shape': ({ shapes }: { shapes: string }) => `Expected indices of the same shape as ${shapes}.`,
  'indices-input': ({ input, indices }: { input: string; indices: string }) =>
    `the input's ${input} but received ${indices}`,
  'positions-range': ({ most, size }: { most: number; size: string }) =>
    `positions from 0 to ${most} (an output of ${size})`,
  'picture-from-1': ({ width, height }: { width: number; height: number }) =>
    `Expected a picture of at least 1×1 pixels but received ${width}×${height}.`,
  'bytes-for-pixels': ({
    bytes,
    width,
    height,
    received,
  }: {
    bytes: number;
    width: number;
    height: number;
    received: number;
  }) => `Expected ${counted(bytes, 'byte')} for ${width}×${height} RGBA pixels but received ${received}.`,
  'planes-of-one-size': ({ first, second }: { first: string; second: string }) =>
    `Expected two planes of one size but received ${first} and ${second}.`,
  'planes-at-least': ({ size, received }: { size: number; received: string }) =>
    `Expected planes of at least ${size}×${size} but received ${received}.`,
  'tensors-of-one-shape': ({ first, second }: { first: string; second: string }) =>
    `Expected two tensors of one shape but received ${first} and ${second}.`,
  'kernels-memory': ({ needed, most, used }: { needed: string; most: string; used: string }) =>
    `This needs a block of ${needed}, but of the ${most} the fast operators can use ${used} are taken: use a smaller picture.`,
  'a-tensor-of': () => 'A tensor',
  'an-output': () => 'An output',
  'tensor-memory': ({ shape }: { shape: string }) => `A tensor of ${shape} does not fit into memory.`,
  'values-for-shape': ({ count, shape, received }: { count: number; shape: string; received: number }) =>
    `Expected ${counted(count, 'value')} for shape ${shape} but received ${received}.`,
  'indices-for-shape': ({ count, shape, received }: { count: number; shape: string; received: number }) =>
    `Expected ${count} indices for shape ${shape} but received ${received}.`,
  'raster-shape': ({ received }: { received: string }) =>
    `Expected a picture of shape 1×C×H×W but received ${received}.`,
  'probe-output': ({ least, received }: { least: number; received: string }) =>
    `Expected an output of at least ${least}×${least} from the probe but received ${received}.`,
  'taps-cancel': ({ kernelSize, dilation }: { kernelSize: number; dilation: number }) =>
    `Expected weights whose taps do not cancel but at kernelSize ${kernelSize} and dilation ${dilation} they sum to 0: choose other weights or dilation 1.`,
  'depthwise-shape': ({ received }: { received: string }) =>
    `Expected depthwise weights [n, 1, k, k] but received ${received}.`,
  'lab-shape': ({ most }: { most: number }) => `a shape [C, H, W] with sides from 1 to ${most}`,
  'divisor-of-inputs': ({ channels }: { channels: number }) => `a divisor of ${channels} input channels`,
  'divisor-of-outputs': ({ channels }: { channels: number }) => `a divisor of ${channels} output channels`,
  'lab-kernel': ({ kernel, channels, groups }: { kernel: string; channels: number; groups: number }) =>
    `The kernel ${kernel} does not fit ${counted(channels, 'channel')} in ${groups} groups.`,
  'fit-target': ({
    expected,
    source,
    scale,
    received,
  }: {
    expected: string;
    source: string;
    scale: number;
    received: string;
  }) => `Expected a target of ${expected} for a source of ${source} at scale ${scale} but received ${received}.`,
  'fit-one-for-convolution': () => '1 for a plain convolution',
  'odd-integer': () => 'an odd integer',
  'fit-no-pictures': () => 'There are no training pictures to fit weights on.',
  'fit-black-pictures': () => 'The training pictures are black: they determine no weights.',
  'fit-scale': ({ scale }: { scale: number }) => `the scale ${scale} for fitted weights`,
  'fit-methods': ({ methods }: { methods: readonly string[] }) =>
    `a method with weights to fit (${methods.join(', ')}; unpooling with fill=conv)`,
  'fit-moments': ({ reads, holds }: { reads: number; holds: readonly number[] }) =>
    `The layer reads ${counted(reads, 'pixel')} from each position but the moments hold ${holds.join(', ')}.`,
  'fit-hold-out-or-folds': () => 'Give either holdOut or folds: folds hold out every picture once.',
  'fit-most-folds': ({ pictures }: { pictures: number }) => `at most ${pictures}, the number of pictures`,
  'fit-least-share': ({ pictures }: { pictures: number }) => `a share that is at least one of ${pictures} pictures`,
  'rgb-pictures': ({ channels }: { channels: number }) =>
    `Expected RGB pictures but received ${counted(channels, 'channel')}.`,
};
