import { message } from '../../messages';
import { solveAxisKernel, type AxisKernel } from './nearestKernel';
import { nodeBytes, type StoredTensor } from './makeNode';
import { hasEvenBias, refuse, type PhaseForm } from './phaseForm';

/** What stands in the place of a layer. */
export interface Written {
  readonly nodes: readonly Uint8Array[];
  readonly tensors: readonly StoredTensor[];
  readonly parameters: number;
  /** The same for whoever writes it in another language. */
  readonly recipe: Recipe;
}

export type Recipe =
  | {
      readonly kind: 'shuffle';
      readonly factor: number;
      readonly groups: number;
      readonly pads: readonly number[];
      readonly cut: readonly [number, number];
    }
  | { readonly kind: 'repeat'; readonly factor: number }
  | {
      readonly kind: 'transposed';
      readonly factor: number;
      readonly groups: number;
      readonly pads: readonly number[];
      readonly added: readonly [number, number];
      readonly hasOnes: boolean;
    }
  | { readonly kind: 'nearest'; readonly factor: number; readonly groups: number; readonly pads: readonly number[] };

const FIRST_WITH_CRD = 11;
const FIRST_RESIZE = 10;

/** A convolution with one set of channels per phase, then a pixel shuffle; what is more than the layer gave is cut off. */
export function asShuffle(form: PhaseForm, opset: number, layer: string): Written {
  const { factor: s, outC, inC, groups, axes, weight, bias, input, output, isRepeat } = form;
  if (isRepeat) return repeatedShuffle(form, opset, layer);
  const isDcr = opset < FIRST_WITH_CRD;
  if (isDcr && groups > 1) throw refuse(layer, message('rewrite-old-opset', { opset }));
  const cut = axes.map(({ least, most, over }) => {
    const cells = Math.ceil(over / s);
    const after = Math.max(0, cells + least + (most - least));
    return { after, cut: (-least + after - (most - least)) * s - over };
  });
  const [tall, wide] = axes.map(({ least, most }) => most - least + 1) as [number, number];
  const size = (inC / groups) * tall * wide;
  const data = new Float32Array(weight.length);
  const biases = bias && new Float32Array(bias.length);
  for (let c = 0; c < outC; c++)
    for (let phase = 0; phase < s * s; phase++) {
      const from = c * s * s + phase;
      const to = isDcr ? phase * outC + c : from;
      data.set(weight.subarray(from * size, (from + 1) * size), to * size);
      if (biases) biases[to] = bias[from]!;
    }
  const name = (part: string): string => `${output}::${part}`;
  const tensors: StoredTensor[] = [{ name: name('weight'), shape: [outC * s * s, inC / groups, tall, wide], data }];
  if (biases) tensors.push({ name: name('bias'), shape: [outC * s * s], data: biases });
  const pads = [-axes[0].least, -axes[1].least, cut[0]!.after, cut[1]!.after];
  const isCut = cut.some((axis) => axis.cut > 0);
  const nodes = [
    nodeBytes('Conv', [input, name('weight'), ...(bias ? [name('bias')] : [])], name('conv'), `${layer}/Conv`, [
      ['kernel_shape', [tall, wide]],
      ['strides', [1, 1]],
      ['pads', pads],
      ['group', groups],
    ]),
    nodeBytes('DepthToSpace', [name('conv')], isCut ? name('whole') : output, `${layer}/DepthToSpace`, [
      ['blocksize', s],
      ...(isDcr ? [] : [['mode', 'CRD'] as const]),
    ]),
  ];
  if (isCut) {
    const ends = cut.map((axis) => (axis.cut > 0 ? -axis.cut : 2 ** 31 - 1));
    nodes.push(...sliced(name, output, layer, ends, opset, tensors));
  }
  return {
    nodes,
    tensors,
    parameters: data.length + (biases?.length ?? 0),
    recipe: { kind: 'shuffle', factor: s, groups, pads, cut: [cut[0]!.cut, cut[1]!.cut] },
  };
}

function sliced(
  name: (part: string) => string,
  output: string,
  layer: string,
  ends: readonly number[],
  opset: number,
  tensors: StoredTensor[],
): Uint8Array[] {
  if (opset < 10)
    return [
      nodeBytes('Slice', [name('whole')], output, `${layer}/Slice`, [
        ['axes', [2, 3]],
        ['starts', [0, 0]],
        ['ends', ends],
      ]),
    ];
  const add = (part: string, values: readonly number[]): string => {
    tensors.push({ name: name(part), shape: [2], data: BigInt64Array.from(values, BigInt) });
    return name(part);
  };
  const inputs = [name('whole'), add('starts', [0, 0]), add('ends', ends), add('axes', [2, 3])];
  return [nodeBytes('Slice', inputs, output, `${layer}/Slice`)];
}

