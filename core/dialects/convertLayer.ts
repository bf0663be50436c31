import { message, type Message } from '../messages';
import { convTranspose2d } from '../ops/convTranspose2d';
import { conv2d } from '../ops/conv2d';
import { UpbenchError } from '../tensor/errors';
import { createTensor, type Tensor } from '../tensor/tensor';
import { edgesOf, layerRule, outputOf, type Edges, type LayerFramework, type LayerSpec } from './layers';

/** The same layer elsewhere: parameters, what stands around it, code, and the proof. */
interface ConvertedLayer {
  readonly from: LayerSpec;
  readonly to: LayerFramework;
  readonly parameters: Readonly<Record<string, number | string | readonly number[]>>;
  /** Rows and columns cut off the output, or added to the input: [before, after] of height and width. */
  readonly around: {
    readonly crop: readonly (readonly [number, number])[];
    readonly pad: readonly (readonly [number, number])[];
  };
  readonly code: string;
  readonly weights: { readonly from: string; readonly to: string };
  readonly output: readonly [number, number];
  readonly verified: readonly string[];
  readonly proof: { readonly input: readonly [number, number]; readonly maxDifference: number };
  readonly notes: readonly Message[];
}

type Both<Value> = readonly [Value, Value];
const NOTHING: Both<readonly [number, number]> = [
  [0, 0],
  [0, 0],
];

export function convertLayer(spec: LayerSpec, to: LayerFramework, input: Both<number>): ConvertedLayer {
  const [source, target] = [layerRule(spec.kind, spec.framework), layerRule(spec.kind, to)];
  const edges: Both<Edges> = [edgesOf(spec, input[0], 0), edgesOf(spec, input[1], 1)];
  const output: Both<number> = [outputOf(spec, input[0], edges[0]), outputOf(spec, input[1], edges[1])];
  if (output.some((size) => size < 1))
    throw new UpbenchError('invalid-parameter', message('layer-too-small', { input: input.join('×') }));
  const made = spec.kind === 'conv' ? plainLayer(spec, to, edges, input) : transposedLayer(spec, to, edges, input);
  const dependsOnSize = spec.kind === 'conv' && spec.stride > 1 && typeof spec.padding === 'string';
  return {
    from: spec,
    to,
    ...made,
    output,
    weights: { from: source.layout!, to: target.layout! },
    verified: [`${source.name}: ${source.verified}`, `${target.name}: ${target.verified}`],
    proof: { input, maxDifference: proof(spec, edges, made, to, input) },
    notes: dependsOnSize ? [message('layer-of-size', { input: input.join('×') })] : [],
  };
}

type Made = Pick<ConvertedLayer, 'parameters' | 'around' | 'code'>;

const common = ({ kernel, stride, dilation }: LayerSpec): { kernel: number; stride: number; dilation: number } => ({
  kernel,
  stride,
  dilation,
});

/** A padding in words of a framework that has the very same edges; undefined where none has. */
function wordFor(spec: LayerSpec, to: LayerFramework, edges: Both<Edges>, input: Both<number>): string | undefined {
  const words = layerRule(spec.kind, to).paddings;
  if (to === 'onnx') return undefined;
  const isSame = (word: string): boolean => {
    if (to === 'torch' && word === 'same' && spec.stride > 1) return false;
    const other: LayerSpec = { ...spec, framework: to, padding: word, outputPadding: 0, outputShape: null };
    return edges.every((edge, axis) => {
      const found = edgesOf(other, input[axis]!, axis as 0 | 1);
      return found.begin === edge.begin && found.end === edge.end;
    });
  };
  return words.find(isSame);
}

