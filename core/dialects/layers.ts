import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';

/** Layers with weights in different frameworks: what their padding means, how weights lie, and how that was verified. */

export const LAYER_FRAMEWORKS = ['torch', 'keras', 'onnx', 'coreml'] as const;
export type LayerFramework = (typeof LAYER_FRAMEWORKS)[number];
export const LAYER_KINDS = ['conv-transpose', 'conv', 'depth-to-space', 'unpool-indices'] as const;
type LayerKind = (typeof LAYER_KINDS)[number];

/** O output channels, I input channels (of a group), H and W of the kernel. */
type WeightLayout = 'IOHW' | 'OIHW' | 'HWOI' | 'HWIO';

interface LayerRule {
  readonly kind: LayerKind;
  readonly framework: LayerFramework;
  readonly name: string;
  /** Words that padding may be, besides numbers. */
  readonly paddings: readonly string[];
  readonly layout: WeightLayout | null;
  /** Order of channels that become pixels; of indices, what they count. */
  readonly order?: string;
  readonly verified: string;
}

const TORCH = 'arrays of PyTorch 1.13';
const TFJS = 'arrays of TensorFlow.js 4.22';
const ORT = 'onnxruntime 1.30, run';
const DOCUMENTED = 'from documentation, not run';
const AUTO_PADS = ['SAME_UPPER', 'SAME_LOWER', 'VALID'];

export const layerRules: readonly LayerRule[] = [
  { kind: 'conv-transpose', framework: 'torch', name: 'nn.ConvTranspose2d', paddings: [], layout: 'IOHW', verified: TORCH },
  { kind: 'conv-transpose', framework: 'keras', name: 'Conv2DTranspose', paddings: ['same', 'valid'], layout: 'HWOI', verified: TFJS },
  { kind: 'conv-transpose', framework: 'onnx', name: 'ConvTranspose', paddings: AUTO_PADS, layout: 'IOHW', verified: ORT },
  { kind: 'conv-transpose', framework: 'coreml', name: 'conv_transpose', paddings: ['same', 'valid'], layout: 'IOHW', verified: DOCUMENTED },
  { kind: 'conv', framework: 'torch', name: 'nn.Conv2d', paddings: ['same', 'valid'], layout: 'OIHW', verified: TORCH },
  { kind: 'conv', framework: 'keras', name: 'Conv2D', paddings: ['same', 'valid'], layout: 'HWIO', verified: TFJS },
  { kind: 'conv', framework: 'onnx', name: 'Conv', paddings: AUTO_PADS, layout: 'OIHW', verified: ORT },
  { kind: 'conv', framework: 'coreml', name: 'conv', paddings: ['same', 'valid'], layout: 'OIHW', verified: DOCUMENTED },
  { kind: 'depth-to-space', framework: 'torch', name: 'nn.PixelShuffle', paddings: [], layout: null, order: 'CRD', verified: TORCH },
  { kind: 'depth-to-space', framework: 'keras', name: 'tf.nn.depth_to_space', paddings: [], layout: null, order: 'DCR', verified: TFJS },
  { kind: 'depth-to-space', framework: 'onnx', name: 'DepthToSpace (DCR is its default mode)', paddings: [], layout: null, order: 'DCR', verified: DOCUMENTED },
  { kind: 'depth-to-space', framework: 'coreml', name: 'depth_to_space', paddings: [], layout: null, order: 'DCR', verified: DOCUMENTED },
  { kind: 'unpool-indices', framework: 'torch', name: 'nn.MaxPool2d(return_indices=True)', paddings: [], layout: null, order: 'plane', verified: TORCH },
  { kind: 'unpool-indices', framework: 'keras', name: 'tf.nn.max_pool_with_argmax', paddings: [], layout: null, order: 'picture, channels last', verified: DOCUMENTED },
  { kind: 'unpool-indices', framework: 'onnx', name: 'MaxPool, MaxUnpool', paddings: [], layout: null, order: 'tensor', verified: ORT },
]; // prettier-ignore

export function layerRule(kind: LayerKind, framework: LayerFramework): LayerRule {
  const found = layerRules.find((row) => row.kind === kind && row.framework === framework);
  if (found) return found;
  throw new UpbenchError('invalid-parameter', message('layer-unknown', { layer: kind, framework }));
}

/** A layer as a framework states it; kernel, stride and dilation are the same on both axes. */
export interface LayerSpec {
  readonly kind: 'conv-transpose' | 'conv';
  readonly framework: LayerFramework;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** A number for all sides, [begin, end] of both axes, or one of the framework's words. */
  readonly padding: number | readonly [number, number] | string;
  readonly outputPadding: number;
  /** ONNX's output_shape, Keras's by output_padding: wanted [height, width]. */
  readonly outputShape: readonly [number, number] | null;
}

/** What is cut off (transposed) or added (plain) before and after; less than 0 is the other way round. */
export interface Edges {
  readonly begin: number;
  readonly end: number;
}

const reachOf = ({ kernel, dilation }: Pick<LayerSpec, 'kernel' | 'dilation'>): number => dilation * (kernel - 1) + 1;

/** Both halves of a total; an odd one has more at the end, or at the beginning. */
const halves = (total: number, more: 'end' | 'begin'): Edges => {
  const less = Math.floor(total / 2);
  return more === 'end' ? { begin: less, end: total - less } : { begin: total - less, end: less };
};

