import {
  convertIndices,
  convertLayer,
  LAYER_FRAMEWORKS,
  LAYER_KINDS,
  layerRule,
  permuteWeights,
  shuffleOrder,
  type LayerFramework,
  type LayerSpec,
} from '../../dialects';
import { message, say, type Message } from '../../messages';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { formatNpy } from '../../tensor/npy';
import { createIndexTensor, createTensor } from '../../tensor/tensor';
import { choice, defineOptions, parseArguments, wholeNumber, type OptionValues } from '../arguments';
import { readArray } from '../arrayFile';
import type { Command, CommandIo } from '../command';
import { keepInputs, namedForce, writeNamed } from '../outputFiles';
import { readSize } from '../readSize';

const table = defineOptions({
  from: {
    type: 'string',
    placeholder: 'NAME',
    help: {
      en: `Whose layer it is: ${LAYER_FRAMEWORKS.join(', ')} (keras is TensorFlow, too).`,
      'zh-CN': `该层属于谁：${LAYER_FRAMEWORKS.join('、')}（keras 也代表 TensorFlow）。`,
    },
  },
  to: { type: 'string', placeholder: 'NAME', help: { en: 'Whose it shall be.', 'zh-CN': '要改写成谁的。' } },
  'kernel-size': {
    type: 'string',
    short: 'k',
    placeholder: 'N',
    help: {
      en: 'Side of the kernel, or the factor of depth-to-space.',
      'zh-CN': '卷积核边长，或 depth-to-space 的倍数。',
    },
  },
  stride: { type: 'string', short: 's', placeholder: 'N', help: { en: 'Default: 1.', 'zh-CN': '默认：1。' } },
  dilation: { type: 'string', placeholder: 'N', help: { en: 'Default: 1.', 'zh-CN': '默认：1。' } },
  padding: {
    type: 'string',
    short: 'p',
    placeholder: 'P',
    help: {
      en: 'A number, begin,end, or a word: same, valid (Keras, Core ML), SAME_UPPER, SAME_LOWER, VALID (ONNX auto_pad).\nDefault: 0, or valid.',
      'zh-CN':
        '数字、begin,end，或一个词：same、valid（Keras、Core ML），SAME_UPPER、SAME_LOWER、VALID（ONNX auto_pad）。\n默认：0 或 valid。',
    },
  },
  'output-padding': {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Cells added to one side of a transposed convolution.', 'zh-CN': '转置卷积一侧增加的格数。' },
  },
  'output-shape': {
    type: 'string',
    placeholder: 'H,W',
    help: { en: "ONNX's output_shape in place of pads.", 'zh-CN': '以 ONNX 的 output_shape 代替 pads。' },
  },
  mode: {
    type: 'string',
    placeholder: 'MODE',
    help: {
      en: "Order of ONNX's DepthToSpace: DCR (its default) or CRD.",
      'zh-CN': 'ONNX DepthToSpace 的顺序：DCR（默认）或 CRD。',
    },
  },
  input: {
    type: 'string',
    placeholder: 'H,W',
    help: {
      en: 'Size of the input for the proof, and of "same" with a stride. Default: 7,9.',
      'zh-CN': '用于证明的输入尺寸，也用于带步幅的“same”。默认：7,9。',
    },
  },
  weights: {
    type: 'string',
    placeholder: 'FILE',
    help: {
      en: 'Weights of the layer (.npy, FILE.npz:NAME) in the layout of --from; of depth-to-space those of the\nconvolution before it, or its bias; of unpool-indices the positions.',
      'zh-CN':
        '该层的权重（.npy、FILE.npz:NAME），按 --from 的排列；depth-to-space 为其前面卷积的权重或偏置；\nunpool-indices 为位置。',
    },
  },
  size: {
    type: 'string',
    placeholder: 'H,W',
    help: { en: 'Of unpool-indices: size of the large planes.', 'zh-CN': 'unpool-indices：大平面的尺寸。' },
  },
  out: {
    type: 'string',
    short: 'o',
    placeholder: 'FILE.npy',
    help: { en: 'Where the weights go in the layout of --to.', 'zh-CN': '按 --to 的排列写出权重的位置。' },
  },
  json: {
    type: 'string',
    placeholder: '-',
    help: { en: '"-" prints the answer as JSON and nothing else.', 'zh-CN': '“-”表示只以 JSON 打印结果。' },
  },
  force: namedForce,
});
type Options = OptionValues<typeof table>;

interface Side {
  readonly from: LayerFramework;
  readonly to: LayerFramework;
}

function frameworkOf(name: 'from' | 'to', given: string | undefined): LayerFramework {
  if (given === undefined) throw new UpbenchError('invalid-parameter', message('layer-needs', { option: name }));
  return choice(name, given === 'tensorflow' ? 'keras' : given, LAYER_FRAMEWORKS);
}