function transposedLayer(spec: LayerSpec, to: LayerFramework, edges: Both<Edges>, input: Both<number>): Made {
  const { kernel, stride, dilation } = spec;
  const [h, w] = edges;
  if (to === 'onnx') {
    const pads = [h.begin, w.begin, Math.max(h.end, 0), Math.max(w.end, 0)];
    const more = [Math.max(-h.end, 0), Math.max(-w.end, 0)];
    return {
      parameters: { ...common(spec), pads, output_padding: more },
      around: { crop: NOTHING, pad: NOTHING },
      code: `node = helper.make_node('ConvTranspose', ['x', 'w'], ['y'], kernel_shape=[${kernel}, ${kernel}], strides=[${stride}, ${stride}], dilations=[${dilation}, ${dilation}], pads=[${pads.join(', ')}], output_padding=[${more.join(', ')}])`,
    };
  }
  if (to === 'torch') {
    const gaps = edges.map(({ begin, end }) => begin - end);
    const fits = gaps[0] === gaps[1] && h.begin === w.begin && gaps[0]! >= 0 && gaps[0]! < Math.max(stride, dilation);
    const padding = fits ? h.begin : Math.max(0, Math.min(h.begin, w.begin, h.end, w.end));
    const outputPadding = fits ? gaps[0]! : Math.max(0, -Math.min(h.end, w.end, 0));
    const crop = edges.map(({ begin, end }): [number, number] => [begin - padding, end - (padding - outputPadding)]);
    const more = [
      ...(padding === 0 ? [] : [`padding=${padding}`]),
      ...(outputPadding === 0 ? [] : [`output_padding=${outputPadding}`]),
      ...(dilation === 1 ? [] : [`dilation=${dilation}`]),
    ];
    return {
      parameters: { ...common(spec), padding, output_padding: outputPadding },
      around: { crop, pad: NOTHING },
      code: [
        `layer = nn.ConvTranspose2d(in_channels, out_channels, ${[kernel, `stride=${stride}`, ...more].join(', ')})`,
        `y = layer(x)${sliceCode(crop)}`,
      ].join('\n'),
    };
  }
  const word = wordFor(spec, to, edges, input);
  const base = word ?? 'valid';
  const own = { ...spec, framework: to, padding: base, outputPadding: 0, outputShape: null } as const;
  const crop = edges.map(({ begin, end }, axis): [number, number] => {
    const known = edgesOf(own, input[axis]!, axis as 0 | 1);
    return [begin - known.begin, end - known.end];
  });
  return {
    parameters: { ...common(spec), padding: base },
    around: { crop, pad: NOTHING },
    code: kerasLike(spec, to, base, crop, NOTHING),
  };
}

function plainLayer(spec: LayerSpec, to: LayerFramework, edges: Both<Edges>, input: Both<number>): Made {
  const { kernel, stride, dilation } = spec;
  const [h, w] = edges;
  if (to === 'onnx') {
    const pads = [h.begin, w.begin, h.end, w.end];
    return {
      parameters: { ...common(spec), pads },
      around: { crop: NOTHING, pad: NOTHING },
      code: `node = helper.make_node('Conv', ['x', 'w'], ['y'], kernel_shape=[${kernel}, ${kernel}], strides=[${stride}, ${stride}], dilations=[${dilation}, ${dilation}], pads=[${pads.join(', ')}])`,
    };
  }
  const isEven = h.begin === h.end && w.begin === w.end && h.begin === w.begin;
  const pad = edges.map(({ begin, end }): [number, number] => [begin, end]);
  if (to === 'torch') {
    const padding = isEven ? h.begin : 0;
    const more = [
      ...(padding === 0 ? [] : [`padding=${padding}`]),
      ...(dilation === 1 ? [] : [`dilation=${dilation}`]),
    ];
    return {
      parameters: { ...common(spec), padding },
      around: { crop: NOTHING, pad: isEven ? NOTHING : pad },
      code: [
        ...(isEven ? [] : [`x = F.pad(x, (${[w.begin, w.end, h.begin, h.end].join(', ')}))`]),
        `layer = nn.Conv2d(in_channels, out_channels, ${[kernel, `stride=${stride}`, ...more].join(', ')})`,
        'y = layer(x)',
      ].join('\n'),
    };
  }
  const word = wordFor(spec, to, edges, input);
  return {
    parameters: { ...common(spec), padding: word ?? 'valid' },
    around: { crop: NOTHING, pad: word === undefined ? pad : NOTHING },
    code: kerasLike(spec, to, word ?? 'valid', NOTHING, word === undefined ? pad : NOTHING),
  };
}