/** One axis of a layer on `size` input pixels. */
export function edgesOf(spec: LayerSpec, size: number, axis: 0 | 1): Edges {
  const { padding, framework } = spec;
  const rule = layerRule(spec.kind, framework);
  if (typeof padding === 'string' && !rule.paddings.includes(padding))
    throw new UpbenchError(
      'invalid-parameter',
      message('layer-padding', { name: rule.name, padding, words: [...rule.paddings] }),
      { parameter: 'padding' },
    );
  return spec.kind === 'conv' ? convEdges(spec, size) : transposedEdges(spec, size, axis);
}

function convEdges(spec: LayerSpec, size: number): Edges {
  const { padding, stride, framework } = spec;
  if (typeof padding === 'number') return { begin: padding, end: padding };
  if (typeof padding !== 'string') return { begin: padding[0], end: padding[1] };
  if (padding.toLowerCase() === 'valid') return { begin: 0, end: 0 };
  if (framework === 'torch' && stride > 1)
    throw new UpbenchError('invalid-parameter', message('layer-torch-same'), { parameter: 'padding' });
  // As many outputs as strides in the input, the first and last window over the border alike.
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + reachOf(spec) - size, 0);
  return halves(total, padding === 'SAME_LOWER' ? 'begin' : 'end');
}

function transposedEdges(spec: LayerSpec, size: number, axis: 0 | 1): Edges {
  const { padding, stride, framework, outputPadding, outputShape } = spec;
  const full = (size - 1) * stride + reachOf(spec);
  if (outputShape !== null && framework === 'onnx') {
    const total = full + outputPadding - outputShape[axis];
    const cut = total < 0 ? { begin: 0, end: total } : halves(total, padding === 'SAME_UPPER' ? 'end' : 'begin');
    return { begin: cut.begin, end: cut.end - outputPadding };
  }
  if (typeof padding === 'number') return { begin: padding, end: padding - outputPadding };
  if (typeof padding !== 'string') return { begin: padding[0], end: padding[1] - outputPadding };
  // The stride's own cells that no tap reaches are there, too.
  if (padding.toLowerCase() === 'valid')
    return { begin: 0, end: framework === 'onnx' ? -outputPadding : -Math.max(stride - reachOf(spec), 0) };
  const total = reachOf(spec) - stride;
  if (framework === 'onnx') {
    const cut =
      total < 0 ? { begin: 0, end: total } : halves(total + outputPadding, padding === 'SAME_UPPER' ? 'end' : 'begin');
    return total < 0 ? cut : { begin: cut.begin, end: cut.end - outputPadding };
  }
  return total < 0 ? { begin: 0, end: total } : halves(total, 'end');
}

/** Output pixels of one axis. */
export function outputOf(spec: LayerSpec, size: number, { begin, end }: Edges): number {
  return spec.kind === 'conv'
    ? Math.floor((size + begin + end - reachOf(spec)) / spec.stride) + 1
    : (size - 1) * spec.stride + reachOf(spec) - begin - end;
}

/** Values in another order of axes: 'HWOI' -> 'IOHW'. */
export function permuteWeights(
  data: Float32Array,
  shape: readonly number[],
  from: WeightLayout,
  to: WeightLayout,
): { readonly data: Float32Array; readonly shape: readonly number[] } {
  const sizeOf = (axis: string): number => shape[from.indexOf(axis)]!;
  const target = [...to].map(sizeOf);
  const steps = [...from].map((_, i) => shape.slice(i + 1).reduce((product, size) => product * size, 1));
  const out = new Float32Array(data.length);
  const at = [0, 0, 0, 0];
  for (let o = 0; o < out.length; o++) {
    let source = 0;
    for (let i = 0; i < 4; i++) source += at[i]! * steps[from.indexOf(to[i]!)]!;
    out[o] = data[source]!;
    for (let i = 3; i >= 0; i--) {
      at[i] = (at[i] ?? 0) + 1;
      if (at[i] !== target[i]) break;
      at[i] = 0;
    }
  }
  return { data: out, shape: target };
}

/** For every channel of the target order, the channel of the source order: CRD of PyTorch, DCR of TensorFlow. */
export function shuffleOrder(channels: number, factor: number, from: string, to: string): readonly number[] {
  if (from === to) return Array.from({ length: channels * factor * factor }, (_, i) => i);
  const square = factor * factor;
  return Array.from({ length: channels * square }, (_, i) =>
    to === 'DCR'
      ? (i % channels) * square + Math.floor(i / channels)
      : (i % square) * channels + Math.floor(i / square),
  );
}

/** Positions of an unpooling in another convention. indices [N, C, h, w] of planes of [height, width] */
export function convertIndices(
  indices: ArrayLike<number>,
  [, channels, h, w]: readonly [number, number, number, number],
  {
    height,
    width,
    from,
    to,
  }: { readonly height: number; readonly width: number; readonly from: string; readonly to: string },
): Int32Array {
  return Int32Array.from({ length: indices.length }, (_, i) => {
    const plane = Math.floor(i / (h * w));
    const [n, c] = [Math.floor(plane / channels), plane % channels];
    const given = indices[i]!;
    const own =
      from === 'tensor' ? given - plane * height * width : from === 'plane' ? given : Math.floor(given / channels);
    if (own < 0 || own >= height * width || (from.startsWith('picture') && given % channels !== c))
      throw new UpbenchError('invalid-parameter', message('layer-index', { index: given, size: `${height}×${width}` }));
    return to === 'tensor' ? (n * channels + c) * height * width + own : to === 'plane' ? own : own * channels + c;
  });
}
