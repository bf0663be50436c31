import { defaultExperiment } from '../../experiment/defaults';
import { inOrders, keyMethods } from '../../experiment/keys';
import { SPACES, type Experiment, type MethodSpec } from '../../experiment/schema';
import { DEGRADATIONS } from '../../experiment/degradations';
import { DEFAULT_MASKS, LARGEST_LABEL, SCORE_KINDS, type MaskSpec, type Order } from '../../experiment/masks/schema';
import { message, say, textSaid, type Language, type Said } from '../../messages';
import { findProtocol, protocols } from '../../metrics/protocols';
import { findMetric, metrics } from '../../metrics/registry';
import { CLASS_CHOICES, featureMetrics, findMaskMetric, maskMetrics } from '../../segmentation';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { LAYOUTS } from '../../tensor/npyPicture';
import {
  defaultUpsamplerIds,
  findPreset,
  findUpsampler,
  LARGEST_SCALE,
  parseMethod,
  presets,
  SMALLEST_SCALE,
  upsamplers,
} from '../../upsamplers';
import { choice, defineOptions, wholeNumber, type OptionValues } from '../arguments';
import { readSize } from '../readSize';

export const appendOption = {
  type: 'string',
  placeholder: 'FILE.sqlite',
  help: {
    en: 'Append the results to this SQLite file, which is made when it is not there.',
    'zh-CN': '把结果追加到该 SQLite 文件；不存在时新建。',
  },
} as const;

