import { defaultExperiment } from '../../experiment/defaults';
import { inOrders, keyMethods } from '../../experiment/keys';
import { DEGRADATIONS, SPACES, type Experiment, type MethodSpec } from '../../experiment/schema';
import { DEFAULT_MASKS, LARGEST_LABEL, SCORE_KINDS, type MaskSpec, type Order } from '../../experiment/masks/schema';
import { message } from '../../messages';
import { findMetric, findProtocol, metrics, protocols } from '../../metrics';
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
  type Upsampler,
} from '../../upsamplers';
import { choice, defineOptions, wholeNumber, type OptionValues } from '../arguments';
import { readSize } from '../readSize';

export const appendOption = {
  type: 'string',
  placeholder: 'FILE.sqlite',
  help: 'Append the results to this SQLite file, which is made when it is not there.',
} as const;

export const compareOptions = defineOptions({
  scale: { type: 'string', short: 's', placeholder: 'N', help: 'Enlarge by a whole number from 2 to 32. Default: 2.' },
  methods: {
    type: 'string',
    short: 'm',
    placeholder: 'LIST',
    help: 'all, none, or ids separated by commas. Default: all, the five methods and the baselines.',
  },
  method: {
    type: 'string',
    multiple: true,
    placeholder: 'ID:key=value,...',
    help: 'One more use of a method with parameters of its own. May be given several times. A chain of methods:\n"pipeline:steps=conv-transpose(kernelSize=4) x2 > bilinear x2".',
  },
  preset: {
    type: 'string',
    placeholder: 'NAME',
    help: `A list of methods that together show one thing, in place of all: ${presets.map(({ id }) => id).join(', ')}.`,
  },
  truth: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE|DIR',
    help: 'Labels (grey or indexed PNG, .npy [H,W]) or feature maps (.npy [C,H,W]). The inputs are then small arrays\n[C,H,W] (.npy, .npz) of logits, probabilities or features, paired in order, or by name where a folder is given.',
  },
  size: {
    type: 'string',
    placeholder: 'H,W',
    help: 'Enlarge to this size; interpolations make any, other methods whole factors.\nWith --truth or --mode enlarge.',
  },
  'labels-first': {
    type: 'boolean',
    help: 'Take the largest class of the small scores first, then enlarge the labels (as zeros and ones).',
  },
  order: {
    type: 'string',
    placeholder: 'ORDER',
    help: 'logits (default), labels, or both: every method in both orders.',
  },
  values: {
    type: 'string',
    placeholder: 'KIND',
    help: `What the arrays hold: ${SCORE_KINDS.join(', ')}. Default: auto.`,
  },
  classes: {
    type: 'string',
    placeholder: 'WHICH',
    help: 'Classes that means are over: union (in truth or prediction, default), truth, or all.',
  },
  'class-names': { type: 'string', placeholder: 'LIST', help: 'Names of the classes from 0 on, separated by commas.' },
  'ignore-label': {
    type: 'string',
    placeholder: 'N|none',
    help: 'Label of pixels that do not count. Default: 255.',
  },
  'boundary-pixels': { type: 'string', placeholder: 'N', help: 'Tolerance of boundary-f in pixels. Default: 2.' },
  indices: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE|DIR',
    help: "Positions [C,H,W] that an encoder's max-pooling recorded, for unpooling (SegNet).",
  },
  mode: {
    type: 'string',
    placeholder: 'MODE',
    help: 'reference: the picture is the original, its small version is enlarged again (default).\nenlarge: the picture itself is enlarged, methods are compared with one another.',
  },
  degradation: {
    type: 'string',
    placeholder: 'HOW',
    help: 'How the small version is made: area (default), bicubic (PyTorch, antialiased) or\nmatlab-bicubic (imresize, as in the tables of papers).',
  },
  space: {
    type: 'string',
    placeholder: 'SPACE',
    help: 'rgb: the colours of the file (default). y: the luma alone, rounded once at the start and once at the end, as\nthe scripts of super-resolution papers compute.',
  },
  candidate: {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=FILES',
    help: 'Finished outputs of others as one more method: a file, a folder (files of equal names), or a pattern\nsuch as mine=out/{file}__x2.png. May be given several times.',
  },
  candidates: {
    type: 'string',
    placeholder: 'DIR',
    help: 'Every folder or picture in DIR is a candidate under its name: the checkpoints of a training.',
  },
  'candidate-time': {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=MS',
    help: 'Milliseconds that a candidate takes for one picture, for the charts.',
  },
  'candidate-macs': {
    type: 'string',
    multiple: true,
    placeholder: 'NAME=N',
    help: 'Multiply-adds that a candidate takes for one picture: 1.2e9 or 1.2G.',
  },
  low: {
    type: 'string',
    placeholder: 'FILES',
    help: 'The small pictures, in place of making them: a file, a folder (0001x2.png, LRBI/x2, img_LR.png, ...), or a\npattern with {file}. The scale follows from the sizes.',
  },
  range: {
    type: 'string',
    placeholder: 'N',
    help: 'The value of white, in place of 255, 65535 or 1: 4095 for 12 bits in 16-bit files.',
  },
  layout: {
    type: 'string',
    placeholder: 'AXES',
    help: 'Axes of arrays: hw, hwc or chw. Default: hwc where the last axis has at most 4.',
  },
  metrics: { type: 'string', placeholder: 'LIST', help: 'Metric ids separated by commas. Default: the usual ones.' },
  protocol: { type: 'string', placeholder: 'ID', help: 'Named metric protocol.' },
  samples: {
    type: 'string',
    placeholder: 'N',
    help: 'Timed repetitions at least; 0 runs once and times nothing. Default: 5.',
  },
  seed: { type: 'string', placeholder: 'N', help: 'Base of all random weights. Default: 0.' },
  arithmetic: {
    type: 'string',
    placeholder: 'KIND',
    help: 'exact: the same bits everywhere (default); fast: with a stated tolerance.',
  },
  recursive: { type: 'boolean', short: 'r', help: 'Look into the folders of a folder, too.' },
  include: {
    type: 'string',
    multiple: true,
    placeholder: 'GLOB',
    help: 'Of folders only pictures that fit: "*.png", "**/test/*". May be given several times.',
  },
  exclude: { type: 'string', multiple: true, placeholder: 'GLOB', help: 'Leave out pictures of folders that fit.' },
  out: {
    type: 'string',
    short: 'o',
    placeholder: 'DIR',
    help: 'Write a PNG per method, results.json, .jsonl, .csv, .md, .tex and report.html there.\nThe same command again goes on where it was stopped.',
  },
  name: {
    type: 'string',
    placeholder: 'TEMPLATE',
    help: 'Names of the PNG files. Default: {file}__{method}_x{scale}.{ext}; {params} is known, too.',
  },
  shard: {
    type: 'string',
    placeholder: 'K/N',
    help: 'Run only the K-th of N parts; upbench merge joins their folders.',
  },
  'report-pictures': {
    type: 'string',
    placeholder: 'N',
    help: 'Pictures shown one by one in report.html. Default: 12.',
  },
  'report-size': {
    type: 'string',
    placeholder: 'MB',
    help: 'Pictures that report.html may carry inside, in megabytes; above, it shows the files beside it. Default: 64.',
  },
  session: {
    type: 'string',
    placeholder: 'FILE',
    help: 'Save the experiment with names and SHA-256 of its files; a name ending in .upbench or .zip takes the files in, too.',
  },
  relocate: {
    type: 'string',
    multiple: true,
    placeholder: 'DIR',
    help: 'Where to look for files of a session that are not where they were. May be given several times.',
  },
  append: appendOption,
  json: { type: 'string', placeholder: '-|FILE', help: 'Write the results as JSON; "-" prints them and nothing else.' },
  force: {
    type: 'boolean',
    short: 'f',
    help: 'Overwrite files. Without it, new files get a number when a name is taken.',
  },
});
export type CompareOptions = OptionValues<typeof compareOptions>;

