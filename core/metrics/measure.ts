import { invalidParameter } from '../tensor/errors';
import { message, say, textSaid, type Message, type Said } from '../messages';
import { unstaged, type Staged } from '../tensor/staged';
import { cutRaster, exceedsRange, hasUsualRange, maxValue, type Raster } from '../tensor/raster';
import type { Metric, MetricMap, MetricOptions, MetricValue, Unavailable } from './metric';
import type { Rectangle } from './rectangle';
import { findProtocol, type MetricSettings, type Protocol } from './protocols';
import { alignPair, checkRoi, interiorOf, interiorPart, type AlignedPair } from './regions';
import { saysRange, withPlace, type Receipt, receiptText } from './receipt';
import { DEFAULT_METRICS, findMetric } from './registry';
import type { BytePairs } from './bytePairs';
import type { SsimOfPlanes } from './ssimPlane';

export type MetricRegion = 'full' | 'interior' | 'roi';

/** One number with its receipt, as results and JSON carry it: special floats are strings. */
export interface MetricResult {
  id: string;
  value: number | 'Infinity' | '-Infinity' | 'NaN';
  unit: string;
  better: 'higher' | 'lower';
  region: MetricRegion;
  protocol: string;
  /** The receipt part by part. */
  receipt: Said[];
  warning?: string | undefined;
  warningSaid?: Message | undefined;
}

export interface MeasureOptions {
  /** Registry ids; left out or empty = the default set. */
  readonly ids?: readonly string[] | undefined;
  /** Named protocol. */
  readonly protocol: string;
  /** Settings in place of the named protocol's, to change one thing at a time. */
  readonly settings?: MetricSettings | undefined;
  /** Upsampling factor: stride of the checkerboard measure, crop and interior border. */
  readonly scale: number;
  /** Pixels left out on every side, in place of what the protocol says. */
  readonly crop?: number | undefined;
  /** Only this part of the pictures; takes the place of `regions`. */
  readonly roi?: Rectangle | undefined;
  /** @default ['full', 'interior'] */
  readonly regions?: readonly ('full' | 'interior')[] | undefined;
  /** Ids whose local maps are wanted, of the full region (or the region of interest). */
  readonly maps?: readonly string[] | undefined;
  /** Called often; throws to cancel. */
  readonly checkpoint?: (() => void) | undefined;
  /** What computes the local SSIM. @default the portable `ssimPlane` */
  readonly ssimPlane?: SsimOfPlanes | undefined;
  /** What passes over 8-bit pictures. @default the loops of the metrics */
  readonly bytes?: BytePairs | undefined;
  /** Does every metric as a stage of its own, named by its id. @default nobody asks */
  readonly staged?: Staged | undefined;
}

export interface Measurement {
  /** All of the full region first, then the interior; metrics that do not exist for this pair are left out. */
  readonly metrics: MetricResult[];
  /** What was left out, and why, as sentences. */
  readonly unavailable: {
    readonly id: string;
    readonly region: MetricRegion;
    readonly reason: string;
    readonly said: Message;
  }[];
  readonly maps: { readonly id: string; readonly map: MetricMap }[];
  /** What was done to make the pair comparable. */
  readonly notes: readonly string[];
  readonly notesSaid: readonly Message[];
}

/** The metrics of one pair, with receipts. Throws size-mismatch for different sizes, invalid-parameter for unknown names. */
export function measure(reference: Raster, picture: Raster, options: MeasureOptions): MetricResult[] {
  return measurePair(reference, picture, options).metrics;
}

/** The same with the reasons for what is missing, notes and local maps. */
export function measurePair(reference: Raster, picture: Raster, options: MeasureOptions): Measurement {
  const named = findProtocol(options.protocol);
  const protocol = options.settings ? { ...named, settings: options.settings } : named;
  const chosen = (options.ids?.length ? options.ids : DEFAULT_METRICS).map(findMetric);
  checkNumbers(options);
  const pair = alignPair(reference, picture);
  if (options.roi) checkRoi(options.roi, pair.reference);
  const whole: Pair = options.roi ? cutPair(pair, options.roi) : pair;
  checkCrop(options.crop, whole.reference);
  const regions: readonly MetricRegion[] = options.roi ? ['roi'] : (options.regions ?? ['full', 'interior']);
  const interior = regions.includes('interior') ? interiorOf(whole.reference, options.scale) : undefined;
  // Cut out only when a metric cannot tell the interior from its pass over the whole.
  let cut: Pair | undefined;
  const inside = interior && { rectangle: interior, pair: () => (cut ??= cutPair(whole, interior)) };
  const shared = new Map<string, unknown>();
  const roi = options.roi && message('receipt-region', { ...options.roi });

  const isOutside = exceedsRange(pair.reference);
  const outer: MetricResult[] = [];
  const inner: MetricResult[] = [];
  const unavailable: Measurement['unavailable'][number][] = [];
  const maps: Measurement['maps'][number][] = [];
  const { staged = unstaged } = options;
  for (const metric of chosen) {
    const base = optionsFor(metric, protocol, options);
    const refusal = refusalOf(metric, whole.reference, isOutside);
    if (refusal !== undefined) {
      for (const region of regions) unavailable.push({ id: metric.id, region, reason: say(refusal), said: refusal });
      continue;
    }
    let answer: Outcome | undefined;
    if (regions[0] === 'full' || regions[0] === 'roi') {
      const wanted = {
        ...base,
        shared,
        inner: interior && innerOf(interior, base.crop),
      };
      const withMap = options.maps?.includes(metric.id);
      answer = staged(metric.id, () => metric.compute(whole.reference, whole.picture, wanted, withMap));
      if ('unavailable' in answer)
        unavailable.push({
          id: metric.id,
          region: regions[0],
          reason: say(answer.unavailable),
          said: answer.unavailable,
        });
      else
        outer.push(resultOf(metric, regions[0], answer, [...ownRange(whole.reference, answer), ...(roi ? [roi] : [])]));
      if ('map' in answer && answer.map) maps.push({ id: metric.id, map: answer.map });
    }
    if (inside) {
      const known = answer;
      const within = staged(metric.id, () => measureInterior(metric, base, inside, known));
      if ('unavailable' in within)
        unavailable.push({
          id: metric.id,
          region: 'interior',
          reason: say(within.unavailable),
          said: within.unavailable,
        });
      else inner.push(resultOf(metric, 'interior', within, ownRange(whole.reference, within)));
    }
  }
  return {
    metrics: [...outer, ...inner],
    unavailable,
    maps,
    notes: pair.notes.map((note) => say(note)),
    notesSaid: pair.notes,
  };
}