function paddingOf(text: string | undefined, framework: LayerFramework): LayerSpec['padding'] {
  if (text === undefined) return framework === 'keras' || framework === 'coreml' ? 'valid' : 0;
  if (/^\d+$/.test(text)) return Number(text);
  const [, begin, end] = /^(\d+),(\d+)$/.exec(text) ?? [];
  if (begin !== undefined && end !== undefined) return [Number(begin), Number(end)];
  if (/^[A-Za-z_]+$/.test(text)) return text;
  throw invalidParameter('--padding', message('layer-pads'), text);
}

const whole = (options: Options, name: 'stride' | 'dilation' | 'output-padding', fallback: number): number =>
  options[name] === undefined ? fallback : wholeNumber(name, options[name], name === 'output-padding' ? 0 : 1, 64);

function kernelOf(options: Options): number {
  if (options['kernel-size'] === undefined)
    throw new UpbenchError('invalid-parameter', message('layer-needs', { option: 'kernel-size' }));
  return wholeNumber('kernel-size', options['kernel-size'], 1, 64);
}

interface Answer {
  readonly document: object;
  readonly lines: readonly (string | Message)[];
  /** What `--out` writes. */
  readonly weights: Uint8Array | null;
}

async function convolution(kind: LayerSpec['kind'], { from, to }: Side, options: Options): Promise<Answer> {
  const spec: LayerSpec = {
    kind,
    framework: from,
    kernel: kernelOf(options),
    padding: paddingOf(options.padding, from),
    stride: whole(options, 'stride', 1),
    dilation: whole(options, 'dilation', 1),
    outputPadding: whole(options, 'output-padding', 0),
    outputShape: options['output-shape'] === undefined ? null : readSize('output-shape', options['output-shape']),
  };
  const made = convertLayer(spec, to, readSize('input', options.input ?? '7,9'));
  const { layout } = layerRule(kind, from);
  const target = layerRule(kind, to);
  const axes = [...target.layout!].map((axis) => layout!.indexOf(axis)).join(', ');
  let weights: Uint8Array | null = null;
  if (options.weights !== undefined) {
    const { shape, data } = await readArray(options.weights);
    if (shape.length !== 4)
      throw new UpbenchError(
        'shape-mismatch',
        message('layer-weight-shape', { shape: shape.join('×'), layout: layout! }),
      );
    const moved = permuteWeights(Float32Array.from(data), shape, layout!, target.layout!);
    weights = formatNpy(createTensor(moved.shape, moved.data));
  }
  const { proof, verified, notes, code } = made;
  const { maxDifference } = proof;
  return {
    document: {
      schema: 'upbench.layer/1',
      ...made,
      notes: notes.map((note) => say(note)),
      permutation: axes.split(', ').map(Number),
    },
    weights,
    lines: [
      message('layer-title', { from: layerRule(kind, from).name, to: target.name }),
      code.replace(/^/gm, '  '),
      message('layer-weights', { from: layout!, to: target.layout!, axes }),
      message('layer-proof', { input: proof.input.join('×'), difference: String(maxDifference) }),
      ...notes,
      message('layer-verified', { rules: [...verified] }),
    ],
  };
}

/** Channels before a shuffle: the convolution's rows are moved, so that the other framework's function does the rest. */
async function shuffle({ from, to }: Side, options: Options): Promise<Answer> {
  const order = (framework: LayerFramework): string =>
    framework === 'onnx' && options.mode !== undefined
      ? choice('mode', options.mode, ['CRD', 'DCR'])
      : layerRule('depth-to-space', framework).order!;
  const [own, other] = [order(from), order(to)];
  const factor = kernelOf(options);
  const given = options.weights === undefined ? null : await readArray(options.weights);
  const isKernelLast = from === 'keras';
  const channels = given ? (isKernelLast ? given.shape.at(-1)! : given.shape[0]!) / factor ** 2 : 1;
  if (!Number.isInteger(channels))
    throw new UpbenchError(
      'shape-mismatch',
      message('layer-weight-shape', { shape: given!.shape.join('×'), layout: `O = C·${factor * factor}` }),
    );
  const moves = shuffleOrder(channels, factor, own, other);
  let weights: Uint8Array | null = null;
  if (given) {
    const rows = moves.length;
    const each = given.data.length / rows;
    const data = new Float32Array(given.data.length);
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < each; i++)
        if (isKernelLast) data[i * rows + row] = given.data[i * rows + moves[row]!]!;
        else data[row * each + i] = given.data[moves[row]! * each + i]!;
    weights = formatNpy(createTensor(given.shape, data));
  }
  const formula =
    other === 'DCR'
      ? `order = [(i % C) * ${factor ** 2} + i // C for i in range(C * ${factor ** 2})]`
      : `order = [(i % ${factor ** 2}) * C + i // ${factor ** 2} for i in range(C * ${factor ** 2})]`;
  const verified = [from, to].map((framework) => {
    const { name, verified: how } = layerRule('depth-to-space', framework);
    return `${name}: ${how}`;
  });
  return {
    document: {
      schema: 'upbench.layer/1',
      kind: 'depth-to-space',
      from,
      to,
      order: { from: own, to: other },
      moves,
      verified,
    },
    weights,
    lines: [
      message('layer-shuffle', { from: own, to: other }),
      ...(own === other ? [] : [`  ${formula}\n  w = w[order]; b = b[order]  # C output channels`]),
      message('layer-verified', { rules: verified }),
    ],
  };
}