const isNothing = (sides: readonly (readonly [number, number])[]): boolean => sides.flat().every((n) => n === 0);

/** `[..., 1:-2, :-1]` */
function sliceCode(crop: readonly (readonly [number, number])[]): string {
  if (isNothing(crop)) return '';
  const part = ([begin, end]: readonly [number, number]): string =>
    `${begin === 0 ? '' : begin}:${end === 0 ? '' : -end}`;
  return `[..., ${crop.map(part).join(', ')}]`;
}

function kerasLike(
  { kind, kernel, stride, dilation }: LayerSpec,
  to: LayerFramework,
  padding: string,
  crop: readonly (readonly [number, number])[],
  pad: readonly (readonly [number, number])[],
): string {
  const sides = (all: readonly (readonly [number, number])[], sign: 1 | -1): string =>
    `((${all.map(([a, b]) => `${Math.max(0, sign * a)}, ${Math.max(0, sign * b)}`).join('), (')}))`;
  if (to === 'coreml') {
    const op = kind === 'conv' ? 'conv' : 'conv_transpose';
    return [
      ...(isNothing(pad) ? [] : [`x = mb.pad(x=x, pad=[0, 0, 0, 0, ${pad.flat().join(', ')}], mode='constant')`]),
      `y = mb.${op}(x=x, weight=w, strides=[${stride}, ${stride}], dilations=[${dilation}, ${dilation}], pad_type='${padding}')`,
      ...(isNothing(crop)
        ? []
        : [
            `y = mb.slice_by_index(x=y, begin=[0, 0, ${crop.map(([a]) => a).join(', ')}], end=[0, 0, ${crop.map(([, b]) => -b).join(', ')}], end_mask=[True, True, ${crop.map(([, b]) => (b === 0 ? 'True' : 'False')).join(', ')}])`,
          ]),
    ].join('\n');
  }
  const layer = kind === 'conv' ? 'Conv2D' : 'Conv2DTranspose';
  const more = dilation === 1 ? '' : `, dilation_rate=${dilation}`;
  return [
    ...(isNothing(pad) ? [] : [`x = keras.layers.ZeroPadding2D(${sides(pad, 1)})(x)`]),
    `y = keras.layers.${layer}(filters, ${kernel}, strides=${stride}, padding='${padding}'${more})(x)`,
    ...(crop.flat().some((n) => n > 0) ? [`y = keras.layers.Cropping2D(${sides(crop, 1)})(y)`] : []),
    ...(crop.flat().some((n) => n < 0) ? [`y = keras.layers.ZeroPadding2D(${sides(crop, -1)})(y)`] : []),
  ].join('\n');
}

/** Whole numbers: every sum is exact, so equal means equal. */
function numbers(shape: readonly number[], step: number): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return createTensor(
    shape,
    Float32Array.from({ length: count }, (_, i) => ((i * step + 3) % 23) - 11),
  );
}

/**
 * Both sides on the same input and weights: the source by its definition, tap by tap, the target by the operators with the
 * parameters it was given, and with what stands around it.
 */
function proof(spec: LayerSpec, edges: Both<Edges>, made: Made, to: LayerFramework, input: Both<number>): number {
  const { kind, kernel } = spec;
  const x = numbers([1, 2, ...input], 5);
  const weight = numbers(kind === 'conv' ? [3, 2, kernel, kernel] : [2, 3, kernel, kernel], 7);
  const right = byDefinition(spec, edges, x, weight);
  const found = runTarget(spec, made, to, x, weight);
  if (found.shape.join() !== right.shape.join()) return Infinity;
  return right.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - found.data[i]!)), 0);
}

