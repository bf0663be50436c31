import { message, type Message, type Text } from '../messages';
import { powerSpectrum, radialProfile, spectralPeakOf, phaseMeans, type Field } from '../checkerboard';
import { spread } from '../checkerboard/phases';
import { invalidParameter } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { scoreSizes } from './labels';

/** Measures of feature maps [1, C, H, W] against wanted ones of the same shape: no classes, any unit. */

/** The measures of one channel. */
interface ChannelMeasures {
  /** Spread of the phase means of the error (of the values, without a truth), over the root mean square of the truth. */
  readonly checkerboard: number;
  /** The strongest stride harmonic over its surroundings, in dB; null where the map is too small. */
  readonly peakDecibels: number | null;
}

interface FeatureMeasures {
  /** Null without a truth. */
  readonly cosine: number | null;
  readonly relativeError: number | null;
  readonly channels: readonly ChannelMeasures[];
  /** Mean power over the channels per ring of the spectrum, in dB of the values' unit squared. */
  readonly spectrum: {
    readonly radius: readonly number[];
    readonly output: readonly number[];
    readonly truth: readonly number[] | null;
  };
}

/** As torch.nn.functional.cosine_similarity: the product of the lengths is at least this. */
const SMALLEST_LENGTHS = 1e-8;
const FLOOR = 1e-12;

/** What every method is compared with, computed once from the truth. */
export interface MeasuredTruth {
  readonly values: Tensor;
  /** Root mean square of each channel. */
  readonly units: readonly number[];
  /** Mean power over the channels per ring. */
  readonly power: Float64Array;
}

export function measureTruth(values: Tensor, checkpoint?: () => void): MeasuredTruth {
  const [channels, height, width] = scoreSizes(values);
  let power = new Float64Array(0);
  const units = Array.from({ length: channels }, (_, c) => {
    const field = fieldOf(values, c, width, height);
    power = addPower(power, radialProfile(spectrumOf(field, checkpoint)).power, channels);
    return rootMeanSquare(field.data);
  });
  return { values, units, power };
}

const spectrumOf = (field: Field, checkpoint?: () => void) =>
  powerSpectrum(field, { window: 'hann', removeMean: true, checkpoint });

function addPower(sum: Float64Array, power: ArrayLike<number>, channels: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(power.length);
  for (let i = 0; i < out.length; i++) out[i] = (sum[i] ?? 0) + power[i]! / channels;
  return out;
}

export function featureMeasures(
  output: Tensor,
  truth: MeasuredTruth | null,
  stride: number,
  checkpoint?: () => void,
): FeatureMeasures {
  const [channels, height, width] = scoreSizes(output);
  let power = new Float64Array(0);
  let radius: readonly number[] = [];
  const measured = Array.from({ length: channels }, (_, c): ChannelMeasures => {
    checkpoint?.();
    const own = fieldOf(output, c, width, height);
    const spectrum = spectrumOf(own, checkpoint);
    const profile = radialProfile(spectrum);
    power = addPower(power, profile.power, channels);
    radius = [...profile.radius];
    const wanted = truth && fieldOf(truth.values, c, width, height);
    const error = wanted ? { ...own, data: own.data.map((value, i) => value - wanted.data[i]!) } : own;
    const unit = truth ? truth.units[c]! : rootMeanSquare(own.data);
    const means = phaseMeans(error, stride);
    const board = means.flat().some(Number.isNaN) ? 0 : spread(means);
    return {
      checkerboard: unit === 0 ? 0 : board / unit,
      peakDecibels: spectralPeakOf(spectrum, stride)?.decibels ?? null,
    };
  });
  return {
    cosine: truth && meanCosine(output, truth.values, channels, height * width),
    relativeError: truth && relativeError(output, truth.values),
    channels: measured,
    spectrum: { radius, output: decibels(power), truth: truth && decibels(truth.power) },
  };
}

function fieldOf({ data }: Tensor, channel: number, width: number, height: number): Field {
  const plane = width * height;
  return { width, height, data: Float64Array.from(data.subarray(channel * plane, (channel + 1) * plane)) };
}

const rootMeanSquare = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

const decibels = (power: Float64Array): number[] => [...power].map((value) => 10 * Math.log10(value + FLOOR));

