import { message, type Message } from '../messages';
import { because, type Solution, type Task, type Unreachable } from './solution';

type Answer = { readonly solutions: readonly Solution[] } | Unreachable;

const ODD_KERNELS = [1, 3, 5, 7];

/** The families whose size follows from a factor or is given outright: interpolation, unpooling, nearest + conv, shuffle. */
export function solveResized(task: Task): readonly Answer[] {
  return [bilinear(task), unpooling(task), nearestConv(task), pixelShuffle(task)];
}

const usual = { overlap: null, shift: [0, 0] } as const;

/** `scale_factor=2`, or the size where the factor is no whole number. */
function resize({ factor, output }: Task): string {
  return factor === null ? `size=(${output.join(', ')})` : `scale_factor=${factor}`;
}

function sizeWhy({ factor, output }: Task, layer: Message): Message {
  return factor === null
    ? message('takes-the-size', { layer, output: output.join('×') })
    : message('multiplies-the-size', { layer });
}

function bilinear(task: Task): Answer {
  const { channels, output, factor } = task;
  return {
    solutions: [
      {
        ...usual,
        family: 'bilinear',
        parameters: factor === null ? { size: output } : { scaleFactor: factor },
        layers: [`nn.Upsample(${resize(task)}, mode='bilinear')`],
        output,
        checkerboardFree: true,
        fitsEverySize: factor !== null,
        parameterCount: 0,
        macs: 4 * channels * output[0] * output[1],
        ...because(sizeWhy(task, message('interpolation'))),
      },
    ],
  };
}

/** Unpooling with windows of the stride; sizes within one stride of the usual one by output_size. */
function unpooling({ input, output, factor }: Task): Answer {
  const s = factor ?? Math.max(1, Math.round(Math.max(output[0] / input[0], output[1] / input[1])));
  const usualSize = [input[0] * s, input[1] * s];
  if (output.some((size, axis) => Math.abs(size - usualSize[axis]!) >= s)) {
    return { family: 'unpooling', ...because(message('unpool-too-far', { stride: s, usual: usualSize.join('×') })) };
  }
  const isUsual = output.every((size, axis) => size === usualSize[axis]);
  return {
    solutions: [
      {
        ...usual,
        family: 'unpooling',
        parameters: { kernelSize: s, stride: s, ...(isUsual ? {} : { outputSize: output }) },
        layers: [
          isUsual ? `nn.MaxUnpool2d(${s})` : `nn.MaxUnpool2d(${s})(x, indices, output_size=(${output.join(', ')}))`,
        ],
        output,
        // Values stand at the recorded places, with zeros between them, until something fills the gaps.
        checkerboardFree: s === 1,
        fitsEverySize: factor !== null,
        parameterCount: 0,
        macs: 0,
        ...because(
          isUsual
            ? message('unpool-usual', { input: input[0], stride: s, output: output[0] })
            : message('unpool-rounded', { output: output.join(', ') }),
        ),
      },
    ],
  };
}

function nearestConv(task: Task): Answer {
  const { channels, output, factor, fixed } = task;
  const kernels = fixed.kernelSize === undefined ? ODD_KERNELS : [fixed.kernelSize];
  if (kernels.some((k) => k % 2 === 0)) return evenKernel('nearest-conv', kernels[0]!);
  const solutions = kernels.map((kernelSize): Solution => {
    const padding = (kernelSize - 1) / 2;
    const weights = channels * channels * kernelSize * kernelSize;
    return {
      ...usual,
      family: 'nearest-conv',
      parameters: { ...(factor === null ? { size: output } : { scaleFactor: factor }), kernelSize, padding },
      layers: [`nn.Upsample(${resize(task)})`, convLine(channels, channels, kernelSize)],
      output,
      checkerboardFree: true,
      fitsEverySize: factor !== null,
      parameterCount: weights + channels,
      macs: weights * output[0] * output[1],
      ...because(
        message('keeps-the-size', {
          sentence: sizeWhy(task, message('nearest-neighbour')),
          padding,
          kernel: kernelSize,
        }),
      ),
    };
  });
  return { solutions };
}

function pixelShuffle({ channels, input, output, factor, fixed }: Task): Answer {
  if (factor === null) {
    const r = Math.ceil(Math.max(output[0] / input[0], output[1] / input[1]));
    const nearby = [input[0] * r, input[1] * r].join('×');
    const why = message('shuffle-no-multiple', {
      output: output.join('×'),
      input: input.join('×'),
      factor: r,
      nearby,
    });
    return { family: 'pixel-shuffle', ...because(why) };
  }
  const kernels = fixed.kernelSize === undefined ? ODD_KERNELS : [fixed.kernelSize];
  if (kernels.some((k) => k % 2 === 0)) return evenKernel('pixel-shuffle', kernels[0]!);
  const between = channels * factor * factor;
  const solutions = kernels.map((kernelSize): Solution => {
    const weights = channels * between * kernelSize * kernelSize;
    return {
      ...usual,
      family: 'pixel-shuffle',
      parameters: { kernelSize, padding: (kernelSize - 1) / 2, upscaleFactor: factor },
      layers: [convLine(channels, between, kernelSize), `nn.PixelShuffle(${factor})`],
      output,
      // Every output pixel is one whole window; unequal phases come from the weights, and ICNR makes them equal.
      checkerboardFree: true,
      fitsEverySize: true,
      parameterCount: weights + between,
      macs: weights * input[0] * input[1],
      ...because(message('shuffle-multiplies', { factor })),
    };
  });
  return { solutions };
}

function evenKernel(family: 'nearest-conv' | 'pixel-shuffle', kernelSize: number): Unreachable {
  return { family, ...because(message('even-kernel', { kernel: kernelSize })) };
}

function convLine(inC: number, outC: number, kernelSize: number): string {
  const padding = kernelSize === 1 ? '' : `, padding=${(kernelSize - 1) / 2}`;
  return `nn.Conv2d(${inC}, ${outC}, ${kernelSize}${padding})`;
}
