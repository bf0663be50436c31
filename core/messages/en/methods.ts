import { counted } from '../plural';
/** Methods: their weights, warnings and identities, and what is refused of their parameters. */
export const methods = {
  'weights-bilinear': () => 'bilinear kernel',
  'weights-bilinear-phases': () => 'bilinear phases',
  'weights-box': () => 'box',
  'weights-nearest': () => 'nearest neighbour',
  'weights-gaussian': () => 'Gaussian',
  'weights-bicubic': () => 'bicubic kernel',
  'weights-lanczos': () => 'Lanczos-3 kernel',
  'weights-fitted': () => 'fitted',
  'weights-constant': () => 'constant',
  'weights-identity': () => 'identity',
  'weights-sharpen': () => 'sharpen',
  'weights-icnr': () => 'ICNR of Kaiming normal',
  'weights-kaiming-normal': () => 'Kaiming normal',
  'weights-kaiming-uniform': () => 'Kaiming uniform',
  'weights-xavier-uniform': () => 'Xavier uniform',
  'weights-xavier-normal': () => 'Xavier normal',
  'weights-seeded': ({ origin, seed }: { origin: string; seed: number }) => `${origin} (seed ${seed})`,
  'weights-noisy': ({ origin, percent, seed }: { origin: string; percent: number; seed: number }) =>
    `${origin}, noise ${percent} % (seed ${seed})`,
  'weights-of-step': ({ step, origin }: { step: string; origin: string }) => `${step}: ${origin}`,
  'weights-of-steps': ({ steps }: { steps: readonly string[] }) => steps.join('; '),
  'weights-in-file': ({ file, tensor }: { file: string; tensor: string }) => `${file}, ${tensor}`,
  'weights-noted': ({ file, note }: { file: string; note: string }) => `${file} (${note})`,
  'fitted-on-built-in': () => 'fitted on the built-in set',
  'fitted-on-built-in-made-by': ({ degradation }: { degradation: string }) =>
    `fitted on the built-in set (${degradation})`,
  'fitted-on': ({ pictures }: { pictures: string }) => `fitted on ${pictures}`,
  'fitted-on-this-picture': () => 'fitted on this picture',
  'fitted-on-many-and-this': ({ pictures }: { pictures: number }) =>
    `fitted on ${counted(pictures, 'picture')}, this one among them`,
  'no-training-pictures': () =>
    'The built-in training pictures are not available, so weights cannot be fitted: choose other weights.',
  'fitted-not-at-hand': () => 'Fitted weights are not available here: choose other weights.',
  'weights-of-the-layer': () => 'the weights of the layer',
  'no-weight-file': ({ name }: { name: string }) => `No weight file is open under the name "${name}".`,
  'no-tensors': () => 'no tensors',
  'no-tensor-in-file': ({ file, tensor, held }: { file: string; tensor: string; held: string }) =>
    `Expected a tensor of ${file} for weights but "${tensor}" is not in it; it holds ${held}.`,
  'weights-of-other-shape': ({ wanted, file, held }: { wanted: string; file: string; held: string }) =>
    `Expected weights of shape ${wanted} but ${file} holds ${held}.`,

  'zeros-darken': () =>
    'Zero padding darkens the frame of the picture and can cost up to 1.5 dB there: compare the interior, or use the replicated border.',
  'weights-are-random': () => 'These weights are random: they show the layer before any training, not what it can do.',
  'raw-is-black': ({ black, all }: { black: number; all: number }) =>
    `Raw unpooling leaves ${black} of ${all} pixels black: a PSNR of 5 to 8 dB is expected.`,
  'no-reference-positions': () =>
    'Unpooling needs the positions that max-pooling recorded in a reference, and there is none when a picture itself is enlarged: set indices to top-left.',

  'identity-kernel': ({ kernel, stride, padding }: { kernel: number; stride: number; padding: number }) =>
    `the transposed convolution with these weights (kernel ${kernel}, stride ${stride}, padding ${padding})`,
  'identity-tent': ({ scale, kernel, padding }: { scale: number; kernel: number; padding: number }) =>
    `bilinear interpolation is the transposed convolution with the tent of half-width ${scale} (kernel ${kernel}, stride ${scale}, padding ${padding}) on a replicated border`,
  'identity-cubic': ({
    width,
    kernel,
    scale,
    padding,
  }: {
    width: number;
    kernel: number;
    scale: number;
    padding: number;
  }) =>
    `bicubic interpolation is the transposed convolution with the cubic kernel of half-width ${width} (kernel ${kernel}, stride ${scale}, padding ${padding}) on a replicated border`,
  'identity-ones': ({ scale }: { scale: number }) =>
    `nearest neighbour is the transposed convolution with ${scale}×${scale} ones at stride ${scale} (and pixel shuffle of repeated channels)`,
  'identity-nearest-conv': ({
    scale,
    side,
    kernel,
    padding,
  }: {
    scale: number;
    side: number;
    kernel: number;
    padding: number;
  }) =>
    `nearest neighbour ×${scale} and a ${side}×${side} convolution are one transposed convolution with kernel ${kernel}, stride ${scale}, padding ${padding}: the box convolved with the flipped kernel`,
  'identity-shuffle': ({
    side,
    scale,
    kernel,
    padding,
  }: {
    side: number;
    scale: number;
    kernel: number;
    padding: number;
  }) =>
    `a ${side}×${side} convolution and pixel shuffle ${scale} are one transposed convolution with kernel ${kernel}, stride ${scale}, padding ${padding}`,
  'identity-fixed-positions': ({ scale }: { scale: number }) =>
    `unpooling at fixed positions is the zero insertion of a transposed convolution with stride ${scale}`,
  'identity-steps': ({ steps }: { steps: string }) =>
    `the steps ${steps} are one transposed convolution, the kernels convolved`,

  'no-method': ({ id, methods: ids }: { id: string; methods: readonly string[] }) =>
    `There is no method ${id}: the methods are ${ids.join(', ')}.`,
  'no-preset': ({ id, presets }: { id: string; presets: readonly string[] }) =>
    `There is no preset ${id}: the presets are ${presets.join(', ')}.`,
  'no-parameter': ({ method, name, names }: { method: string; name: string; names: readonly string[] }) =>
    `${method} has no parameter "${name}": ${names.length > 0 ? `its parameters are ${names.join(', ')}` : 'it has no parameters'}.`,
  'parameter-hidden': ({
    name,
    method,
    controller,
    wanted,
    value,
  }: {
    name: string;
    method: string;
    controller: string;
    wanted: readonly string[];
    value: string;
  }) =>
    `${name} of ${method} applies only when ${controller} is ${wanted.join(' or ')}, but ${controller} is ${value}.`,
  'parameter-not-resolved': ({ name }: { name: string }) => `The parameter ${name} was not resolved before use.`,
  'pair-expected': ({ method, received }: { method: string; received: string }) =>
    `Expected key=value after "${method}:" but received "${received}".`,
  'given-twice': ({ name, text }: { name: string; text: string }) => `${name} is given twice in "${text}".`,
  'text-of-grammar': ({ grammar, length }: { grammar: string; length: number }) =>
    `${grammar} (at most ${length} characters)`,
  'odd-integer-between': ({ min, max }: { min: number; max: number }) => `an odd integer from ${min} to ${max}`,
  'odd-at-least-for-sharpen': ({ min }: { min: number }) => `an odd integer >= ${min} for weights sharpen`,
  'output-padding-below': ({ stride, dilation }: { stride: number; dilation: number }) =>
    `an integer less than stride ${stride} or dilation ${dilation}`,
  'padding-leaves-output': ({ size, kernel, stride }: { size: string; kernel: number; stride: number }) =>
    `a value that leaves an output from ${size} at kernelSize ${kernel} and stride ${stride}`,

  /** `subject` is what makes the size: "stride 3", "its steps multiply to x6, which". */
  'does-not-fit': ({
    method,
    subject,
    made,
    from,
    scale,
    wanted,
    cure,
  }: {
    method: string;
    subject: string;
    made: string;
    from: string;
    /** Null where a size was asked for. */
    scale: number | null;
    wanted: string;
    cure: string;
  }) =>
    `${method}: ${subject} ${made} from ${from}, but ${scale === null ? 'the wanted size is' : `scale ${scale} needs`} ${wanted}${scale === null && cure === '' ? '; it takes whole factors only' : ''}${cure === '' ? '' : `: ${cure} would fit`}.`,
  'fits-by-chance': ({
    method,
    subject,
    made,
    from,
    cure,
  }: {
    method: string;
    subject: string;
    made: string;
    from: string;
    cure: string;
  }) =>
    `${method}: ${subject} ${made} from ${from} by chance, not from every size${cure === '' ? '' : `: ${cure} would fit`}.`,
  'subject-makes': ({ subject }: { subject: string }) => `${subject} makes`,
  'subjects-make': ({ subjects }: { subjects: readonly string[] }) =>
    `${subjects.join(' and ')} ${subjects.length > 1 ? 'make' : 'makes'}`,
  'values-and': ({ values }: { values: readonly string[] }) => values.join(' and '),
  'steps-multiply-to': ({ product }: { product: string }) => `its steps multiply to ${product}, which`,

  'steps-grammar': () =>
    'steps such as "conv-transpose x2 > bilinear x2": id, parameters in brackets separated by ";", and x with the factor',
  'steps-expected': ({ grammar, received }: { grammar: string; received: string }) =>
    `Expected ${grammar} for steps but received "${received}".`,
  'step-unreadable': ({ grammar, step, received }: { grammar: string; step: number; received: string }) =>
    `Expected ${grammar} but step ${step} is "${received}".`,
  'too-many-steps': ({ most, given }: { most: number; given: number }) =>
    `A pipeline has at most ${counted(most, 'step')}, but ${given} are given.`,
  'step-pair-expected': ({ step, id, received }: { step: number; id: string; received: string }) =>
    `Expected key=value in the brackets of step ${step}, ${id}, but received "${received}".`,
  'step-gives-twice': ({ step, id, name }: { step: number; id: string; name: string }) =>
    `Step ${step}, ${id}, gives ${name} twice.`,
  'step-factor-expected': ({ step, id, received }: { step: number; id: string; received: string }) =>
    `Expected a factor from 1/16 to 16 such as x2, x3/2 or x0.5 for step ${step}, ${id}, but received "x${received}".`,
  'one-factor-left-out': ({ ids }: { ids: readonly string[] }) =>
    `At most one step may leave its factor out, but ${ids.join(' and ')} do: write x and a factor after each.`,
  'reference-only-last': () => 'positions recorded from the reference fit only the last step: set indices=top-left.',
  'conv-keeps-size': ({ step, factor }: { step: number; factor: string }) =>
    `Step ${step}, conv, keeps the size: its factor is x1, not x${factor}.`,
  'no-step': ({ id, ids }: { id: string; ids: readonly string[] }) =>
    `There is no step ${id}: the steps are ${ids.join(', ')}.`,
  'step-whole-factor': ({
    step,
    id,
    min,
    max,
    factor,
    free,
  }: {
    step: number;
    id: string;
    min: number;
    max: number;
    factor: string;
    free: readonly string[];
  }) =>
    `Step ${step}, ${id}, enlarges by a whole number from ${min} to ${max}, not by x${factor}; ${free.slice(0, -1).join(', ')} and ${free.at(-1) ?? ''} take any factor.`,
  'step-takes-no-parameters': ({
    step,
    id,
    factor,
    name,
  }: {
    step: number;
    id: string;
    factor: string;
    name: string;
  }) =>
    `Step ${step}, ${id} x${factor}, takes no parameters, but ${name} is given: by x2, x3 and x4 alone it is the method.`,
  'said-of-step': ({ step, id, sentence }: { step: number; id: string; sentence: string }) =>
    `pipeline, step ${step}, ${id}: ${sentence}`,
};