/** Mean over the pixels of the cosine between their vectors over the channels. */
function meanCosine(output: Tensor, truth: Tensor, channels: number, plane: number): number {
  let total = 0;
  for (let i = 0; i < plane; i++) {
    let product = 0;
    let own = 0;
    let other = 0;
    for (let at = i; at < channels * plane; at += plane) {
      const a = output.data[at]!;
      const b = truth.data[at]!;
      product += a * b;
      own += a * a;
      other += b * b;
    }
    total += product / Math.max(SMALLEST_LENGTHS, Math.sqrt(own) * Math.sqrt(other));
  }
  return total / plane;
}

/** |output - truth| / |truth|, both as one long vector. */
function relativeError(output: Tensor, truth: Tensor): number {
  let difference = 0;
  let length = 0;
  for (let i = 0; i < truth.data.length; i++) {
    difference += (output.data[i]! - truth.data[i]!) ** 2;
    length += truth.data[i]! ** 2;
  }
  return Math.sqrt(difference) / Math.sqrt(length);
}

/** One number about feature maps. */
interface FeatureMetric {
  readonly id: string;
  readonly title: Text;
  readonly definition: Text;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly decimals: number;
  readonly isShare: false;
  compute(
    measures: FeatureMeasures,
  ): { readonly value: number; readonly receipt: Message } | { readonly unavailable: Message };
}

const ofTruth = (value: number | null, receipt: Message): ReturnType<FeatureMetric['compute']> =>
  value === null ? { unavailable: message('feature-no-truth') } : { value, receipt };

/** Every metric of feature maps, in the order of tables. */
export const featureMetrics: readonly FeatureMetric[] = [
  {
    id: 'cosine',
    title: { en: 'Cosine', 'zh-CN': '余弦相似度' },
    definition: {
      en: "Mean over the pixels of the cosine between their vectors over the channels, as PyTorch's cosine_similarity.",
      'zh-CN': '各像素通道向量余弦的平均值，同 PyTorch 的 cosine_similarity。',
    },
    unit: '',
    better: 'higher',
    decimals: 4,
    isShare: false,
    compute: ({ cosine, channels }) => ofTruth(cosine, message('feature-cosine', { channels: channels.length })),
  },
  {
    id: 'relative-error',
    title: { en: 'Relative error', 'zh-CN': '相对误差' },
    definition: {
      en: 'Length of the error over the length of the truth, all channels as one vector.',
      'zh-CN': '误差的长度除以真值的长度，所有通道视为一个向量。',
    },
    unit: '',
    better: 'lower',
    decimals: 4,
    isShare: false,
    compute: ({ relativeError: value, channels }) =>
      ofTruth(value, message('feature-relative-error', { channels: channels.length })),
  },
  {
    id: 'channel-checkerboard',
    title: { en: 'Checker per channel', 'zh-CN': '各通道棋盘格' },
    definition: {
      en: 'Root mean square over the channels of the spread of the phase means of the error, over the root mean square of the truth.',
      'zh-CN': '各通道误差相位均值的离散度除以真值均方根，再对通道取均方根。',
    },
    unit: '',
    better: 'lower',
    decimals: 5,
    isShare: false,
    compute: ({ channels, cosine }) => ({
      value: Math.sqrt(channels.reduce((sum, { checkerboard }) => sum + checkerboard ** 2, 0) / channels.length),
      receipt: message('feature-checkerboard', { channels: channels.length, hasTruth: cosine !== null }),
    }),
  },
  {
    id: 'spectral-peak',
    title: { en: 'Spectral peak', 'zh-CN': '谱峰' },
    definition: {
      en: 'Strongest stride harmonic over its surroundings in the spectrum, the largest of the channels.',
      'zh-CN': '频谱中步幅谐波相对其周围的最大高度，取各通道中最大者。',
    },
    unit: 'dB',
    better: 'lower',
    decimals: 1,
    isShare: false,
    compute({ channels }) {
      const peaks = channels.flatMap(({ peakDecibels }) => (peakDecibels === null ? [] : [peakDecibels]));
      if (peaks.length === 0) return { unavailable: message('feature-too-small') };
      return { value: Math.max(...peaks), receipt: message('feature-peak', { channels: channels.length }) };
    },
  },
];

/** The metric of that id; refuses an unknown one naming all. */
export function findFeatureMetric(id: string): FeatureMetric {
  const found = featureMetrics.find((metric) => metric.id === id);
  if (found) return found;
  throw invalidParameter(
    'metrics',
    message('mask-metric-choices', { choices: featureMetrics.map((one) => one.id) }),
    id,
  );
}
