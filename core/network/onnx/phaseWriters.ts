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
      readonly factors: readonly [number, number];
      readonly groups: number;
      readonly pads: readonly number[];
      readonly cut: readonly [number, number];
    }
  | { readonly kind: 'repeat'; readonly factors: readonly [number, number] }
  | {
      readonly kind: 'transposed';
      readonly factors: readonly [number, number];
      readonly groups: number;
      readonly pads: readonly number[];
      readonly added: readonly [number, number];
      readonly hasOnes: boolean;
    }
  | {
      readonly kind: 'nearest';
      readonly factors: readonly [number, number];
      readonly groups: number;
      readonly pads: readonly number[];
    };

const FIRST_WITH_CRD = 11;
const FIRST_RESIZE = 10;

/** A convolution with one set of channels per phase, then a pixel shuffle; what is more than the layer gave is cut off. */
export function asShuffle(form: PhaseForm, opset: number, layer: string): Written {
  const { factors, outC, inC, groups, axes, weight, bias, input, output, isRepeat } = form;
  const [s, t] = factors;
  if (isRepeat) return repeatedShuffle(form, opset, layer);
  // DepthToSpace knows one factor; what is written for two orders its channels like CRD.
  const isDcr = opset < FIRST_WITH_CRD && s === t;
  if (isDcr && groups > 1) throw refuse(layer, message('rewrite-old-opset', { opset }));
  const cut = axes.map(({ least, most, over }, axis) => {
    const factor = factors[axis]!;
    const cells = Math.ceil(over / factor);
    const after = Math.max(0, cells + least + (most - least));
    return { after, cut: (-least + after - (most - least)) * factor - over };
  });
  const [tall, wide] = axes.map(({ least, most }) => most - least + 1) as [number, number];
  const size = (inC / groups) * tall * wide;
  const data = new Float32Array(weight.length);
  const biases = bias && new Float32Array(bias.length);
  for (let c = 0; c < outC; c++)
    for (let phase = 0; phase < s * t; phase++) {
      const from = c * s * t + phase;
      const to = isDcr ? phase * outC + c : from;
      data.set(weight.subarray(from * size, (from + 1) * size), to * size);
      if (biases) biases[to] = bias[from]!;
    }
  const name = (part: string): string => `${output}::${part}`;
  const tensors: StoredTensor[] = [{ name: name('weight'), shape: [outC * s * t, inC / groups, tall, wide], data }];
  if (biases) tensors.push({ name: name('bias'), shape: [outC * s * t], data: biases });
  const pads = [-axes[0].least, -axes[1].least, cut[0]!.after, cut[1]!.after];
  const isCut = cut.some((axis) => axis.cut > 0);
  const nodes = [
    nodeBytes('Conv', [input, name('weight'), ...(bias ? [name('bias')] : [])], name('conv'), `${layer}/Conv`, [
      ['kernel_shape', [tall, wide]],
      ['strides', [1, 1]],
      ['pads', pads],
      ['group', groups],
    ]),
    ...shuffled({
      source: name('conv'),
      target: isCut ? name('whole') : output,
      factors,
      channels: outC,
      isDcr,
      layer,
      tensors,
    }),
  ];
  if (isCut) {
    const ends = cut.map((axis) => (axis.cut > 0 ? -axis.cut : 2 ** 31 - 1));
    nodes.push(...sliced(name, output, layer, ends, opset, tensors));
  }
  return {
    nodes,
    tensors,
    parameters: data.length + (biases?.length ?? 0),
    recipe: { kind: 'shuffle', factors, groups, pads, cut: [cut[0]!.cut, cut[1]!.cut] },
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

/** Nearest resizing is a pixel shuffle of channels that stand there s * t times. */
function repeatedShuffle({ factors, input, output, inC }: PhaseForm, opset: number, layer: string): Written {
  const [s, t] = factors;
  if (inC === 0) throw refuse(layer, message('rewrite-channels-unknown'));
  const isDcr = opset < FIRST_WITH_CRD && s === t;
  const index = BigInt64Array.from({ length: inC * s * t }, (_, i) =>
    BigInt(isDcr ? i % inC : Math.floor(i / (s * t))),
  );
  const name = (part: string): string => `${output}::${part}`;
  const tensors: StoredTensor[] = [{ name: name('channels'), shape: [index.length], data: index }];
  return {
    nodes: [
      nodeBytes('Gather', [input, name('channels')], name('repeated'), `${layer}/Gather`, [['axis', 1]]),
      ...shuffled({ source: name('repeated'), target: output, factors, channels: inC, isDcr, layer, tensors }),
    ],
    tensors,
    parameters: 0,
    recipe: { kind: 'repeat', factors },
  };
}

/**
 * A pixel shuffle. With two factors it is written as one turn per axis, columns first: the factor becomes the last axis,
 * stands behind the axis it belongs to, and both become one. No size of the picture is stored.
 */
function shuffled(given: {
  readonly source: string;
  readonly target: string;
  readonly factors: readonly [number, number];
  readonly channels: number;
  readonly isDcr: boolean;
  readonly layer: string;
  readonly tensors: StoredTensor[];
}): Uint8Array[] {
  const { source, target, factors, channels, isDcr, layer, tensors } = given;
  const [s, t] = factors;
  if (s === t) {
    const mode = isDcr ? [] : [['mode', 'CRD'] as const];
    return [nodeBytes('DepthToSpace', [source], target, `${layer}/DepthToSpace`, [['blocksize', s], ...mode])];
  }
  const steps: { readonly operator: 'Transpose' | 'Reshape'; readonly by: readonly number[] }[] = [];
  const turn = (...by: number[]): unknown => steps.push({ operator: 'Transpose', by });
  const shape = (...by: number[]): unknown => steps.push({ operator: 'Reshape', by });
  if (t > 1) {
    turn(0, 2, 3, 1);
    shape(0, 0, 0, channels * s, t);
    turn(0, 3, 1, 2, 4);
    shape(0, 0, 0, -1);
  }
  if (s > 1) {
    turn(0, 2, 3, 1);
    shape(0, 0, 0, channels, s);
    turn(0, 3, 2, 1, 4);
    shape(0, 0, 0, -1);
    turn(0, 1, 3, 2);
  }
  return steps.map(({ operator, by }, i) => {
    const [from, to] = [
      i === 0 ? source : `${target}::turned${i - 1}`,
      i === steps.length - 1 ? target : `${target}::turned${i}`,
    ];
    const name = `${layer}/${operator}${i}`;
    if (operator === 'Transpose') return nodeBytes('Transpose', [from], to, name, [['perm', by]]);
    const sizes = `${target}::shape${i}`;
    tensors.push({ name: sizes, shape: [by.length], data: BigInt64Array.from(by, BigInt) });
    return nodeBytes('Reshape', [from, sizes], to, name);
  });
}

/**
 * One transposed convolution: the weight of phase i at input q + d stands at ky = i + s (most - d). A bias that differs by
 * phase comes in by one more channel of ones, whose weights meet every output once.
 */
export function asTransposed(form: PhaseForm, layer: string): Written {
  if (form.isRepeat) return repeatedOnes(form, layer);
  const { factors, outC, inC, axes, weight, bias, input, output } = form;
  const [s, t] = factors;
  const isEven = hasEvenBias(form);
  const groups = isEven ? form.groups : 1;
  const [rows, columns] = axes;
  const [tall, wide] = [rows.most - rows.least + 1, columns.most - columns.least + 1];
  const [kH, kW] = [tall * s, wide * t];
  const given = inC / form.groups;
  const perGroup = outC / groups;
  const ones = isEven ? 0 : 1;
  const data = new Float32Array((inC + ones) * perGroup * kH * kW);
  const at = (ci: number, o: number, ky: number, kx: number): number => ((ci * perGroup + o) * kH + ky) * kW + kx;
  for (let c = 0; c < outC; c++)
    for (let i = 0; i < s; i++)
      for (let j = 0; j < t; j++) {
        for (let ci = 0; ci < given; ci++)
          for (let d = 0; d < tall; d++)
            for (let e = 0; e < wide; e++) {
              const channel = Math.floor(c / (outC / form.groups)) * given + ci;
              const value = weight[((((c * s + i) * t + j) * given + ci) * tall + d) * wide + e]!;
              data[at(channel, c % perGroup, i + s * (tall - 1 - d), j + t * (wide - 1 - e))] = value;
            }
        if (!isEven)
          data[at(inC, c, i + s * meetingOnce(rows, layer), j + t * meetingOnce(columns, layer))] =
            bias![(c * s + i) * t + j]!;
      }
  const ends = axes.map(({ least, over }, axis) => -factors[axis]! * least - over);
  const added = ends.map((end) => Math.max(0, -end)) as [number, number];
  if (added.some((more, axis) => more >= factors[axis]!)) throw refuse(layer, message('rewrite-pads-more'));
  const pads = [s * rows.most, t * columns.most, Math.max(0, ends[0]!), Math.max(0, ends[1]!)];
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
      data: Float32Array.from({ length: outC }, (_, c) => bias[c * s * t]!),
    });
  nodes.push(
    nodeBytes(
      'ConvTranspose',
      [source, name('weight'), ...(isEven && bias ? [name('bias')] : [])],
      output,
      `${layer}/ConvTranspose`,
      [
        ['kernel_shape', [kH, kW]],
        ['strides', [s, t]],
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
    recipe: { kind: 'transposed', factors, groups, pads, added, hasOnes: !isEven },
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
function repeatedOnes({ factors, input, output, inC }: PhaseForm, layer: string): Written {
  const [s, t] = factors;
  if (inC === 0) throw refuse(layer, message('rewrite-channels-unknown'));
  const name = `${output}::weight`;
  const data = new Float32Array(inC * s * t).fill(1);
  return {
    nodes: [
      nodeBytes('ConvTranspose', [input, name], output, `${layer}/ConvTranspose`, [
        ['kernel_shape', [s, t]],
        ['strides', [s, t]],
        ['pads', [0, 0, 0, 0]],
        ['group', inC],
      ]),
    ],
    tensors: [{ name, shape: [inC, 1, s, t], data }],
    parameters: data.length,
    recipe: { kind: 'transposed', factors, groups: inC, pads: [0, 0, 0, 0], added: [0, 0], hasOnes: false },
  };
}

/** Nearest resizing and one convolution, where the phases are sums of the taps of one kernel. */
export function asNearest(form: PhaseForm, opset: number, layer: string): Written {
  const { factors, outC, inC, groups, axes, weight, bias, input, output } = form;
  const [s, t] = factors;
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
            for (let j = 0; j < t; j++)
              for (let d = 0; d < tall; d++)
                for (let e = 0; e < wide; e++)
                  sum +=
                    y.inverse[a]![i * tall + d]! *
                    x.inverse[b]![j * wide + e]! *
                    weight[((((c * s + i) * t + j) * given + ci) * tall + d) * wide + e]!;
          data[((c * given + ci) * y.size + a) * x.size + b] = sum;
        }
  const name = (part: string): string => `${output}::${part}`;
  const tensors: StoredTensor[] = [
    { name: name('scales'), shape: [4], data: Float32Array.of(1, 1, s, t), isFloat32: true },
    { name: name('weight'), shape: [outC, given, y.size, x.size], data },
  ];
  if (bias)
    tensors.push({
      name: name('bias'),
      shape: [outC],
      data: Float32Array.from({ length: outC }, (_, c) => bias[c * s * t]!),
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
    recipe: { kind: 'nearest', factors, groups, pads },
  };
}
