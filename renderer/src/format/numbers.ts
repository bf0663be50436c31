import { roundDecimal } from '@core/tensor/decimal';
import type { NumberOrSpecial } from '@core/experiment/schema';
import { fromSpecial } from '@core/experiment/special';

const cache = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  let found = cache.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: 'min2',
    });
    cache.set(key, found);
  }
  return found;
}

/** A number as shown: locale's signs, a real minus, ∞ for infinity, a dash for what is not a number. */
export function formatNumber(value: NumberOrSpecial, decimals: number, locale: string): string {
  const number = fromSpecial(value);
  if (Number.isNaN(number)) return '–';
  if (!Number.isFinite(number)) return number > 0 ? '∞' : '−∞';
  const rounded = roundTo(number, decimals);
  // "-0.00" would make a tie look like a loss.
  return formatter(locale, decimals)
    .format(Object.is(rounded, -0) ? 0 : rounded)
    .replace('-', '−');
}

/** With its sign: "+0.12", "−0.29"; "±0.00" for nothing. */
export function formatSigned(value: number, decimals: number, locale: string): string {
  const text = formatNumber(value, decimals, locale);
  return value > 0 && roundTo(value, decimals) !== 0 ? `+${text}` : text;
}

/** The rounding of every face of the product. */
export const roundTo = roundDecimal;

/** Milliseconds for a sentence: "840 ms", "12.4 s", "2 min 5 s". */
export function formatDuration(ms: number, locale: string): string {
  if (ms < 1000) return `${formatNumber(ms, 0, locale)} ms`;
  if (ms < 60_000) return `${formatNumber(ms / 1000, 1, locale)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** [1, 3, 300, 448] -> "3×300×448": the batch of one goes without saying. */
export function formatShape(shape: readonly number[]): string {
  const dims = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  return dims.join('×');
}
