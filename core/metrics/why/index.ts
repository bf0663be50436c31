import { message, say, textSaid, type Message } from '../../messages';
import type { Raster } from '../../tensor/raster';
import { measurePair } from '../measure';
import { DEFAULT_PROTOCOL, findProtocol, protocols, type MetricSettings } from '../protocols';
import { findMetric } from '../registry';
import { explainNumber, shown, type Explanation, type PairFaults, type Variant } from './explain';
import { differs, explainGap, type Gap } from './rows';
import { stateOf, type Cause } from './state';

export type { Explanation, Variant } from './explain';
export { fitSizes, onlyTransparentDiffer, type SizeFit } from './pairFixes';
export { type Cause } from './state';

/** Metrics whose published values differ by protocol. */
export const DISPUTED_METRICS = ['psnr', 'psnr-y', 'ssim', 'ssim-y'] as const;

export interface WhyOptions {
  readonly scale: number;
  /** Whether `scale` is known; without it no crop follows from it. @default true */
  readonly knowsScale?: boolean | undefined;
  /** Pixels left out on every side, in place of what the protocols say. */
  readonly crop?: number | undefined;
  /** The protocol of the number in question. @default 'saved-file' */
  readonly protocol?: string | undefined;
  /** @default DISPUTED_METRICS */
  readonly ids?: readonly string[] | undefined;
  /** A number somebody else got, as it is written; what makes it is looked for. */
  readonly theirs?: string | undefined;
  /** Metrics that the number may be of. @default ids */
  readonly theirIds?: readonly string[] | undefined;
  /** What was left out so that the sizes fit: causes of every explanation. */
  readonly sizeCauses?: readonly Cause[] | undefined;
  /** What else the experiment could have made. */
  readonly variants?: readonly Variant[] | undefined;
  readonly checkpoint?: (() => void) | undefined;
}

/** The largest scale that papers usually have: where none is known, crops up to what it takes are tried. */
const USUAL_SCALE = 4;

/** One metric of one pair under one protocol. */
export interface WhyRow {
  readonly protocol: string;
  readonly title: string;
  /** Infinity for identical pictures; NaN where the metric does not exist. */
  readonly value: number;
  /** The receipt, or why there is no value. */
  readonly words: string;
  /** Where the value differs from one's own: how it comes about from that. */
  readonly gap?: Gap | undefined;
}

export interface WhyAnswer {
  readonly id: string;
  readonly rows: readonly WhyRow[];
  /** What makes the other's number, or what is wrong with the pair; the best first, empty when nothing holds. */
  readonly explanations: readonly Explanation[];
  /** How many rules were tried on the other's number, and the share of numbers near it that one of them would meet by chance. */
  readonly chance?:
    { readonly tried: number; readonly share: number; readonly message: Message; readonly text: string } | undefined;
  /** The remarks where nothing explains the other's number. */
  readonly verdict?: { readonly message: Message; readonly text: string } | undefined;
}