export interface Planned {
  readonly experiment: Experiment;
  /** Bad parts that were left out; the rest is done. */
  readonly refused: readonly UpbenchError[];
  /** Things to know that are no faults. */
  readonly remarks: readonly string[];
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
): { good: Chosen[]; bad: UpbenchError[]; remarks: string[] } {
  const preset = options.preset === undefined ? [] : findPreset(options.preset.trim()).methods(scale);
  const list = options.methods ?? (options.preset === undefined ? 'all' : 'none');
  const remarks: string[] = [];
  let listed: { good: Chosen[]; bad: UpbenchError[] };
  if (list.trim() === 'all') {
    // Nobody asked for these by name, so leaving out what cannot work is no fault.
    const usual: readonly Upsampler[] = upsamplers.filter(({ id }) => defaultUpsamplerIds.includes(id));
    const hasPositions = mode === 'reference' || (mode === 'masks' && options.indices.length > 0);
    const able = usual.filter((upsampler) => hasPositions || !upsampler.usesReference);
    for (const upsampler of usual.filter((candidate) => !able.includes(candidate))) {
      remarks.push(`${upsampler.title.en} is left out: it needs positions recorded from a reference.`);
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
  const hasCandidates = options.candidate.length > 0 || options.candidates !== undefined;
  if (methods.good.length === 0 && (!hasCandidates || first !== undefined)) {
    throw first ?? new UpbenchError('invalid-parameter', 'No method is chosen. Give --methods or --method.');
  }
  if (options.metrics !== undefined && metricIds.good.length === 0) {
    throw (
      metricIds.bad[0] ??
      new UpbenchError(
        'invalid-parameter',
        `--metrics names no metric. Known: ${(isMasks ? [...maskMetrics, ...featureMetrics] : metrics).map(({ id }) => id).join(', ')}.`,
      )
    );
  }
  const uses = isMasks ? inOrders(keyMethods(methods.good), orderOf(options)) : keyMethods(methods.good);
  if (uses.length > 64)
    throw new UpbenchError('invalid-parameter', `${uses.length} methods are chosen; at most 64 are compared.`);
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
export function knownIds(): string {
  return [
    `Methods: ${upsamplers.map(({ id }) => id).join(', ')}`,
    `Metrics: ${metrics.map(({ id }) => id).join(', ')}`,
    `Metrics of masks: ${maskMetrics.map(({ id }) => id).join(', ')}; of feature maps: ${featureMetrics.map(({ id }) => id).join(', ')}`,
    `Protocols: ${protocols.map(({ id }) => id).join(', ')}`,
  ].join('\n');
}
