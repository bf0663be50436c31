import { message, type Message } from '../../messages';
import type { FitJob } from '../../engine/thread/jobs';
import { DEGRADATIONS } from '../../experiment/degradations';
import { DEFAULT_LAMBDA } from '../../fit';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, parseMethod, SMALLEST_SCALE } from '../../upsamplers';
import { namedForce } from '../outputFiles';
import { choice, defineOptions, wholeNumber, type OptionValues } from '../arguments';

export const fitOptions = defineOptions({
  method: {
    type: 'string',
    short: 'm',
    placeholder: 'ID:key=value,...',
    help: {
      en: 'The layer: conv-transpose, nearest-conv, pixel-shuffle or unpooling:fill=conv, with its parameters.',
      'zh-CN': '层：conv-transpose、nearest-conv、pixel-shuffle 或 unpooling:fill=conv，可带参数。',
    },
  },
  scale: {
    type: 'string',
    short: 's',
    placeholder: 'N',
    help: { en: 'Enlarge by a whole number from 2 to 32. Default: 2.', 'zh-CN': '放大倍数，2 到 32 的整数。默认：2。' },
  },
  train: {
    type: 'string',
    short: 't',
    multiple: true,
    placeholder: 'DIR|FILE',
    help: {
      en: 'Training pictures, a folder or a file; may be given several times. Default: the built-in set.',
      'zh-CN': '训练图像，文件夹或文件；可多次给出。默认：内置训练集。',
    },
  },
  truth: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE|DIR',
    help: {
      en: 'The training files are small arrays [C,H,W] of scores, and these are what they should become: labels (as zeros\nand ones) or larger arrays. One kernel for all channels.',
      'zh-CN':
        '训练文件是由得分组成的小数组 [C,H,W]，这里给出它们应当变成的内容：标签（作为 0 和 1）\n或更大的数组。所有通道共用一个核。',
    },
  },
  recursive: {
    type: 'boolean',
    short: 'r',
    help: { en: 'Look into the folders of a folder, too.', 'zh-CN': '也查看子文件夹。' },
  },
  degradation: {
    type: 'string',
    placeholder: 'HOW',
    help: {
      en: 'How small versions are made: area (default), bicubic (PyTorch, antialiased) or\nmatlab-bicubic (imresize, as in the tables of papers).',
      'zh-CN': '小图的生成方式：area（默认）、bicubic（PyTorch，抗锯齿）或\nmatlab-bicubic（imresize，论文表格所用）。',
    },
  },
  lambda: {
    type: 'string',
    placeholder: 'X',
    help: {
      en: `Ridge, relative to the mean of the normal matrix's diagonal. Default: ${DEFAULT_LAMBDA}; 0 for none.`,
      'zh-CN': `岭回归系数，相对于正规矩阵对角线的平均值。默认：${DEFAULT_LAMBDA}；0 表示不用。`,
    },
  },
  channels: {
    type: 'string',
    placeholder: '1|3',
    help: {
      en: '1: one kernel that all channels share, for pictures of any kind. 3: kernels for each colour.\nDefault: 3 when any training picture is in colour; 1 for the built-in set unless groups=dense.',
      'zh-CN':
        '1：所有通道共用一个核，适用于任何图像。3：每种颜色各有自己的核。\n默认：只要有一张训练图像是彩色的就为 3；内置训练集为 1，groups=dense 时除外。',
    },
  },
  'hold-out': {
    type: 'string',
    placeholder: 'SHARE',
    help: {
      en: 'Keep this share of the pictures (0.2: every fifth) out of the fit and measure on them.',
      'zh-CN': '留出这一比例的图像（0.2：每五张一张）不参与拟合，只用来测量。',
    },
  },
  folds: {
    type: 'string',
    placeholder: 'K',
    help: {
      en: 'Cross-validate in K parts as well: fit on the others, measure on each. The weights are those of all.',
      'zh-CN': '另做 K 折交叉验证：在其余各折上拟合，在每一折上测量。权重仍用全部图像得到。',
    },
  },
  out: {
    type: 'string',
    short: 'o',
    placeholder: 'FILE',
    help: { en: 'Where the weights go, .safetensors.', 'zh-CN': '权重写到哪里，.safetensors。' },
  },
  json: {
    type: 'string',
    placeholder: '-|FILE',
    help: {
      en: 'Write the numbers as JSON; "-" prints them and nothing else.',
      'zh-CN': '以 JSON 写出数值；“-”表示只打印数值。',
    },
  },
  force: namedForce,
});
export type FitOptions = OptionValues<typeof fitOptions>;

/** The number, or a refusal that says what --name takes. */
function number(name: string, text: string, expected: Message, isLegal: (value: number) => boolean): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value) || !isLegal(value)) throw invalidParameter(`--${name}`, expected, text);
  return value;
}

/** What the options ask for, without pictures. */
export function planFit(
  options: FitOptions,
): Pick<FitJob, 'method' | 'scale' | 'degradation' | 'lambda' | 'split' | 'channels'> {
  if (options.method === undefined) throw new UpbenchError('invalid-parameter', message('fit-needs-method'));
  const method = parseMethod(options.method);
  const { weights, ...parameters } = method.parameters;
  if (weights !== undefined && weights !== 'fitted')
    throw invalidParameter('weights', message('expected-no-weights'), weights);
  const scale = wholeNumber('scale', options.scale ?? '2', SMALLEST_SCALE, LARGEST_SCALE);
  const { degradation, lambda, folds } = options;
  const holdOut = options['hold-out'];
  return {
    method: { id: method.id, parameters },
    scale,
    degradation: degradation === undefined ? 'area' : choice('degradation', degradation, DEGRADATIONS),
    lambda:
      lambda === undefined
        ? DEFAULT_LAMBDA
        : number('lambda', lambda, message('expected-number-from-0'), (value) => value >= 0),
    split: {
      holdOut:
        holdOut === undefined ? 0 : number('hold-out', holdOut, message('expected-share'), (v) => v >= 0 && v <= 0.9),
      folds: folds === undefined ? 0 : wholeNumber('folds', folds, 2, 100),
    },
    channels: channelsOf(options, parameters['groups'] === 'dense'),
  };
}

function channelsOf(options: FitOptions, isDense: boolean): FitJob['channels'] {
  if (options.channels !== undefined) return choice('channels', options.channels.trim(), ['1', '3']) === '3' ? 3 : 1;
  return isDense && options.train.length === 0 ? 3 : null;
}