/** "Why is my number different?": one pair under every protocol, and every cause that was tried and holds. */
export function explainDifferences(reference: Raster, picture: Raster, options: WhyOptions): WhyAnswer[] {
  const steps = explainInSteps(reference, picture, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** How far an explanation is. */
export interface WhyStep {
  readonly metric: string;
  /** Rules tried of this metric; 0 while faults of the pair are looked for. */
  readonly tried: number;
}

/** The same in steps of at most seconds, so that one can say how far it is and end it in between. */
export function* explainInSteps(
  reference: Raster,
  picture: Raster,
  options: WhyOptions,
): Generator<WhyStep, WhyAnswer[]> {
  const faults: PairFaults = new Map();
  const { ids = DISPUTED_METRICS, theirs, theirIds = ids } = options;
  const answers: WhyAnswer[] = [];
  for (const id of ids) {
    const own = { ...options, theirs: theirIds.includes(id) ? theirs : undefined };
    answers.push(yield* explainMetric(id, reference, picture, own, faults));
  }
  return answers;
}

/**
 * Metrics that a number may be of where none is named: an SSIM is at most 1, and a PSNR below 1 dB does not occur in
 * practice.
 */
export function metricsOfNumber(theirs: string, ids: readonly string[] = DISPUTED_METRICS): readonly string[] {
  const isShare = Number(theirs) <= 1;
  return ids.filter((id) => (findMetric(id).unit === '') === isShare);
}

function* explainMetric(
  id: string,
  reference: Raster,
  picture: Raster,
  options: WhyOptions,
  faults: PairFaults,
): Generator<WhyStep, WhyAnswer> {
  const mine = options.protocol ?? DEFAULT_PROTOCOL;
  const { settings: own } = findProtocol(mine);
  const { scale, checkpoint, theirs } = options;
  const metric = findMetric(id);
  const { decimals } = metric;
  // Without a known scale nothing is cropped: the same as the number beside it.
  const fixedCrop = options.crop ?? (options.knowsScale === false ? 0 : undefined);
  const cropOf = ({ crop }: MetricSettings): number =>
    fixedCrop ?? { metric: metric.defaultCrop(scale), scale, none: 0 }[crop];
  const valueOf = (protocol: string, settings?: MetricSettings) => {
    const regions = ['full'] as const;
    const asked = { ids: [id], protocol, scale, settings, regions, checkpoint, crop: fixedCrop };
    const answer = measurePair(reference, picture, asked);
    const [result] = answer.metrics;
    return result
      ? { value: Number(result.value), words: result.protocol }
      : { value: NaN, words: answer.unavailable[0]?.reason ?? '' };
  };
  const rows: WhyRow[] = protocols.map((protocol) => ({
    protocol: protocol.id,
    title: protocol.title.en,
    ...valueOf(protocol.id),
  }));
  const value = rows.find((row) => row.protocol === mine)?.value ?? NaN;
  const context = {
    decimals,
    own: value,
    mine,
    cropOf,
    valueOf: (settings: MetricSettings) => valueOf(mine, settings).value,
  };
  const explained = rows.map((row) =>
    row.protocol !== mine && differs(row.value, value, decimals)
      ? { ...row, gap: explainGap(textSaid(findProtocol(row.protocol).title), row.protocol, row.value, context) }
      : row,
  );
  if (Number.isNaN(value)) return { id, rows: explained, explanations: [] };
  const base = stateOf(id, own, cropOf(own), reference.channels === 1);
  const known = options.knowsScale === false ? Math.max(scale, USUAL_SCALE) : scale;
  const mostCrop = Math.min(known + 6, Math.floor((Math.min(reference.width, reference.height) - 1) / 2));
  const steps = explainNumber(reference, picture, {
    metric: id,
    decimals,
    base,
    own: value,
    theirs,
    checkpoint,
    variants: options.variants,
    given: options.sizeCauses ?? [],
    mostCrop: Math.max(mostCrop, base.crop),
    scale: options.knowsScale === false ? undefined : scale,
    faults,
  });
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield { metric: id, tried: step.value };
  const answer = step.value;
  const { explanations, tried, nearest, chance: share } = answer;
  if (theirs === undefined) return { id, rows: explained, explanations };
  if (explanations.length > 0) {
    if (share === undefined) return { id, rows: explained, explanations };
    const said = message('why-chance', { theirs, tried, percent: percentShown(share) });
    return { id, rows: explained, explanations, chance: { tried, share, message: said, text: say(said) } };
  }
  const words =
    tried === 0
      ? message('why-unrelated', { theirs })
      : nearest
        ? message('why-none-nearest', {
            theirs,
            tried,
            cause: nearest.causes[0]!.words,
            predicted: shown(nearest.predicted, decimals),
          })
        : message('why-none', { theirs, tried });
  return { id, rows: explained, explanations, verdict: { message: words, text: say(words) } };
}

/** A share in per cent with two significant digits; below a hundredth of one it is only said to be less. */
function percentShown(share: number): string {
  const percent = 100 * share;
  return percent < 0.01 ? '< 0.01' : String(Number(percent.toPrecision(2)));
}
