import type { Raster } from '../tensor/raster';
import { measurePair } from './measure';
import { DEFAULT_PROTOCOL, findProtocol, protocols, type MetricSettings } from './protocols';
import { findMetric } from './registry';

/** Metrics whose published values differ by protocol. */
export const DISPUTED_METRICS = ['psnr', 'psnr-y', 'ssim', 'ssim-y'] as const;

export interface WhyOptions {
  readonly scale: number;
  /** The protocol of the number in question. @default 'saved-file' */
  readonly protocol?: string | undefined;
  /** @default DISPUTED_METRICS */
  readonly ids?: readonly string[] | undefined;
  /** A number somebody else got; the row closest to it is named. */
  readonly theirs?: number | undefined;
  readonly checkpoint?: (() => void) | undefined;
}

/** One metric of one pair under one protocol. */
export interface WhyRow {
  readonly protocol: string;
  readonly title: string;
  /** Infinity for identical pictures; NaN where the metric does not exist. */
  readonly value: number;
  /** The receipt, or why there is no value. */
  readonly words: string;
}

export interface WhyAnswer {
  readonly id: string;
  readonly rows: readonly WhyRow[];
  /** One sentence per protocol that gives another number: which difference makes the gap. */
  readonly explanations: readonly string[];
  /** What the number of `theirs` is closest to. */
  readonly closest?: string | undefined;
}

/** One thing in which two protocols may differ. */
interface Aspect {
  /** What the other protocol does, after "because it ...". */
  readonly words: (other: MetricSettings, scale: number) => string;
  /** `base` with this one thing as in `other`. */
  readonly change: (base: MetricSettings, other: MetricSettings) => MetricSettings;
}

const CROPS: Readonly<Record<MetricSettings['crop'], (scale: number) => string>> = {
  metric: (scale) => `leaves out ${scale} px on every side for the Y metrics alone`,
  scale: (scale) => `leaves out ${scale} px on every side`,
  none: () => 'looks at the whole picture',
};

const aspects: readonly Aspect[] = [
  {
    words: ({ crop }, scale) => CROPS[crop](scale),
    change: (base, { crop }) => ({ ...base, crop }),
  },
  {
    words: ({ roundLuma }) => (roundLuma ? 'rounds Y' : 'does not round Y'),
    change: (base, { roundLuma }) => ({ ...base, roundLuma }),
  },
  {
    words: ({ ssim }) => (ssim.window === 'uniform-7' ? 'takes a uniform 7x7 window' : 'takes a Gaussian 11x11 window'),
    change: (base, { ssim: { window } }) => ({ ...base, ssim: { ...base.ssim, window } }),
  },
  {
    words: ({ ssim }) => `takes the ${ssim.covariance} covariance`,
    change: (base, { ssim: { covariance } }) => ({ ...base, ssim: { ...base.ssim, covariance } }),
  },
  {
    words: ({ ssim }) => (ssim.colour === 'grey' ? 'makes the picture grey first' : 'takes the mean of the channels'),
    change: (base, { ssim: { colour } }) => ({ ...base, ssim: { ...base.ssim, colour } }),
  },
  {
    words: ({ ssim }) =>
      ssim.downsample ? 'makes the picture smaller first' : 'does not make the picture smaller first',
    change: (base, { ssim: { downsample } }) => ({ ...base, ssim: { ...base.ssim, downsample } }),
  },
];

/** "Why is my number different?": one pair under every protocol, and which single difference explains each gap. */
export function explainDifferences(reference: Raster, picture: Raster, options: WhyOptions): WhyAnswer[] {
  const mine = options.protocol ?? DEFAULT_PROTOCOL;
  findProtocol(mine);
  return (options.ids ?? DISPUTED_METRICS).map((id) => {
    const { decimals } = findMetric(id);
    const valueOf = (protocol: string, settings?: MetricSettings): Omit<WhyRow, 'protocol' | 'title'> => {
      const { scale, checkpoint } = options;
      const regions = ['full'] as const;
      const answer = measurePair(reference, picture, { ids: [id], protocol, scale, settings, regions, checkpoint });
      const [result] = answer.metrics;
      return result
        ? { value: Number(result.value), words: result.protocol }
        : { value: NaN, words: answer.unavailable[0]?.reason ?? '' };
    };
    const rows = protocols.map((protocol) => ({
      protocol: protocol.id,
      title: protocol.title.en,
      ...valueOf(protocol.id),
    }));
    const own = rows.find((row) => row.protocol === mine)?.value ?? NaN;
    const explanations = rows
      .filter((row) => row.protocol !== mine && differs(row.value, own, decimals))
      .map((row) => explain(row, own, mine, decimals, options.scale, valueOf));
    return { id, rows, explanations, closest: closestTo(rows, options.theirs, decimals) };
  });
}

/** Whether two values differ by at least half of the last digit shown. */
function differs(a: number, b: number, decimals: number): boolean {
  return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) >= 0.5 * 10 ** -decimals;
}

/** Changes one thing at a time from mine to theirs, and names those that move the number, the strongest first. */
function explain(
  row: WhyRow,
  own: number,
  mine: string,
  decimals: number,
  scale: number,
  valueOf: (protocol: string, settings: MetricSettings) => { readonly value: number },
): string {
  const base = findProtocol(mine).settings;
  const other = findProtocol(row.protocol).settings;
  const moves = aspects
    .map((aspect) => {
      const changed = aspect.change(base, other);
      const same = JSON.stringify(changed) === JSON.stringify(base);
      return { words: aspect.words(other, scale), move: same ? 0 : valueOf(mine, changed).value - own };
    })
    .filter(({ move }) => differs(move, 0, decimals))
    .sort((a, b) => Math.abs(b.move) - Math.abs(a.move));
  const gap = `${row.title} gives ${row.value.toFixed(decimals)}, ${signed(row.value - own, decimals)}`;
  if (moves.length === 0) return `${gap}: several small differences together.`;
  const reasons = moves.map(({ words, move }) => `${words} (${signed(move, decimals)})`);
  return `${gap}, because it ${reasons.join(' and ')}.`;
}

function signed(value: number, decimals: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(decimals)}`;
}

function closestTo(rows: readonly WhyRow[], theirs: number | undefined, decimals: number): string | undefined {
  const known = rows.filter((row) => Number.isFinite(row.value));
  const [first, ...others] = known;
  if (theirs === undefined || !first) return undefined;
  const best = others.reduce((a, b) => (Math.abs(b.value - theirs) < Math.abs(a.value - theirs) ? b : a), first);
  const gap = best.value - theirs;
  return differs(best.value, theirs, decimals)
    ? `${theirs} is closest to ${best.title} (${best.value.toFixed(decimals)}), and still ${signed(gap, decimals)} away: the pictures or the degradation differ, not only the protocol.`
    : `${theirs} is what ${best.title} gives: ${best.words}.`;
}