/** Nearest resizing is a pixel shuffle of channels that stand there s * s times. */
function repeatedShuffle({ factor: s, input, output, inC }: PhaseForm, opset: number, layer: string): Written {
  if (inC === 0) throw refuse(layer, message('rewrite-channels-unknown'));
  const isDcr = opset < FIRST_WITH_CRD;
  const index = BigInt64Array.from({ length: inC * s * s }, (_, i) =>
    BigInt(isDcr ? i % inC : Math.floor(i / (s * s))),
  );
  const name = (part: string): string => `${output}::${part}`;
  return {
    nodes: [
      nodeBytes('Gather', [input, name('channels')], name('repeated'), `${layer}/Gather`, [['axis', 1]]),
      nodeBytes('DepthToSpace', [name('repeated')], output, `${layer}/DepthToSpace`, [
        ['blocksize', s],
        ...(isDcr ? [] : [['mode', 'CRD'] as const]),
      ]),
    ],
    tensors: [{ name: name('channels'), shape: [index.length], data: index }],
    parameters: 0,
    recipe: { kind: 'repeat', factor: s },
  };
}

/**
 * One transposed convolution: the weight of phase i at input q + d stands at ky = i + s (most - d). A bias that differs by
 * phase comes in by one more channel of ones, whose weights meet every output once.
 */
export function asTransposed(form: PhaseForm, layer: string): Written {
  if (form.isRepeat) return repeatedOnes(form, layer);
  const { factor: s, outC, inC, axes, weight, bias, input, output } = form;
  const isEven = hasEvenBias(form);
  const groups = isEven ? form.groups : 1;
  const [rows, columns] = axes;
  const [tall, wide] = [rows.most - rows.least + 1, columns.most - columns.least + 1];
  const [kH, kW] = [tall * s, wide * s];
  const given = inC / form.groups;
  const perGroup = outC / groups;
  const ones = isEven ? 0 : 1;
  const data = new Float32Array((inC + ones) * perGroup * kH * kW);
  const at = (ci: number, o: number, ky: number, kx: number): number => ((ci * perGroup + o) * kH + ky) * kW + kx;
  for (let c = 0; c < outC; c++)
    for (let i = 0; i < s; i++)
      for (let j = 0; j < s; j++) {
        for (let ci = 0; ci < given; ci++)
          for (let d = 0; d < tall; d++)
            for (let e = 0; e < wide; e++) {
              const channel = Math.floor(c / (outC / form.groups)) * given + ci;
              const value = weight[((((c * s + i) * s + j) * given + ci) * tall + d) * wide + e]!;
              data[at(channel, c % perGroup, i + s * (tall - 1 - d), j + s * (wide - 1 - e))] = value;
            }
        if (!isEven)
          data[at(inC, c, i + s * meetingOnce(rows, layer), j + s * meetingOnce(columns, layer))] =
            bias![(c * s + i) * s + j]!;
      }
  const ends = axes.map(({ least, over }) => -s * least - over);
  const added = ends.map((end) => Math.max(0, -end)) as [number, number];
  if (added.some((more) => more >= s)) throw refuse(layer, message('rewrite-pads-more'));
  const pads = [s * rows.most, s * columns.most, Math.max(0, ends[0]!), Math.max(0, ends[1]!)];
  const name = (part: string): string => `${output}::${part}`;
  const tensors: StoredTensor[] = [{ name: name('weight'), shape: [inC + ones, perGroup, kH, kW], data }];
  const nodes: Uint8Array[] = [];
  let source = input;
  if (!isEven) {
    nodes.push(...onesBeside(input, name, layer, tensors));
    source = name('with-ones');
  } else if (bias)
    tensors.push({
      name: name('bias'),
      shape: [outC],
      data: Float32Array.from({ length: outC }, (_, c) => bias[c * s * s]!),
    });
  nodes.push(
    nodeBytes(
      'ConvTranspose',
      [source, name('weight'), ...(isEven && bias ? [name('bias')] : [])],
      output,
      `${layer}/ConvTranspose`,
      [
        ['kernel_shape', [kH, kW]],
        ['strides', [s, s]],
        ['pads', pads],
        ['group', groups],
        ...(added.some((more) => more > 0) ? [['output_padding', added] as const] : []),
      ],
    ),
  );
  return {
    nodes,
    tensors,
    parameters: data.length + (isEven && bias ? outC : 0),
    recipe: { kind: 'transposed', factor: s, groups, pads, added, hasOnes: !isEven },
  };
}

/** The block of a kernel whose input lies within the picture for every output: taps - 1 - d with q + d in 0 .. in - 1. */
function meetingOnce({ least, most, over }: PhaseForm['axes'][0], layer: string): number {
  // d = 0 looks at the same cell; the output must have no cells beyond the input.
  if (over > 0 || least > 0 || most < 0) throw refuse(layer, message('rewrite-bias-by-phase'));
  return most;
}

