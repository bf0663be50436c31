import { message, say, type Language, type Message } from '../messages';
import type { Convolution, Network, NetworkLayer } from './network';

export interface Replacement {
  readonly kind: 'pixel-shuffle' | 'conv-transpose' | 'nearest-conv' | 'resize-conv' | 'conv-transpose-even';
  readonly parameters: number;
  readonly macs: number;
  /** Whether it is the same function; what is not needs training. */
  readonly exact: boolean;
  readonly text: Message;
}

/** What could stand in a layer's place at the same size: the same function by another layer, then what removes a grid. */
export function replacementsOf(layer: NetworkLayer, network: Network): Replacement[] {
  const { enlarging, inputShape, outputShape } = layer;
  if (!enlarging || !inputShape || !outputShape || inputShape.length !== 4) return [];
  const [n = 1, inC = 1, h = 1, w = 1] = inputShape;
  const [, outC = 1, oh = 1, ow = 1] = outputShape;
  const [s, sw] = enlarging.stride;
  if (s !== sw || !Number.isInteger(s) || s < 1) return [];
  const cells = n * h * w;
  const outCells = n * oh * ow;
  const followers = network.layers.filter((other) => other.inputs.some((name) => layer.outputs.includes(name)));
  const maker = network.layers.find((other) => other.outputs[0] === layer.inputs[0]);
  const found: Replacement[] = [];
  const add = (
    kind: Replacement['kind'],
    weights: number,
    bias: number,
    places: number,
    exact: boolean,
    text: Message,
  ): void => {
    found.push({ kind, parameters: weights + bias, macs: weights * places, exact, text });
  };
  if (enlarging.kind === 'ConvTranspose2d' && enlarging.kernel) {
    const [k] = enlarging.kernel;
    const { groups, padding, dilation } = enlarging;
    // A text has no tensors, but its count of parameters tells.
    const weights = inC * (outC / groups) * k * enlarging.kernel[1];
    const hasBias = enlarging.bias !== null || layer.parameters === weights + outC;
    const bias = hasBias ? outC : 0;
    if (s > 1 && enlarging.kernel[0] === enlarging.kernel[1] && dilation[0] === 1 && dilation[1] === 1) {
      const taps = convolutionTaps(k, s, padding[0]);
      add(
        'pixel-shuffle',
        (inC / groups) * outC * s * s * taps * taps,
        hasBias ? outC * s * s : 0,
        cells,
        true,
        message('replace-by-shuffle', { kernel: taps, factor: s }),
      );
    }
    if (s > 1 && k % s !== 0) {
      const even = 2 * s;
      add(
        'conv-transpose-even',
        inC * (outC / groups) * even * even,
        bias,
        cells,
        false,
        message('replace-by-even', { kernel: even, factor: s }),
      );
    }
    if (s > 1)
      add('resize-conv', inC * (outC / groups) * 9, bias, outCells, false, message('replace-by-resize', { factor: s }));
  }
  if (enlarging.kind === 'PixelShuffle') {
    const conv = maker && maker.kind === 'Conv2d' && maker.inputShape ? maker : null;
    if (conv) add('conv-transpose', conv.parameters, 0, cells, true, message('replace-by-transposed', { factor: s }));
    add('resize-conv', outC * outC * 9, outC, outCells, false, message('replace-by-resize', { factor: s }));
  }
  if (enlarging.kind === 'Resize' && enlarging.mode === 'nearest') {
    add('pixel-shuffle', 0, 0, 0, true, message('replace-by-repeat', { factor: s }));
    add('conv-transpose', outC * s * s, 0, cells, true, message('replace-by-ones', { factor: s }));
    const conv = followers.length === 1 ? (followers[0]!.convolution ?? null) : null;
    const side = conv ? mergeableSide(conv) : null;
    const made = followers[0]?.outputShape?.[1];
    if (conv && side !== null && made !== undefined) {
      const own = (outC / conv.groups) * made * side * side;
      // k + s - 1 of one kernel in place of both.
      const k = side + s - 1;
      add(
        'conv-transpose',
        (outC / conv.groups) * made * k * k,
        followers[0]!.parameters === own + made ? made : 0,
        cells,
        true,
        message('replace-both', { side, kernel: k, factor: s }),
      );
    }
  }
  return found;
}

/** Side of a convolution that steps by one and is square, so that resizing before it can be part of it. */
function mergeableSide({ kernel, stride, dilation }: Convolution): number | null {
  const isPlain = [...stride, ...dilation].every((step) => step === 1);
  return isPlain && kernel[0] === kernel[1] ? kernel[0] : null;
}

/** Side of the convolution before a pixel shuffle that reaches what a transposed convolution reaches. */
function convolutionTaps(k: number, s: number, p: number): number {
  let first = Infinity;
  let last = -Infinity;
  for (let phase = 0; phase < s; phase++)
    for (let i = 0; i < k; i++) {
      const from = phase + p - i;
      if (((from % s) + s) % s !== 0) continue;
      first = Math.min(first, from / s);
      last = Math.max(last, from / s);
    }
  return last - first + 1;
}

export const inWords = (replacement: Replacement, language?: Language): string => say(replacement.text, language);
