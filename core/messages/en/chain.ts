import { counted } from '../plural';
/** Chains of layers: why the solver's sizes are what they are, what does not fit, and what would fix it. */
export const chain = {
  height: () => 'height',
  width: () => 'width',
  'padding-is-zero': ({ plain, output, axis }: { plain: string; output: number; axis: string }) =>
    `output_padding is 0: ${plain} = ${output} is the wanted ${axis} already.`,
  'padding-is': ({
    value,
    plain,
    reached,
    axis,
    output,
    reason,
    most,
  }: {
    value: number;
    plain: string;
    reached: number;
    axis: string;
    output: number;
    reason: string;
    most: number;
  }) =>
    `output_padding is ${value}: ${plain} = ${reached}, ${value} short of the wanted ${axis} of ${output}; ${reason}. It is added at the end only and stays below ${most}, the larger of stride and dilation.`,
  'stride-maps-many': ({ stride, sizes, input }: { stride: number; sizes: readonly number[]; input: number }) =>
    `a convolution of stride ${stride} maps ${sizes.length === 2 ? `both ${sizes.join(' and ')}` : `all of ${sizes[0]} to ${sizes.at(-1)}`} onto ${input}, and output_padding says which of them is meant`,
  'nothing-else-moves': ({ axis }: { axis: string }) => `nothing else moves the ${axis} by so little`,
  interpolation: () => 'Interpolation',
  'nearest-neighbour': () => 'Nearest neighbour',
  'takes-the-size': ({ layer, output }: { layer: string; output: string }) =>
    `${layer} takes the size itself, so there is no output_padding; scale_factor would round ${output} down.`,
  'multiplies-the-size': ({ layer }: { layer: string }) =>
    `${layer} multiplies the size, so there is no output_padding.`,
  'keeps-the-size': ({ sentence, padding, kernel }: { sentence: string; padding: number; kernel: number }) =>
    `${sentence} padding=${padding} keeps the size: 2 * ${padding} = ${kernel} - 1.`,
  'unpool-too-far': ({ stride, usual }: { stride: number; usual: string }) =>
    `MaxUnpool2d with kernel and stride ${stride} makes ${usual}, and output_size may differ from that by less than ${stride}.`,
  'unpool-usual': ({ input, stride, output }: { input: number; stride: number; output: number }) =>
    `Unpooling has no output_padding: (${input} - 1) * ${stride} + ${stride} = ${output}. It puts the values where the maxima were, zeros elsewhere: a convolution after it has to fill the gaps.`,
  'unpool-rounded': ({ output }: { output: string }) =>
    `Unpooling has no output_padding: pooling rounded the size down, and output_size=(${output}) says what it was.`,
  'shuffle-no-multiple': ({
    output,
    input,
    factor,
    nearby,
  }: {
    output: string;
    input: string;
    factor: number;
    nearby: string;
  }) =>
    `Pixel shuffle multiplies both axes by one whole number, and ${output} is not a multiple of ${input}: shuffle by ${factor} to ${nearby} and crop.`,
  'shuffle-multiplies': ({ factor }: { factor: number }) =>
    `Pixel shuffle multiplies the size by ${factor}, so there is no output_padding. Start it with ICNR weights; otherwise its phases differ.`,
  'even-kernel': ({ kernel }: { kernel: number }) =>
    `A kernel of ${kernel} changes the size by one with any padding: only odd kernels keep it.`,
  /** `isOnly`: that kernel alone was asked for. */
  'no-transposed': ({ kernel, isOnly, from, to }: { kernel: number; isOnly: boolean; from: string; to: string }) =>
    `No transposed convolution with a kernel of ${isOnly ? '' : 'up to '}${kernel} goes from ${from} to ${to}.`,
  'then-it-takes': ({ name }: { name: string }) => `Then ${name} takes what it receives.`,
  'positions-count-in': ({ pool, source }: { pool: string; source: string }) =>
    `The positions of ${pool} count in ${source}, so the output has to have its size.`,
  'follows-every-input': () => 'Same result, and it follows every input.',
  'then-gives': ({ name, size, most }: { name: string; size: string; most: number }) =>
    `${name} then gives ${size}. Legal: 0 to ${most}, below stride or dilation. No cost.`,
  'gives-whatever': ({ name, size }: { name: string; size: string }) =>
    `${name} then gives ${size} whatever the rounding before it.`,
  'drops-last': ({ name, size }: { name: string; size: string }) =>
    `Drops the last rows and columns of ${name}; the output is ${size}.`,
  'repeats-last': ({ name, isRow, isColumn }: { name: string; isRow: boolean; isColumn: boolean }) =>
    `Repeats the last ${[isRow && 'row', isColumn && 'column'].filter(Boolean).join(' and ')} of ${name}.`,
  'pads-input': ({ size, own, step }: { size: string; own: string; step: number }) =>
    `Pads the input to ${size}, multiples of ${step}, so that every pooling halves evenly; cut the output back to ${own}.`,
  'scale-just-missed': ({ name, meant }: { name: string; meant: string }) =>
    `${name}: the size times the factor ends just below a whole number in floating point, so the output is one smaller. Use size=(${meant}).`,
  'unpool-wrong-places': ({ name, here, pool, there }: { name: string; here: string; pool: string; there: string }) =>
    `${name} makes ${here} but the positions of ${pool} were recorded on ${there}: the values go to wrong places, or PyTorch refuses. Use output_size.`,
  'layer-takes-channels': ({ name, takes, received }: { name: string; takes: number; received: number }) =>
    `${name} takes ${counted(takes, 'channel')} but receives ${received}.`,
  'inputs-do-not-fit': ({
    name,
    first,
    firstShape,
    other,
    otherShape,
  }: {
    name: string;
    first: string;
    firstShape: string;
    other: string;
    otherShape: string;
  }) => `${name} does not fit: ${first} is ${firstShape} but ${other} is ${otherShape}.`,
  'weight-file-expected': ({ file }: { file: string }) =>
    `Expected a .safetensors, .npz or .npy file of weights but received ${file}.`,
  'weight-file-too-large': ({ file, size, most }: { file: string; size: number; most: number }) =>
    `${file} has ${size} MiB; weight files of at most ${most} MiB are opened. Save the layer by itself.`,
  'divisor-of-named': ({ name, count }: { name: string; count: number }) => `a divisor of ${name}=${count}`,
  'divisor-of-count': ({ count }: { count: number }) => `a divisor of ${count}`,
  'zeros-for': ({ layer }: { layer: string }) => `'zeros' for ${layer}`,
  'layer-no-pooling': ({ layer }: { layer: string }) =>
    `${layer} has no max-pooling before it whose positions it could use.`,
  'layer-other-positions': ({
    layer,
    received,
    pool,
    shape,
  }: {
    layer: string;
    received: string;
    pool: string;
    shape: string;
  }) => `${layer} receives ${received} but the positions of ${pool} are ${shape}.`,
  'layer-takes-features': ({ layer, takes, received }: { layer: string; takes: number; received: number }) =>
    `${layer} takes ${takes} features but receives ${received}.`,
  'square-divides-channels': ({ channels }: { channels: number }) =>
    `a number whose square divides the ${counted(channels, 'channel')}`,
  'shape-not-known': ({ name }: { name: string }) => `The shape of ${name} is not known.`,
  'other-than-0': () => 'a number other than 0',
  'pad-sides': () => '(left, right, top, bottom)',
  'pad-less': ({ size }: { size: string }) => `less than the size ${size} with mode reflect`,
  'pad-leaves': ({ size }: { size: string }) => `sides that leave at least one element of ${size}`,
  'layer-keeps-none': ({ layer, size, axis }: { layer: string; size: number; axis: string }) =>
    `${layer} keeps none of the ${size} ${axis}.`,
  'output-not-smaller': ({ input, received }: { input: string; received: string }) =>
    `Expected an output of at least ${input} but received ${received}: upsampling cannot reduce the size.`,
};