/** The input with one more channel of ones, of the input's own size. */
function onesBeside(
  input: string,
  name: (part: string) => string,
  layer: string,
  tensors: StoredTensor[],
): Uint8Array[] {
  const add = (part: string, values: readonly number[]): string => {
    tensors.push({ name: name(part), shape: [values.length], data: BigInt64Array.from(values, BigInt) });
    return name(part);
  };
  tensors.push({ name: name('none'), shape: [], data: new Float32Array(1) });
  tensors.push({ name: name('one'), shape: [], data: Float32Array.of(1) });
  return [
    nodeBytes('Gather', [input, add('first', [0])], name('channel'), `${layer}/Gather`, [['axis', 1]]),
    nodeBytes('Mul', [name('channel'), name('none')], name('zeros'), `${layer}/Mul`),
    nodeBytes('Add', [name('zeros'), name('one')], name('ones'), `${layer}/Add`),
    nodeBytes('Concat', [input, name('ones')], name('with-ones'), `${layer}/Concat`, [['axis', 1]]),
  ];
}

/** Nearest resizing is a transposed convolution of ones, channel by channel. */
function repeatedOnes({ factor: s, input, output, inC }: PhaseForm, layer: string): Written {
  if (inC === 0) throw refuse(layer, message('rewrite-channels-unknown'));
  const name = `${output}::weight`;
  const data = new Float32Array(inC * s * s).fill(1);
  return {
    nodes: [
      nodeBytes('ConvTranspose', [input, name], output, `${layer}/ConvTranspose`, [
        ['kernel_shape', [s, s]],
        ['strides', [s, s]],
        ['pads', [0, 0, 0, 0]],
        ['group', inC],
      ]),
    ],
    tensors: [{ name, shape: [inC, 1, s, s], data }],
    parameters: data.length,
    recipe: { kind: 'transposed', factor: s, groups: inC, pads: [0, 0, 0, 0], added: [0, 0], hasOnes: false },
  };
}

/** Nearest resizing and one convolution, where the phases are sums of the taps of one kernel. */
export function asNearest(form: PhaseForm, opset: number, layer: string): Written {
  const { factor: s, outC, inC, groups, axes, weight, bias, input, output } = form;
  if (!hasEvenBias(form)) throw refuse(layer, message('rewrite-bias-by-phase'));
  const given = inC / groups;
  const [tall, wide] = axes.map(({ least, most }) => most - least + 1) as [number, number];
  const kernels = axes.map((axis, which) => {
    const found = solveAxisKernel(form, which as 0 | 1, axis);
    if (!found) throw refuse(layer, message('rewrite-no-one-kernel'));
    return found;
  }) as [AxisKernel, AxisKernel];
  const [y, x] = kernels;
  const data = new Float32Array(outC * given * y.size * x.size);
  for (let c = 0; c < outC; c++)
    for (let ci = 0; ci < given; ci++)
      for (let a = 0; a < y.size; a++)
        for (let b = 0; b < x.size; b++) {
          let sum = 0;
          for (let i = 0; i < s; i++)
            for (let j = 0; j < s; j++)
              for (let d = 0; d < tall; d++)
                for (let e = 0; e < wide; e++)
                  sum +=
                    y.inverse[a]![i * tall + d]! *
                    x.inverse[b]![j * wide + e]! *
                    weight[((((c * s + i) * s + j) * given + ci) * tall + d) * wide + e]!;
          data[((c * given + ci) * y.size + a) * x.size + b] = sum;
        }
  const name = (part: string): string => `${output}::${part}`;
  const tensors: StoredTensor[] = [
    { name: name('scales'), shape: [4], data: Float32Array.of(1, 1, s, s) },
    { name: name('weight'), shape: [outC, given, y.size, x.size], data },
  ];
  if (bias)
    tensors.push({
      name: name('bias'),
      shape: [outC],
      data: Float32Array.from({ length: outC }, (_, c) => bias[c * s * s]!),
    });
  const pads = [y.before, x.before, y.after, x.after];
  const resize =
    opset >= FIRST_WITH_CRD
      ? nodeBytes('Resize', [input, '', name('scales')], name('large'), `${layer}/Resize`, [
          ['mode', 'nearest'],
          ['coordinate_transformation_mode', 'asymmetric'],
          ['nearest_mode', 'floor'],
        ])
      : nodeBytes(
          opset >= FIRST_RESIZE ? 'Resize' : 'Upsample',
          [input, name('scales')],
          name('large'),
          `${layer}/Resize`,
          [['mode', 'nearest']],
        );
  return {
    nodes: [
      resize,
      nodeBytes('Conv', [name('large'), name('weight'), ...(bias ? [name('bias')] : [])], output, `${layer}/Conv`, [
        ['kernel_shape', [y.size, x.size]],
        ['strides', [1, 1]],
        ['pads', pads],
        ['group', groups],
      ]),
    ],
    tensors,
    parameters: data.length + (bias ? outC : 0),
    recipe: { kind: 'nearest', factor: s, groups, pads },
  };
}
