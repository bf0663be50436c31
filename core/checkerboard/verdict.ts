import type { ForecastContext } from './phaseKernel';

/** even: equal gains from equal overlap; balanced: equal gains although the overlap is uneven; uneven: a checkerboard. */
export type ForecastLevel = 'even' | 'balanced' | 'uneven' | 'unknown';

export interface Facts {
  readonly level: ForecastLevel;
  readonly gain: readonly (readonly number[])[];
  readonly overlap: readonly (readonly number[])[];
  readonly stride: number;
  readonly context: ForecastContext;
}

/** "Overlap uneven (1, 2, 2, 4)" or "Overlap even (4)". */
export function overlapWords(overlap: readonly (readonly number[])[]): string {
  const values = overlap.flat();
  return new Set(values).size === 1 ? `Overlap even (${values[0] ?? 0})` : `Overlap uneven (${list(values, String)})`;
}

/** One sentence from the phase gains of the actual weights. */
export function verdictOf(facts: Facts): string {
  if (facts.level === 'even') return 'All phases weigh the same: no checkerboard from this layer.';
  if (facts.level === 'balanced') return `${overlapWords(facts.overlap)}, but these weights balance it.`;
  return `Phases weigh ${weighWords(facts.gain)}: use ${advice(facts)}.`;
}

/** Whole-number proportions where there are any ("1, 2, 2, 4"), else the gains themselves. */
export function weighWords(gain: readonly (readonly number[])[]): string {
  const values = gain.flat();
  const smallest = Math.min(...values.map(Math.abs));
  const ratios = values.map((value) => value / smallest);
  const whole =
    smallest > 0 && ratios.every((ratio) => Math.abs(ratio) <= 99 && Math.abs(ratio - Math.round(ratio)) < 0.01);
  return whole ? list(ratios.map(Math.round), String) : list(values, (value) => value.toFixed(2));
}

/** Four values are read at a glance; of more, only the range. */
function list(values: readonly number[], format: (value: number) => string): string {
  if (values.length <= 4) return values.map(format).join(', ');
  return `${format(Math.min(...values))} to ${format(Math.max(...values))}`;
}

/** Whether the gains follow the overlap: then an even overlap is all that is missing. */
function followsOverlap({ gain, overlap }: Facts): boolean {
  const ratios = gain.flat().map((value, i) => value / (overlap.flat()[i] ?? NaN));
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return ratios.every((ratio) => Math.abs(ratio - mean) <= 0.01 * Math.abs(mean));
}

function nextDivisible(facts: Facts): number {
  return facts.stride * Math.ceil(Number(facts.context.parameters['kernelSize'] ?? facts.stride) / facts.stride);
}

function advice(facts: Facts): string {
  const { id } = facts.context;
  if (id === 'conv-transpose') {
    const unevenOverlap = new Set(facts.overlap.flat()).size > 1;
    const kernel = nextDivisible(facts);
    if (unevenOverlap && followsOverlap(facts)) return `kernel ${kernel}, or nearest + convolution`;
    const weights = unevenOverlap ? `kernel ${kernel} with bilinear weights` : 'bilinear weights';
    return `${weights}, or nearest + convolution`;
  }
  if (id === 'pixel-shuffle') return 'ICNR weights, or nearest + convolution';
  if (id === 'unpooling') return 'the normalised fill, or nearest + convolution';
  return 'nearest + convolution';
}

/** Parameter values that turn an uneven forecast into an even one. */
export function cureOf(facts: Facts): Record<string, number | boolean | string> | undefined {
  if (facts.level !== 'uneven') return undefined;
  const { id, parameters } = facts.context;
  if (id === 'pixel-shuffle') return { weights: 'icnr' };
  if (id === 'unpooling') return { fill: 'normalised' };
  if (id !== 'conv-transpose') return undefined;
  const kernelSize = nextDivisible(facts);
  // (in-1) s - 2p + k + op = s in
  const padding = Math.ceil((kernelSize - facts.stride) / 2);
  const outputPadding = 2 * padding + facts.stride - kernelSize;
  const shape = { kernelSize, padding, outputPadding, dilation: 1 };
  const changed = Object.entries(shape).filter(([name, value]) => (parameters[name] ?? value) !== value);
  const cure = Object.fromEntries<number | string>(changed);
  // An even overlap is a cure only where the overlap was the cause.
  if (!followsOverlap(facts) || changed.length === 0) cure['weights'] = 'bilinear';
  return cure;
}