function runTarget(
  spec: LayerSpec,
  { parameters, around }: Made,
  to: LayerFramework,
  x: Tensor,
  weight: Tensor,
): Tensor {
  const { kind, stride, dilation } = spec;
  const size: Both<number> = [x.shape[2]!, x.shape[3]!];
  const { padding = 0, output_padding: outputPadding = 0, pads } = parameters;
  const given = moved(
    x,
    around.pad.map(([begin, end]): [number, number] => [-begin, -end]),
  );
  if (to === 'torch' && typeof padding === 'number') {
    if (kind === 'conv') return conv2d(given, weight, null, { stride, dilation, padding });
    return moved(
      convTranspose2d(x, weight, null, { stride, dilation, padding, outputPadding: Number(outputPadding) }),
      around.crop,
    );
  }
  // The others by what their own words mean, on the operators without padding.
  const target = (axis: 0 | 1): Edges => {
    if (Array.isArray(pads)) {
      const more = Array.isArray(outputPadding) ? Number(outputPadding[axis]) : 0;
      return { begin: Number(pads[axis]), end: Number(pads[axis + 2]) - more };
    }
    const own: LayerSpec = {
      ...spec,
      framework: to,
      padding: padding as number | string,
      outputPadding: 0,
      outputShape: null,
    };
    return edgesOf(own, given.shape[2 + axis] ?? size[axis], axis);
  };
  const sides = [target(0), target(1)].map(({ begin, end }): [number, number] => [begin, end]);
  if (kind === 'conv')
    return conv2d(
      moved(
        given,
        sides.map(([begin, end]): [number, number] => [-begin, -end]),
      ),
      weight,
      null,
      { stride, dilation },
    );
  const whole = convTranspose2d(x, weight, null, { stride, dilation });
  return moved(moved(whole, sides), around.crop);
}

function byDefinition(spec: LayerSpec, edges: Both<Edges>, x: Tensor, weight: Tensor): Tensor {
  const { kind, kernel, stride, dilation } = spec;
  const [, , h = 1, w = 1] = x.shape;
  const [oh, ow] = [outputOf(spec, h, edges[0]), outputOf(spec, w, edges[1])];
  const out = createTensor([1, 3, oh, ow], new Float32Array(3 * oh * ow));
  for (let o = 0; o < 3; o++)
    for (let c = 0; c < 2; c++)
      for (let i = 0; i < (kind === 'conv' ? oh : h); i++)
        for (let j = 0; j < (kind === 'conv' ? ow : w); j++)
          for (let a = 0; a < kernel; a++)
            for (let b = 0; b < kernel; b++) {
              const [y, z] = [i * stride + a * dilation - edges[0].begin, j * stride + b * dilation - edges[1].begin];
              if (kind === 'conv') {
                if (y < 0 || z < 0 || y >= h || z >= w) continue;
                out.data[(o * oh + i) * ow + j]! +=
                  weight.data[((o * 2 + c) * kernel + a) * kernel + b]! * x.data[(c * h + y) * w + z]!;
              } else if (y >= 0 && z >= 0 && y < oh && z < ow)
                out.data[(o * oh + y) * ow + z]! +=
                  weight.data[((c * 3 + o) * kernel + a) * kernel + b]! * x.data[(c * h + i) * w + j]!;
            }
  return out;
}

/** Rows and columns cut off at [begin, end] of both axes, or zeros added where there are fewer than none. */
function moved(x: Tensor, [rows, columns]: readonly (readonly [number, number])[]): Tensor {
  const [, channels = 1, h = 1, w = 1] = x.shape;
  const [oh, ow] = [h - rows![0] - rows![1], w - columns![0] - columns![1]];
  const out = createTensor([1, channels, oh, ow], new Float32Array(channels * oh * ow));
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < oh; i++)
      for (let j = 0; j < ow; j++) {
        const [y, z] = [i + rows![0], j + columns![0]];
        if (y >= 0 && z >= 0 && y < h && z < w) out.data[(c * oh + i) * ow + j] = x.data[(c * h + y) * w + z]!;
      }
  return out;
}