export const compareOptions = defineOptions({
  scale: {
    type: 'string',
    short: 's',
    placeholder: 'N',
    help: { en: 'Enlarge by a whole number from 2 to 32. Default: 2.', 'zh-CN': '放大倍数，2 到 32 的整数。默认：2。' },
  },
  methods: {
    type: 'string',
    short: 'm',
    placeholder: 'LIST',
    help: {
      en: 'all, none, or ids separated by commas. Default: all, the five methods and the baselines.',
      'zh-CN': 'all、none 或以逗号分隔的标识。默认：all，即五种方法和基线。',
    },
  },
  method: {
    type: 'string',
    multiple: true,
    placeholder: 'ID:key=value,...',
    help: {
      en: 'One more use of a method with parameters of its own. May be given several times. A chain of methods:\n"pipeline:steps=conv-transpose(kernelSize=4) x2 > bilinear x2".',
      'zh-CN':
        '再加一个带有自己参数的方法，可多次给出。方法链的写法：\n"pipeline:steps=conv-transpose(kernelSize=4) x2 > bilinear x2"。',
    },
  },
  preset: {
    type: 'string',
    placeholder: 'NAME',
    help: {
      en: `A list of methods that together show one thing, in place of all: ${presets.map(({ id }) => id).join(', ')}.`,
      'zh-CN': `用一组专门说明某一点的方法代替 all：${presets.map(({ id }) => id).join('、')}。`,
    },
  },
  truth: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE|DIR',
    help: {
      en: 'Labels (grey or indexed PNG, .npy [H,W]) or feature maps (.npy [C,H,W]). The inputs are then small arrays\n[C,H,W] (.npy, .npz) of logits, probabilities or features, paired in order, or by name where a folder is given.',
      'zh-CN':
        '标签（灰度或索引 PNG、.npy [H,W]）或特征图（.npy [C,H,W]）。此时输入是由 logits、概率或特征组成的\n小数组 [C,H,W]（.npy、.npz），按顺序配对；给出文件夹时按名称配对。',
    },
  },
  size: {
    type: 'string',
    placeholder: 'H,W',
    help: {
      en: 'Enlarge to this size; interpolations make any, other methods whole factors.\nWith --truth or --mode enlarge.',
      'zh-CN':
        '放大到这个尺寸；插值方法可得到任意尺寸，其他方法只能是整数倍。\n与 --truth 或 --mode enlarge 一起使用。',
    },
  },
  'labels-first': {
    type: 'boolean',
    help: {
      en: 'Take the largest class of the small scores first, then enlarge the labels (as zeros and ones).',
      'zh-CN': '先取小尺寸得分中最大的类别，再放大标签（作为 0 和 1）。',
    },
  },
  order: {
    type: 'string',
    placeholder: 'ORDER',
    help: {
      en: 'logits (default), labels, or both: every method in both orders.',
      'zh-CN': 'logits（默认）、labels 或 both：每个方法都按两种顺序各运行一次。',
    },
  },
  values: {
    type: 'string',
    placeholder: 'KIND',
    help: {
      en: `What the arrays hold: ${SCORE_KINDS.join(', ')}. Default: auto.`,
      'zh-CN': `数组中的内容：${SCORE_KINDS.join('、')}。默认：auto。`,
    },
  },
  classes: {
    type: 'string',
    placeholder: 'WHICH',
    help: {
      en: 'Classes that means are over: union (in truth or prediction, default), truth, or all.',
      'zh-CN': '对哪些类别取平均：union（出现在真值或预测中，默认）、truth 或 all。',
    },
  },
  'class-names': {
    type: 'string',
    placeholder: 'LIST',
    help: { en: 'Names of the classes from 0 on, separated by commas.', 'zh-CN': '从 0 开始的类别名称，以逗号分隔。' },
  },
  'ignore-label': {
    type: 'string',
    placeholder: 'N|none',
    help: { en: 'Label of pixels that do not count. Default: 255.', 'zh-CN': '不计入的像素的标签。默认：255。' },
  },
  'boundary-pixels': {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Tolerance of boundary-f in pixels. Default: 2.', 'zh-CN': 'boundary-f 的容差，以像素计。默认：2。' },
  },
  indices: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE|DIR',
    help: {
      en: "Positions [C,H,W] that an encoder's max-pooling recorded, for unpooling (SegNet).",
      'zh-CN': '编码器最大池化记录的位置 [C,H,W]，供反池化使用（SegNet）。',
    },
  },
  mode: {
    type: 'string',
    placeholder: 'MODE',
    help: {
      en: 'reference: the picture is the original, its small version is enlarged again (default).\nenlarge: the picture itself is enlarged, methods are compared with one another.',
      'zh-CN': 'reference：图像是原图，把它的小图重新放大（默认）。\nenlarge：放大图像本身，各方法互相比较。',
    },
  },
  degradation: {
    type: 'string',
    placeholder: 'HOW',
    help: {
      en: 'How the small version is made: area (default), bicubic (PyTorch, antialiased) or\nmatlab-bicubic (imresize, as in the tables of papers).',
      'zh-CN': '小图的生成方式：area（默认）、bicubic（PyTorch，抗锯齿）或\nmatlab-bicubic（imresize，论文表格所用）。',
    },
  },
  space: {
    type: 'string',
    placeholder: 'SPACE',
    help: {
      en: 'rgb: the colours of the file (default). y: the luma alone, rounded once at the start and once at the end, as\nthe scripts of super-resolution papers compute.',
      'zh-CN': 'rgb：文件的颜色（默认）。y：只用亮度，开头和结尾各取整一次，\n与超分辨率论文的脚本相同。',
    },
  },
  candidate: {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=FILES',
    help: {
      en: 'Finished outputs of others as one more method: a file, a folder (files of equal names), or a pattern\nsuch as mine=out/{file}__x2.png. May be given several times.',
      'zh-CN':
        '把他人的成品输出作为又一个方法：一个文件、一个文件夹（文件同名）或模式，\n例如 mine=out/{file}__x2.png。可多次给出。',
    },
  },
  candidates: {
    type: 'string',
    placeholder: 'DIR',
    help: {
      en: 'Every folder or picture in DIR is a candidate under its name: the checkpoints of a training.',
      'zh-CN': 'DIR 中的每个文件夹或图像都以其名称作为一个候选，例如训练的各个检查点。',
    },
  },
  network: {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=MODEL.onnx[:key=value,...]',
    help: {
      en: 'An ONNX network as one more method. Keys: range=1|255|-1..1, channels=rgb|bgr|y, layout=nchw|nhwc, tile=N,\nforce. What is left out is found; --scale follows from the network. May be given several times.',
      'zh-CN':
        '把 ONNX 网络作为又一种方法。键：range=1|255|-1..1、channels=rgb|bgr|y、layout=nchw|nhwc、tile=N、\nforce。未给出的会自动确定；--scale 由网络得出。可多次给出。',
    },
  },
  networks: {
    type: 'string',
    placeholder: 'DIR',
    help: {
      en: 'Every ONNX file in DIR is a network under its name: the checkpoints of a training.',
      'zh-CN': 'DIR 中的每个 ONNX 文件都是一个以其名称命名的网络：训练的各个检查点。',
    },
  },
  'candidate-time': {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=MS',
    help: {
      en: 'Milliseconds that a candidate takes for one picture, for the charts.',
      'zh-CN': '候选处理一张图像所用的毫秒数，用于图表。',
    },
  },
  'candidate-macs': {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=N',
    help: {
      en: 'Multiply-adds that a candidate takes for one picture: 1.2e9 or 1.2G.',
      'zh-CN': '候选处理一张图像所用的乘加次数：1.2e9 或 1.2G。',
    },
  },
  low: {
    type: 'string',
    placeholder: 'FILES',
    help: {
      en: 'The small pictures, in place of making them: a file, a folder (0001x2.png, LRBI/x2, img_LR.png, ...), or a\npattern with {file}. The scale follows from the sizes.',
      'zh-CN':
        '直接给出小图，不再生成：一个文件、一个文件夹（0001x2.png、LRBI/x2、img_LR.png 等）或\n含 {file} 的模式。倍数由尺寸得出。',
    },
  },
  range: {
    type: 'string',
    placeholder: 'N',
    help: {
      en: 'The value of white, in place of 255, 65535 or 1: 4095 for 12 bits in 16-bit files.',
      'zh-CN': '白色的数值，代替 255、65535 或 1；16 位文件中的 12 位数据为 4095。',
    },
  },
  layout: {
    type: 'string',
    placeholder: 'AXES',
    help: {
      en: 'Axes of arrays: hw, hwc or chw. Default: hwc where the last axis has at most 4.',
      'zh-CN': '数组的轴：hw、hwc 或 chw。默认：最后一轴不超过 4 时为 hwc。',
    },
  },
  metrics: {
    type: 'string',
    placeholder: 'LIST',
    help: {
      en: 'Metric ids separated by commas. Default: the usual ones.',
      'zh-CN': '以逗号分隔的指标标识。默认：常用指标。',
    },
  },
  protocol: { type: 'string', placeholder: 'ID', help: { en: 'Named metric protocol.', 'zh-CN': '指标协议的名称。' } },
  samples: {
    type: 'string',
    placeholder: 'N',
    help: {
      en: 'Timed repetitions at least; 0 runs once and times nothing. Default: 5.',
      'zh-CN': '计时的最少重复次数；0 表示只运行一次且不计时。默认：5。',
    },
  },
  seed: {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Base of all random weights. Default: 0.', 'zh-CN': '所有随机权重的种子。默认：0。' },
  },
  arithmetic: {
    type: 'string',
    placeholder: 'KIND',
    help: {
      en: 'exact: the same bits everywhere (default); fast: with a stated tolerance.',
      'zh-CN': 'exact：在任何机器上逐位相同（默认）；fast：有写明的容差。',
    },
  },
  recursive: {
    type: 'boolean',
    short: 'r',
    help: { en: 'Look into the folders of a folder, too.', 'zh-CN': '也查看子文件夹。' },
  },
  include: {
    type: 'string',
    multiple: true,
    placeholder: 'GLOB',
    help: {
      en: 'Of folders only pictures that fit: "*.png", "**/test/*". May be given several times.',
      'zh-CN': '只取文件夹中符合的图像："*.png"、"**/test/*"。可多次给出。',
    },
  },
  exclude: {
    type: 'string',
    multiple: true,
    placeholder: 'GLOB',
    help: { en: 'Leave out pictures of folders that fit.', 'zh-CN': '略去文件夹中符合的图像。' },
  },
  out: {
    type: 'string',
    short: 'o',
    placeholder: 'DIR',
    help: {
      en: 'Write a PNG per method, results.json, .jsonl, .csv, .md, .tex and report.html there.\nThe same command again goes on where it was stopped.',
      'zh-CN':
        '把每个方法的 PNG、results.json、.jsonl、.csv、.md、.tex 和 report.html 写到该文件夹。\n再次运行同一命令，会从中断处继续。',
    },
  },
  name: {
    type: 'string',
    placeholder: 'TEMPLATE',
    help: {
      en: 'Names of the PNG files. Default: {file}__{method}_x{scale}.{ext}; {params} is known, too.',
      'zh-CN': 'PNG 文件的名称。默认：{file}__{method}_x{scale}.{ext}；也可使用 {params}。',
    },
  },
  shard: {
    type: 'string',
    placeholder: 'K/N',
    help: {
      en: 'Run only the K-th of N parts; upbench merge joins their folders.',
      'zh-CN': '只运行 N 份中的第 K 份；upbench merge 合并各份的文件夹。',
    },
  },
  'report-pictures': {
    type: 'string',
    placeholder: 'N',
    help: {
      en: 'Pictures shown one by one in report.html. Default: 12.',
      'zh-CN': 'report.html 中逐张显示的图像数。默认：12。',
    },
  },
  'report-size': {
    type: 'string',
    placeholder: 'MB',
    help: {
      en: 'Pictures that report.html may carry inside, in megabytes; above, it shows the files beside it. Default: 64.',
      'zh-CN': 'report.html 可内嵌的图像总量，单位 MB；超过时显示旁边的文件。默认：64。',
    },
  },
  session: {
    type: 'string',
    placeholder: 'FILE',
    help: {
      en: 'Save the experiment with names and SHA-256 of its files; a name ending in .upbench or .zip takes the files in, too.',
      'zh-CN': '保存实验以及各文件的名称和 SHA-256；名称以 .upbench 或 .zip 结尾时，文件也一并收入。',
    },
  },
  relocate: {
    type: 'string',
    multiple: true,
    placeholder: 'DIR',
    help: {
      en: 'Where to look for files of a session that are not where they were. May be given several times.',
      'zh-CN': '会话中的文件不在原处时，到哪里去找。可多次给出。',
    },
  },
  append: appendOption,
  json: {
    type: 'string',
    placeholder: '-|FILE',
    help: {
      en: 'Write the results as JSON; "-" prints them and nothing else.',
      'zh-CN': '以 JSON 写出结果；“-”表示只打印结果。',
    },
  },
  force: {
    type: 'boolean',
    short: 'f',
    help: {
      en: 'Overwrite files in the folder of --out. Without it, new files get a number when a name is taken.',
      'zh-CN': '覆盖 --out 文件夹中的已有文件。不给出时，名称被占用的新文件会加上编号。',
    },
  },
});
export type CompareOptions = OptionValues<typeof compareOptions>;