/** Why a metric does not exist for pictures of these channels and values; undefined where it does. */
function refusalOf({ title, needs = {} }: Metric, reference: Raster, isOutside: boolean): Message | undefined {
  const { channels } = reference;
  if (needs.colour === true && channels !== 1 && channels !== 3)
    return message('metric-needs-colour', { metric: textSaid(title), channels });
  if (!isOutside || needs.range === undefined) return undefined;
  if (needs.range === 'display') return message('metric-needs-display', { metric: textSaid(title) });
  return reference.peak === undefined ? message('metric-needs-range', { metric: textSaid(title) }) : undefined;
}

/** "picture range 4095": where white is not what the bit depth says, and the receipt does not say it yet. */
function ownRange(reference: Raster, { receipt }: MetricValue): Message[] {
  if (hasUsualRange(reference) && reference.bitDepth !== 32) return [];
  const max = maxValue(reference);
  return saysRange(receipt, max) ? [] : [message('receipt-picture-range', { max })];
}

type Outcome = MetricValue | Unavailable;
type Pair = Pick<AlignedPair, 'reference' | 'picture'>;

function cutPair({ reference, picture }: Pair, part: Rectangle): Pair {
  return {
    reference: cutRaster(reference, part),
    picture: cutRaster(picture, part),
  };
}

/** Taken from the whole picture's answer where that holds it, else computed on the cut-out interior. The border stands for the crop. */
function measureInterior(
  metric: Metric,
  base: MetricOptions,
  inside: { readonly rectangle: Rectangle; pair(): Pair },
  answer: Outcome | undefined,
): Outcome {
  const left = Math.max(0, base.crop - Math.min(inside.rectangle.x, inside.rectangle.y));
  const interior = interiorPart(inside.rectangle);
  const place = left > 0 ? message('receipt-crop-of-interior', { pixels: left, interior }) : interior;
  const outcome =
    answer && 'inner' in answer && answer.inner !== undefined
      ? { ...answer, value: answer.inner }
      : metric.compute(inside.pair().reference, inside.pair().picture, { ...base, crop: left });
  return 'unavailable' in outcome ? outcome : { ...outcome, receipt: withPlace(outcome.receipt, place) };
}

function checkNumbers({ scale, crop }: MeasureOptions): void {
  if (!Number.isInteger(scale) || scale < 1)
    throw invalidParameter('scale', message('integer-at-least', { min: 1 }), scale);
  if (crop !== undefined && (!Number.isInteger(crop) || crop < 0))
    throw invalidParameter('crop', message('integer-at-least', { min: 0 }), crop);
}

/** A crop that was asked for and leaves nothing is a mistake; one that follows from a protocol only leaves metrics out. */
function checkCrop(crop: number | undefined, { width, height }: Raster): void {
  const most = Math.floor((Math.min(width, height) - 1) / 2);
  if (crop !== undefined && crop > most)
    throw invalidParameter('crop', message('at-most-for-size', { most, size: `${width}×${height}` }), crop);
}

function optionsFor(metric: Metric, protocol: Protocol, options: MeasureOptions): MetricOptions {
  const { scale, crop, checkpoint, ssimPlane, bytes } = options;
  const byProtocol = { metric: metric.defaultCrop(scale), scale, none: 0 }[protocol.settings.crop];
  return {
    crop: crop ?? byProtocol,
    scale,
    protocol: protocol.id,
    settings: protocol.settings,
    checkpoint,
    ssimPlane,
    bytes,
  };
}

/** The interior in coordinates of the cropped picture, when it lies inside it. */
function innerOf(interior: Rectangle, crop: number): Rectangle | undefined {
  return Math.min(interior.x, interior.y) >= crop
    ? { ...interior, x: interior.x - crop, y: interior.y - crop }
    : undefined;
}

function resultOf(
  metric: Metric,
  region: MetricRegion,
  { value, warning, receipt }: MetricValue,
  further: Receipt,
): MetricResult {
  const special = Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  const { id, unit, better } = metric;
  const parts = [...receipt, ...further];
  return {
    id,
    value: special,
    unit,
    better,
    region,
    protocol: receiptText(parts),
    receipt: parts,
    ...(warning && { warning: say(warning), warningSaid: warning }),
  };
}
