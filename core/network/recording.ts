import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import { parseSafetensors } from '../tensor/safetensors';
import type { Tensor, Shape } from '../tensor/tensor';
import { phasesOf } from './pattern';
import type { PatternCrop } from './patternDetail';
import type { Activations, Convolution, Enlarging, Network, NetworkLayer } from './network';

/** What upbench_trace.py writes: what forward really called, in order. */
interface Recording {
  readonly network: Network;
  readonly activations: ReadonlyMap<string, Activations>;
  readonly reaches: ReadonlyMap<string, number | null>;
  readonly crops: ReadonlyMap<string, PatternCrop>;
  /** How many random latents took the place of constant colours. */
  readonly latents: number;
}

const MAX_BYTES = 200_000_000;
type Json = Readonly<Record<string, unknown>>;

/** Reads a recording and, where they were recorded, the tensors beside it. */
export function readRecording(text: string, tensors: Uint8Array | null, name: string): Recording {
  const wrong = (): UpbenchError => new UpbenchError('corrupt-file', message('recording-damaged', { name }));
  if (text.length > MAX_BYTES) throw wrong();
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (error) {
    throw new UpbenchError('corrupt-file', message('recording-damaged', { name }), {}, error);
  }
  if (!isObject(whole) || whole['schema'] !== 'upbench.network/1' || !Array.isArray(whole['steps'])) throw wrong();
  const stored = tensors === null ? {} : parseSafetensors(tensors, name);
  const activations = new Map<string, Activations>();
  const reaches = new Map<string, number | null>();
  const crops = new Map<string, PatternCrop>();
  const layers = whole['steps'].map((step: unknown): NetworkLayer => {
    if (!isObject(step) || typeof step['name'] !== 'string' || typeof step['kind'] !== 'string') throw wrong();
    const layer = layerOf(step, step['name'], step['kind'], stored);
    if (!layer) throw wrong();
    const input = stored[`${layer.name}.input_mean`];
    if (layer.enlarging && input) {
      const spreads = stored[`${layer.name}.output_std`];
      const phases = stored[`${layer.name}.phase_means`];
      activations.set(layer.name, {
        inputMeans: [...input.data],
        outputSpreads: spreads ? [...spreads.data] : null,
        phaseMeans: layer.enlarging.kind === 'MaxUnpool2d' && phases ? tablesOf(phases) : null,
      });
    }
    // Resizing gives a constant back as it is; what is measured of it is the picture, not a grid.
    const isResize = layer.enlarging?.kind === 'Resize' && phasesOf(layer.enlarging) !== null;
    const reach = isResize && typeof step['reachesOutput'] === 'number' ? 0 : step['reachesOutput'];
    const crop = stored[`${layer.name}.at_output`];
    if (layer.enlarging && crop?.shape.length === 3) crops.set(layer.name, pictureOf(crop));
    if (layer.enlarging) reaches.set(layer.name, typeof reach === 'number' && Number.isFinite(reach) ? reach : null);
    return layer;
  });
  const valuesOf = (list: unknown): { name: string; shape: Shape }[] =>
    Array.isArray(list)
      ? list
          .filter(isObject)
          .map((value, i) => ({ name: String(value['name'] ?? i), shape: shapeOf(value['shape']) ?? [] }))
      : [];
  const total = whole['parameters'];
  return {
    network: {
      source: 'recording',
      inputs: valuesOf(whole['inputs']),
      outputs: valuesOf(whole['outputs']),
      layers,
      parameters: isCount(total) ? total : layers.reduce((sum, layer) => sum + layer.parameters, 0),
      opaque: whole['steps']
        .filter((step): step is Json => isObject(step) && step['opaque'] === true)
        .map((step) => String(step['name'])),
    },
    activations,
    reaches,
    crops,
    latents: isCount(whole['latents']) ? whole['latents'] : 0,
  };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function shapeOf(value: unknown): Shape | null {
  return Array.isArray(value) && value.every(isCount) ? (value as number[]) : null;
}

function layerOf(
  step: Json,
  name: string,
  kind: string,
  stored: Readonly<Record<string, Tensor>>,
): NetworkLayer | null {
  const inputs = Array.isArray(step['inputs']) ? step['inputs'].filter(isObject) : [];
  const outputs = Array.isArray(step['outputs']) ? step['outputs'].filter(isObject) : [];
  const attributes = isObject(step['attributes']) ? step['attributes'] : {};
  const weight = shapeOf(step['weightShape']);
  const inputShape = shapeOf(inputs[0]?.['shape']);
  const outputShape = shapeOf(outputs[0]?.['shape']);
  const parameters = isCount(step['parameters']) ? step['parameters'] : 0;
  const enlarging = enlargingOf(kind, attributes, inputShape, outputShape, weight, name, stored);
  return {
    name,
    kind: enlarging?.kind ?? kind,
    inputs: inputs.map((value) => String(value['id'])),
    outputs: outputs.map((value) => String(value['id'])),
    inputShape,
    outputShape,
    parameters,
    ...costOf(step, kind, attributes, weight, inputShape, outputShape),
    enlarging,
    convolution: convolutionOf(kind, attributes, weight),
    detail: detailOf(kind, attributes, weight, inputShape, outputShape),
  };
}

function convolutionOf(kind: string, attributes: Json, weight: Shape | null): Convolution | null {
  if (kind !== 'Conv2d' || weight?.length !== 4 || (attributes['paddingMode'] ?? 'zeros') !== 'zeros') return null;
  return {
    kernel: [weight[2]!, weight[3]!],
    stride: pairIn(attributes, 'stride', 1),
    dilation: pairIn(attributes, 'dilation', 1),
    groups: typeof attributes['groups'] === 'number' ? attributes['groups'] : 1,
  };
}

function pairIn(attributes: Json, key: string, usual: number): readonly [number, number] {
  const value = attributes[key];
  if (typeof value === 'number') return [value, value];
  const sizes = shapeOf(value);
  return sizes && sizes.length > 0 ? [sizes[0]!, sizes[1] ?? sizes[0]!] : [usual, usual];
}

/** `3→64, k3 s2 p1` */
function detailOf(
  kind: string,
  attributes: Json,
  weight: Shape | null,
  input: Shape | null,
  output: Shape | null,
): string {
  const one = (key: string, letter: string, usual: number): string => {
    const value = attributes[key];
    const numbers = typeof value === 'number' ? [value] : (shapeOf(value) ?? []);
    const isPlain = numbers.every((number) => number === numbers[0]);
    if (numbers.length === 0 || (isPlain && numbers[0] === usual)) return '';
    return ` ${letter}${isPlain ? numbers[0] : numbers.join('·')}`;
  };
  const kernel = weight && weight.length > 2 ? weight.slice(2) : null;
  const side = kernel ? ` k${kernel.every((size) => size === kernel[0]) ? kernel[0] : kernel.join('·')}` : '';
  const window = `${side}${one('kernelSize', 'k', 0)}${one('stride', 's', 1)}${one('padding', 'p', 0)}${one('dilation', 'd', 1)}${one('groups', 'g', 1)}`;
  if (/^Conv|^Linear/.test(kind)) {
    const axis = kind === 'Linear' ? -1 : 1;
    return `${input?.at(axis) ?? '?'}→${output?.at(axis) ?? '?'}${window === '' ? '' : `,${window}`}`;
  }
  const mode = attributes['mode'];
  return typeof mode === 'string' ? mode : window.trim();
}

const product = (shape: Shape): number => shape.reduce((total, size) => total * size, 1);

/** By definition; what has no formula here costs what its kernels were seen to compute, or nobody knows. */
function costOf(
  step: Json,
  kind: string,
  attributes: Json,
  weight: Shape | null,
  input: Shape | null,
  output: Shape | null,
): { macs: number | null; macsAtOutputSize: number | null } {
  const both = (macs: number | null): { macs: number | null; macsAtOutputSize: number | null } => ({
    macs,
    macsAtOutputSize: macs,
  });
  const seen = isCount(step['macs']) ? step['macs'] : null;
  if (!input || !output) return both(seen);
  const places = (shape: Shape): number => (shape[0] ?? 1) * product(shape.slice(2));
  switch (kind) {
    case 'Conv1d':
    case 'Conv2d':
    case 'Conv3d':
    case 'DeformConv2d':
      return both(weight ? product(weight) * places(output) : null);
    case 'ConvTranspose1d':
    case 'ConvTranspose2d':
    case 'ConvTranspose3d':
      return weight
        ? { macs: product(weight) * places(input), macsAtOutputSize: product(weight) * places(output) }
        : both(null);
    case 'Linear':
      return both(product(output) * (input.at(-1) ?? 1));
    case 'Resize':
      return both(({ bilinear: 4, bicubic: 16 }[String(attributes['mode'])] ?? 0) * product(output));
    case 'matmul':
      return both(seen ?? product(output) * (input.at(-1) ?? 1));
    default: {
      const isKnown = step['opaque'] !== true && !COSTLY.includes(kind);
      return both(seen ?? (isKnown ? 0 : null));
    }
  }
}

/** Kinds whose cost does not follow from two shapes. */
const COSTLY = ['attention', 'einsum', 'lstm', 'gru', 'bilinear', 'tensordot', 'baddbmm', 'addmm'];

function enlargingOf(
  kind: string,
  attributes: Json,
  input: Shape | null,
  output: Shape | null,
  weight: Shape | null,
  name: string,
  stored: Readonly<Record<string, Tensor>>,
): Enlarging | null {
  if (!input || !output || input.length !== 4 || output.length !== 4) return null;
  const [, , h = 1, w = 1] = input;
  const [, , oh = 1, ow = 1] = output;
  if (oh <= h && ow <= w) return null;
  const pair = (key: string, usual: number): readonly [number, number] => pairIn(attributes, key, usual);
  const none = {
    kernel: null,
    padding: pair('padding', 0),
    outputPadding: pair('outputPadding', 0),
    dilation: pair('dilation', 1),
    groups: typeof attributes['groups'] === 'number' ? attributes['groups'] : 1,
    mode: typeof attributes['mode'] === 'string' ? attributes['mode'] : null,
    alignCorners: attributes['alignCorners'] === true,
    weight: null,
    bias: null,
  };
  const ratio = [oh / h, ow / w] as const;
  switch (kind) {
    case 'ConvTranspose2d': {
      const values = stored[`${name}.weight`];
      const bias = stored[`${name}.bias`];
      const kernel = weight && weight.length === 4 ? ([weight[2]!, weight[3]!] as const) : null;
      return { ...none, kind, stride: pair('stride', 1), kernel, weight: values ?? null, bias: bias ?? null };
    }
    case 'Resize':
      return { ...none, kind, stride: ratio };
    case 'PixelShuffle':
      return { ...none, kind, stride: ratio, mode: null };
    case 'MaxUnpool2d':
      return { ...none, kind, stride: pair('stride', 1), kernel: pair('kernelSize', 1) };
    default:
      return kind === 'GridSample' || kind === 'Fold' ? { ...none, kind, stride: ratio } : null;
  }
}

/** [H, W, C] as it is shown. */
function pictureOf({ shape, data }: Tensor): PatternCrop {
  const [height = 0, width = 0, channels = 0] = shape;
  return { width, height, channels, values: [...data] };
}

function tablesOf({ shape, data }: Tensor): number[][][] {
  const [c = 0, h = 0, w = 0] = shape;
  return Array.from({ length: c }, (_, channel) =>
    Array.from({ length: h }, (_r, i) => Array.from({ length: w }, (_c, j) => data[(channel * h + i) * w + j]!)),
  );
}