async function indices({ from, to }: Side, options: Options): Promise<Answer> {
  const [own, other] = [layerRule('unpool-indices', from), layerRule('unpool-indices', to)];
  const verified = [own, other].map(({ name, verified: how }) => `${name}: ${how}`);
  let weights: Uint8Array | null = null;
  if (options.weights !== undefined) {
    if (options.size === undefined)
      throw new UpbenchError('invalid-parameter', message('layer-needs', { option: 'size' }));
    const [height, width] = readSize('size', options.size);
    const { shape, data } = await readArray(options.weights);
    if (shape.length !== 4)
      throw new UpbenchError(
        'shape-mismatch',
        message('layer-weight-shape', { shape: shape.join('×'), layout: 'N, C, h, w' }),
      );
    const four = shape as readonly [number, number, number, number];
    const moved = convertIndices(data, four, { height, width, from: own.order!, to: other.order! });
    weights = formatNpy(createIndexTensor(shape, moved));
  }
  return {
    document: {
      schema: 'upbench.layer/1',
      kind: 'unpool-indices',
      from,
      to,
      counts: { from: own.order, to: other.order },
      verified,
    },
    weights,
    lines: [
      message('layer-indices', { from: own.order!, to: other.order! }),
      message('layer-verified', { rules: verified }),
    ],
  };
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [given, more] = positionals;
  const kind = LAYER_KINDS.find((one) => one === given);
  if (kind === undefined || more !== undefined)
    throw invalidParameter('LAYER', message('layer-one', { layers: [...LAYER_KINDS] }), more ?? given);
  const { json, out } = options;
  if (json !== undefined && json !== '-') throw new UpbenchError('invalid-parameter', message('dialect-json'));
  if (out !== undefined && options.weights === undefined)
    throw new UpbenchError('invalid-parameter', message('layer-needs', { option: 'weights' }));
  await keepInputs([options.weights], [out]);
  const side: Side = { from: frameworkOf('from', options.from), to: frameworkOf('to', options.to) };
  const answer = await (kind === 'depth-to-space'
    ? shuffle(side, options)
    : kind === 'unpool-indices'
      ? indices(side, options)
      : convolution(kind, side, options));
  if (json === '-') io.stdout(`${JSON.stringify(answer.document, null, 2)}\n`);
  else io.stdout(`${answer.lines.map((line) => say(line, io.language)).join('\n')}\n`);
  if (out !== undefined && answer.weights) await writeNamed(io, { path: out, content: answer.weights });
  return 0;
}

export const convertLayerCommand: Command = {
  help: () => ({
    forms: [`${LAYER_KINDS.join('|')} --from NAME --to NAME [OPTION...]`],
    about: {
      en: 'Converts a layer and its weights between PyTorch, Keras (TensorFlow), ONNX and Core ML: what "same" is as padding,\noutput_padding or a crop, how weights lie, the order of channels of a pixel shuffle, what positions of an unpooling count.',
      'zh-CN':
        '在 PyTorch、Keras（TensorFlow）、ONNX 与 Core ML 之间转换层及其权重：“same”对应的 padding、output_padding 或裁剪，\n权重的排列，像素重排的通道顺序，反池化位置的计数方式。',
    },
    options: table,
    examples: [
      'upbench convert-layer conv-transpose --from keras --to torch --kernel-size 3 --stride 2 --padding same',
      'upbench convert-layer conv-transpose --from keras --to torch -k 4 -s 2 -p same --weights w.npy --out torch.npy',
      'upbench convert-layer depth-to-space --from torch --to keras --kernel-size 2 --weights conv.npy --out dcr.npy',
      'upbench convert-layer unpool-indices --from onnx --to torch --weights indices.npy --size 16,24 --out plane.npy',
    ],
  }),
  run,
};
