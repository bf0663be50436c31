import { message, say, type Message, type Said } from '../../messages';
import type { MetricSettings } from '../protocols';
import { findProtocol, type Protocol } from '../protocols';
import { shown } from './explain';

/** How one protocol's number comes about from another's, one cause after the other. */
export interface Gap {
  readonly causes: readonly { readonly id: string; readonly value: string; readonly move: number }[];
  /** What the causes do not explain. */
  readonly left: number;
  readonly message: Message;
  readonly text: string;
}

/** One thing in which two protocols may differ. */
interface Aspect {
  readonly id: string;
  readonly value: (other: MetricSettings, crop: number) => string;
  /** What the other protocol does, after "because it ...". */
  readonly words: (other: MetricSettings, crop: number) => Message;
  /** `base` with this one thing as in `other`. */
  readonly change: (base: MetricSettings, other: MetricSettings) => MetricSettings;
}

const aspects: readonly Aspect[] = [
  {
    id: 'crop',
    value: (_other, crop) => String(crop),
    words: ({ crop: rule }, crop) =>
      rule === 'none' || crop === 0 ? message('why-gap-whole') : message('why-gap-crop', { crop }),
    change: (base, { crop }) => ({ ...base, crop }),
  },
  {
    id: 'luma',
    value: ({ roundLuma }) => (roundLuma ? 'bt601-rounded' : 'bt601'),
    words: ({ roundLuma }) => message(roundLuma ? 'why-gap-rounds' : 'why-gap-not-rounds'),
    change: (base, { roundLuma }) => ({ ...base, roundLuma }),
  },
  {
    id: 'ssim-window',
    value: ({ ssim }) => ssim.window,
    words: ({ ssim }) => message(ssim.window === 'uniform-7' ? 'why-gap-uniform' : 'why-gap-gaussian'),
    change: (base, { ssim: { window } }) => ({ ...base, ssim: { ...base.ssim, window } }),
  },
  {
    id: 'ssim-covariance',
    value: ({ ssim }) => ssim.covariance,
    words: ({ ssim }) => message(`why-gap-${ssim.covariance}`),
    change: (base, { ssim: { covariance } }) => ({ ...base, ssim: { ...base.ssim, covariance } }),
  },
  {
    id: 'channels',
    value: ({ ssim }) => ssim.colour,
    words: ({ ssim }) => message(ssim.colour === 'grey' ? 'why-gap-grey' : 'why-gap-mean'),
    change: (base, { ssim: { colour } }) => ({ ...base, ssim: { ...base.ssim, colour } }),
  },
  {
    id: 'ssim-downsample',
    value: ({ ssim }) => (ssim.downsample ? 'yes' : 'no'),
    words: ({ ssim }) => message(ssim.downsample ? 'why-gap-smaller' : 'why-gap-not-smaller'),
    change: (base, { ssim: { downsample } }) => ({ ...base, ssim: { ...base.ssim, downsample } }),
  },
];

interface GapContext {
  readonly decimals: number;
  readonly own: number;
  readonly mine: string;
  /** Crop that settings mean here. */
  readonly cropOf: (settings: MetricSettings) => number;
  readonly valueOf: (settings: MetricSettings) => number;
}

/** Whether two values differ by at least half of the last digit shown. */
export function differs(a: number, b: number, decimals: number): boolean {
  return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) >= 0.5 * 10 ** -decimals;
}

/**
 * Goes from one's own settings to the other's one aspect at a time, always the one that changes the number most, and
 * names those that move it. What they add up to is the whole gap but for what is left; where that is more than a tenth,
 * nothing is called an explanation.
 */
export function explainGap(title: Said, id: string, value: number, context: GapContext): Gap {
  const { own, decimals, cropOf, valueOf } = context;
  const other: Protocol = findProtocol(id);
  let settings = findProtocol(context.mine).settings as MetricSettings;
  let at = own;
  const causes: { id: string; value: string; move: number; words: Message }[] = [];
  let open = aspects.filter((aspect) => differsIn(aspect, settings, other.settings));
  while (open.length > 0) {
    const steps = open.map((aspect) => {
      const changed = aspect.change(settings, other.settings);
      return { aspect, changed, move: valueOf(changed) - at };
    });
    const step = steps.reduce((a, b) => (Math.abs(b.move) > Math.abs(a.move) ? b : a));
    const { aspect, changed, move } = step;
    settings = changed;
    at += Number.isFinite(move) ? move : 0;
    open = open.filter((one) => one !== aspect);
    if (!differs(move, 0, decimals)) continue;
    const crop = cropOf(other.settings);
    causes.push({
      id: aspect.id,
      value: aspect.value(other.settings, crop),
      move,
      words: aspect.words(other.settings, crop),
    });
  }
  const gap = value - own;
  const left = gap - causes.reduce((sum, { move }) => sum + move, 0);
  const explains = causes.length > 0 && Math.abs(left) <= 0.1 * Math.abs(gap) + 1e-12;
  const values = { title, value: shown(value, decimals), gap: signed(gap, decimals) };
  const reasons = causes.map(({ words, move }) =>
    message('why-gap-cause', { cause: words, move: signed(move, decimals) }),
  );
  const words = !explains
    ? message('why-gap-unexplained', values)
    : differs(left, 0, decimals)
      ? message('why-gap-partly', { ...values, causes: reasons, left: signed(left, decimals) })
      : message('why-gap-explained', { ...values, causes: reasons });
  return {
    causes: explains ? causes.map(({ words: _words, ...cause }) => cause) : [],
    left,
    message: words,
    text: say(words),
  };
}

function differsIn(aspect: Aspect, base: MetricSettings, other: MetricSettings): boolean {
  return JSON.stringify(aspect.change(base, other)) !== JSON.stringify(base);
}

function signed(value: number, decimals: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(decimals)}`;
}
