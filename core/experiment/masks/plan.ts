import { message, type Message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import { MAX_ELEMENTS, type Tensor } from '../../tensor/tensor';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import type { Experiment } from '../schema';
import { targetOf } from '../targetSize';
import type { MaskPair, MaskTruth } from './pair';
import { MOST_CLASSES, type MaskImage, type MaskSpec } from './schema';

/** What one pair is, once it is known to fit together. */
export interface PairPlan {
  readonly values: MaskImage['values'];
  readonly channels: number;
  readonly input: { readonly width: number; readonly height: number };
  readonly output: { readonly width: number; readonly height: number };
  /** The factor; where the size is no multiple, the whole one nearest to it. */
  readonly scale: number;
  /** Wanted [height, width] where it is no multiple of the input's. */
  readonly size: readonly [number, number] | undefined;
  readonly notes: readonly Message[];
}

/** Sums of probabilities over the classes may be off by rounding to half precision. */
const SUM_TOLERANCE = 1e-2;

/** Checks the pair against the experiment; throws the refusal that names both sizes and what would fit. */
export function planPair(pair: MaskPair, experiment: Experiment, spec: MaskSpec): PairPlan {
  const [, channels = 1, height = 1, width = 1] = pair.scores.shape;
  const { scale, size } = targetOf(experiment, height, width);
  const output = size ? { height: size[0], width: size[1] } : { height: height * scale, width: width * scale };
  const { truth } = pair;
  checkTruth(pair, truth, output);
  if (channels * output.height * output.width > MAX_ELEMENTS)
    throw new UpbenchError(
      'too-large',
      message('too-many-values', {
        what: message('mask-an-output'),
        shape: [channels, output.height, output.width].join('×'),
        limit: MAX_ELEMENTS,
      }),
    );
  const { values, notes } = kindOf(pair.scores, truth, spec);
  if (values !== 'features') checkClasses(pair, truth, channels, spec);
  if (pair.indices && pair.indices.positions.shape.join() !== pair.scores.shape.join())
    throw new UpbenchError(
      'shape-mismatch',
      message('mask-indices-shape', {
        indices: pair.indices.positions.shape.slice(1).join('×'),
        scores: pair.scores.shape.slice(1).join('×'),
      }),
    );
  return { values, channels, input: { width, height }, output, scale, size, notes };
}

function checkTruth(pair: MaskPair, truth: MaskTruth | null, output: PairPlan['output']): void {
  if (truth === null) return;
  const [, channels = 1, height = 1, width = 1] = pair.scores.shape;
  const found =
    truth.kind === 'labels'
      ? { width: truth.labels.width, height: truth.labels.height }
      : { width: truth.values.shape[3]!, height: truth.values.shape[2]! };
  if (truth.kind === 'features' && truth.values.shape[1] !== channels)
    throw new UpbenchError(
      'shape-mismatch',
      message('mask-feature-channels', { truth: truth.file, found: truth.values.shape[1]!, file: pair.file, channels }),
    );
  if (found.width === output.width && found.height === output.height) return;
  const factor = found.height / height;
  const isWhole =
    Number.isInteger(factor) && factor === found.width / width && factor >= SMALLEST_SCALE && factor <= LARGEST_SCALE;
  throw new UpbenchError(
    'size-mismatch',
    message('mask-truth-size', {
      truth: truth.file,
      found: `${found.width}×${found.height}`,
      file: pair.file,
      input: `${width}×${height}`,
      wanted: `${output.width}×${output.height}`,
      fit: isWhole
        ? message('mask-scale-would-fit', { scale: factor })
        : message('mask-size-would-fit', { height: found.height, width: found.width }),
    }),
    { parameter: isWhole ? 'scale' : 'size', ...(isWhole ? { fix: { scale: factor } } : {}) },
  );
}

function kindOf(
  scores: Tensor,
  truth: MaskTruth | null,
  { values }: MaskSpec,
): { readonly values: MaskImage['values']; readonly notes: readonly Message[] } {
  if (truth?.kind === 'features') {
    if (values === 'auto' || values === 'features') return { values: 'features', notes: [] };
    throw new UpbenchError('invalid-parameter', message('mask-truth-is-features', { file: truth.file, values }));
  }
  if (values === 'features') {
    if (truth === null) return { values, notes: [] };
    throw new UpbenchError('invalid-parameter', message('mask-truth-is-labels', { file: truth.file }));
  }
  if (values !== 'auto') return { values, notes: [] };
  return areProbabilities(scores)
    ? { values: 'probabilities', notes: [message('mask-read-as-probabilities')] }
    : { values: 'logits', notes: [] };
}

/** Whether no value is below 0 and those of every pixel sum to 1. */
export function areProbabilities({ shape, data }: Tensor): boolean {
  const [, channels = 1, height = 1, width = 1] = shape;
  const plane = height * width;
  if (channels < 2) return false;
  for (let i = 0; i < plane; i++) {
    let sum = 0;
    for (let at = i; at < data.length; at += plane) {
      if (data[at]! < 0) return false;
      sum += data[at]!;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) return false;
  }
  return true;
}

function checkClasses(pair: MaskPair, truth: MaskTruth | null, classes: number, { ignore }: MaskSpec): void {
  if (classes > MOST_CLASSES)
    throw new UpbenchError(
      'too-large',
      message('mask-too-many-classes', { file: pair.file, classes, most: MOST_CLASSES }),
    );
  if (truth?.kind !== 'labels') return;
  const strange = new Set<number>();
  for (const label of truth.labels.data) if (label >= classes && label !== ignore) strange.add(label);
  if (strange.size === 0) return;
  const labels = [...strange].sort((a, b) => a - b);
  throw new UpbenchError(
    'invalid-parameter',
    message('mask-strange-labels', {
      truth: truth.file,
      labels: labels.slice(0, 8).join(', ') + (labels.length > 8 ? ', ...' : ''),
      file: pair.file,
      classes,
      largest: classes - 1,
      ignore: labels[0]!,
      isOne: labels.length === 1,
    }),
    { parameter: 'ignore-label' },
  );
}
