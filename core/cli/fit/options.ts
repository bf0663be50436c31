import type { FitJob } from '../../engine/thread/jobs';
import { DEGRADATIONS } from '../../experiment/schema';
import { DEFAULT_LAMBDA } from '../../fit';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, parseMethod, SMALLEST_SCALE } from '../../upsamplers';
import { choice, defineOptions, wholeNumber, type OptionValues } from '../arguments';

export const fitOptions = defineOptions({
  method: {
    type: 'string',
    short: 'm',
    placeholder: 'ID:key=value,...',
    help: 'The layer: conv-transpose, nearest-conv, pixel-shuffle or unpooling:fill=conv, with its parameters.',
  },
  scale: { type: 'string', short: 's', placeholder: 'N', help: 'Enlarge by a whole number from 2 to 32. Default: 2.' },
  train: {
    type: 'string',
    short: 't',
    multiple: true,
    placeholder: 'DIR|FILE',
    help: 'Training pictures, a folder or a file; may be given several times. Default: the built-in set.',
  },
  truth: {
    type: 'string',
    multiple: true,
    placeholder: 'FILE|DIR',
    help: 'The training files are small arrays [C,H,W] of scores, and these are what they should become: labels (as zeros\nand ones) or larger arrays. One kernel for all channels.',
  },
  recursive: { type: 'boolean', short: 'r', help: 'Look into the folders of a folder, too.' },
  degradation: {
    type: 'string',
    placeholder: 'HOW',
    help: 'How small versions are made: area (default), bicubic (PyTorch, antialiased) or\nmatlab-bicubic (imresize, as in the tables of papers).',
  },
  lambda: {
    type: 'string',
    placeholder: 'X',
    help: `Ridge, relative to the mean of the normal matrix's diagonal. Default: ${DEFAULT_LAMBDA}; 0 for none.`,
  },
  channels: {
    type: 'string',
    placeholder: '1|3',
    help: '1: one kernel that all channels share, for pictures of any kind. 3: kernels for each colour.\nDefault: 3 when any training picture is in colour; 1 for the built-in set unless groups=dense.',
  },
  'hold-out': {
    type: 'string',
    placeholder: 'SHARE',
    help: 'Keep this share of the pictures (0.2: every fifth) out of the fit and measure on them.',
  },
  folds: {
    type: 'string',
    placeholder: 'K',
    help: 'Cross-validate in K parts as well: fit on the others, measure on each. The weights are those of all.',
  },
  out: { type: 'string', short: 'o', placeholder: 'FILE', help: 'Where the weights go, .safetensors.' },
  json: { type: 'string', placeholder: '-|FILE', help: 'Write the numbers as JSON; "-" prints them and nothing else.' },
  force: { type: 'boolean', short: 'f', help: 'Overwrite the file.' },
});
export type FitOptions = OptionValues<typeof fitOptions>;

/** The number, or a refusal that says what --name takes. */
function number(name: string, text: string, expected: string, isLegal: (value: number) => boolean): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value) || !isLegal(value)) throw invalidParameter(`--${name}`, expected, text);
  return value;
}

/** What the options ask for, without pictures. */
export function planFit(
  options: FitOptions,
): Pick<FitJob, 'method' | 'scale' | 'degradation' | 'lambda' | 'split' | 'channels'> {
  if (options.method === undefined) throw new UpbenchError('invalid-parameter', 'Say which layer: --method ID.');
  const method = parseMethod(options.method);
  const { weights, ...parameters } = method.parameters;
  if (weights !== undefined && weights !== 'fitted')
    throw invalidParameter('weights', 'no choice of weights, because they are fitted', weights);
  const scale = wholeNumber('scale', options.scale ?? '2', SMALLEST_SCALE, LARGEST_SCALE);
  const { degradation, lambda, folds } = options;
  const holdOut = options['hold-out'];
  return {
    method: { id: method.id, parameters },
    scale,
    degradation: degradation === undefined ? 'area' : choice('degradation', degradation, DEGRADATIONS),
    lambda: lambda === undefined ? DEFAULT_LAMBDA : number('lambda', lambda, 'a number >= 0', (value) => value >= 0),
    split: {
      holdOut:
        holdOut === undefined ? 0 : number('hold-out', holdOut, 'a share from 0 to 0.9', (v) => v >= 0 && v <= 0.9),
      folds: folds === undefined ? 0 : wholeNumber('folds', folds, 2, 100),
    },
    channels: channelsOf(options, parameters['groups'] === 'dense'),
  };
}

function channelsOf(options: FitOptions, isDense: boolean): FitJob['channels'] {
  if (options.channels !== undefined) return choice('channels', options.channels.trim(), ['1', '3']) === '3' ? 3 : 1;
  return isDense && options.train.length === 0 ? 3 : null;
}