export interface Planned {
  readonly experiment: Experiment;
  /** Bad parts that were left out; the rest is done. */
  readonly refused: readonly UpbenchError[];
  /** Remarks that are not errors. */
  readonly remarks: readonly Said[];
}

/** Keeps what `parse` accepts and collects the refusals of the rest. */
function sift<Item, Result>(
  items: readonly Item[],
  parse: (item: Item) => Result,
): { good: Result[]; bad: UpbenchError[] } {
  const good: Result[] = [];
  const bad: UpbenchError[] = [];
  for (const item of items) {
    try {
      good.push(parse(item));
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      bad.push(error);
    }
  }
  return { good, bad };
}

function parts(list: string): string[] {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function scaleOf(text: string | undefined, fallback: Experiment['scale']): Experiment['scale'] {
  if (text === undefined) return fallback;
  return wholeNumber('scale', text, SMALLEST_SCALE, LARGEST_SCALE);
}

type Chosen = Pick<MethodSpec, 'id' | 'parameters'>;

/** Whether the command is about arrays of scores or features. */
export function areMasks(options: CompareOptions): boolean {
  return options.truth.length > 0 || options.values !== undefined;
}

function chosenMethods(
  options: CompareOptions,
  mode: Experiment['mode'],
  scale: Experiment['scale'],
): { good: Chosen[]; bad: UpbenchError[]; remarks: Said[] } {
  const preset = options.preset === undefined ? [] : findPreset(options.preset.trim()).methods(scale);
  const list = options.methods ?? (options.preset === undefined ? 'all' : 'none');
  const remarks: Said[] = [];
  let listed: { good: Chosen[]; bad: UpbenchError[] };
  if (list.trim() === 'all') {
    // These were not named by the user, so leaving out those that cannot work is not an error.
    const usual = upsamplers.filter(({ id }) => defaultUpsamplerIds.includes(id));
    const hasPositions = mode === 'reference' || (mode === 'masks' && options.indices.length > 0);
    const able = usual.filter((upsampler) => hasPositions || !upsampler.usesReference);
    for (const upsampler of usual.filter((candidate) => !able.includes(candidate))) {
      remarks.push(message('method-needs-positions', { name: textSaid(upsampler.title) }));
    }
    listed = { good: able.map(({ id }) => ({ id, parameters: {} })), bad: [] };
  } else {
    listed = sift(list.trim() === 'none' ? [] : [...new Set(parts(list))], (id) => ({
      id: findUpsampler(id).id,
      parameters: {},
    }));
  }
  const added = sift(options.method, (text) => {
    const { id, parameters } = parseMethod(text);
    return { id, parameters: { ...parameters } };
  });
  const chosen = preset.map(({ id, parameters }) => ({ id, parameters: { ...parameters } }));
  return { good: [...listed.good, ...chosen, ...added.good], bad: [...listed.bad, ...added.bad], remarks };
}

/** The experiment the options ask for. Throws what leaves nothing to do; parts that can be left out are collected. */
export function planExperiment(options: CompareOptions): Planned {
  const base = defaultExperiment();
  const isMasks = areMasks(options);
  if (isMasks && options.mode !== undefined)
    throw new UpbenchError('invalid-parameter', message('mask-no-mode'), { parameter: 'mode' });
  const mode = isMasks
    ? 'masks'
    : options.mode === undefined
      ? base.mode
      : choice('mode', options.mode, ['reference', 'enlarge']);
  if (!isMasks) refuseMaskOptions(options);
  const size = sizeOf(options, mode);
  const scale = scaleOf(options.scale, base.scale);
  const methods = chosenMethods(options, mode, scale);
  const metricIds = sift(parts(options.metrics ?? ''), (id) => (isMasks ? maskMetricId(id) : findMetric(id).id));
  const refused = [...methods.bad, ...metricIds.bad];
  const [first] = refused;
  const hasCandidates =
    options.candidate.length > 0 ||
    options.candidates !== undefined ||
    options.network.length > 0 ||
    options.networks !== undefined;
  if (methods.good.length === 0 && (!hasCandidates || first !== undefined)) {
    throw first ?? new UpbenchError('invalid-parameter', message('no-method-chosen'));
  }
  if (options.metrics !== undefined && metricIds.good.length === 0) {
    throw (
      metricIds.bad[0] ??
      new UpbenchError(
        'invalid-parameter',
        message('no-metric-named', {
          ids: (isMasks ? [...maskMetrics, ...featureMetrics] : metrics).map(({ id }) => id),
        }),
      )
    );
  }
  const uses = isMasks ? inOrders(keyMethods(methods.good), orderOf(options)) : keyMethods(methods.good);
  if (uses.length > 64)
    throw new UpbenchError('invalid-parameter', message('too-many-methods', { count: uses.length }));
  const { degradation, space, protocol, samples, seed, arithmetic, range, layout } = options;
  const experiment: Experiment = {
    ...base,
    mode,
    scale,
    degradation: degradation === undefined ? base.degradation : choice('degradation', degradation, DEGRADATIONS),
    ...(space === undefined || choice('space', space, SPACES) === 'rgb' ? {} : { space: 'y' as const }),
    ...(size ? { size } : {}),
    ...(range === undefined ? {} : { range: rangeOf(range) }),
    ...(layout === undefined ? {} : { layout: choice('layout', layout, LAYOUTS) }),
    ...(isMasks ? { masks: maskSpecOf(options) } : {}),
    methods: uses,
    metrics: [...new Set(metricIds.good)],
    protocol: protocol === undefined ? base.protocol : findProtocol(protocol).id,
    seed: seed === undefined ? base.seed : wholeNumber('seed', seed, 0, 2 ** 32 - 1),
    timing: { ...base.timing, ...(samples === undefined ? {} : { samples: wholeNumber('samples', samples, 0, 1000) }) },
    arithmetic: arithmetic === undefined ? base.arithmetic : choice('arithmetic', arithmetic, ['exact', 'fast']),
  };
  return { experiment, refused, remarks: methods.remarks };
}

/** The value of white as given. */
export function rangeOf(text: string): number {
  const range = Number(text);
  if (text.trim() === '' || !(range > 0) || !Number.isFinite(range))
    throw invalidParameter('--range', message('positive-number'), text);
  return range;
}

/** Options that mean nothing without an array and its truth. */
const MASK_OPTIONS = ['order', 'classes', 'class-names', 'ignore-label', 'boundary-pixels'] as const;

function refuseMaskOptions(options: CompareOptions): void {
  const stray =
    MASK_OPTIONS.find((name) => options[name] !== undefined) ??
    (options['labels-first'] ? 'labels-first' : options.indices.length > 0 ? 'indices' : undefined);
  if (stray === undefined) return;
  throw new UpbenchError('invalid-parameter', message('mask-needs-truth', { option: stray }), { parameter: stray });
}

function sizeOf({ size, scale }: CompareOptions, mode: Experiment['mode']): Experiment['size'] {
  if (size === undefined) return undefined;
  if (scale !== undefined) throw new UpbenchError('invalid-parameter', message('size-or-scale'), { parameter: 'size' });
  if (mode === 'reference')
    throw new UpbenchError('invalid-parameter', message('size-needs-enlarge'), { parameter: 'size' });
  const [height, width] = readSize('size', size);
  return { height, width };
}

function maskMetricId(id: string): string {
  return featureMetrics.find((metric) => metric.id === id)?.id ?? findMaskMetric(id).id;
}

function orderOf(options: CompareOptions): readonly Order[] {
  const order = options.order === undefined ? undefined : choice('order', options.order, ['logits', 'labels', 'both']);
  if (options['labels-first'] && order !== undefined && order !== 'labels')
    throw new UpbenchError('invalid-parameter', message('order-or-labels-first'), { parameter: 'order' });
  const isBoth = options.preset !== undefined && findPreset(options.preset.trim()).bothOrders === true;
  const isSaid = order !== undefined || options['labels-first'];
  if (order === 'both' || (isBoth && !isSaid)) return ['logits', 'labels'];
  return order === 'labels' || options['labels-first'] ? ['labels'] : ['logits'];
}

function maskSpecOf(options: CompareOptions): MaskSpec {
  const { values, classes } = options;
  const ignore = options['ignore-label'];
  const pixels = options['boundary-pixels'];
  const names = options['class-names'];
  return {
    values: values === undefined ? DEFAULT_MASKS.values : choice('values', values, SCORE_KINDS),
    counts: classes === undefined ? DEFAULT_MASKS.counts : choice('classes', classes, CLASS_CHOICES),
    ignore:
      ignore === undefined
        ? DEFAULT_MASKS.ignore
        : ignore === 'none'
          ? null
          : wholeNumber('ignore-label', ignore, 0, LARGEST_LABEL),
    boundaryPixels: pixels === undefined ? DEFAULT_MASKS.boundaryPixels : wholeNumber('boundary-pixels', pixels, 1, 64),
    ...(names === undefined ? {} : { names: parts(names) }),
  };
}

/** Ids for the help, from the registries. */
export function knownIds(language: Language): string {
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);
  return [
    message('known-methods', { ids: ids(upsamplers) }),
    message('known-metrics', { ids: ids(metrics) }),
    message('known-mask-metrics', { masks: ids(maskMetrics), features: ids(featureMetrics) }),
    message('known-protocols', { ids: ids(protocols) }),
  ]
    .map((said) => say(said, language))
    .join('\n');
}
