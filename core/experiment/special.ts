import type { NumberOrSpecial } from './schema';

/** number -> what JSON can carry. */
export function toSpecial(value: number): NumberOrSpecial {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** What JSON carried -> number. */
export function fromSpecial(value: NumberOrSpecial): number {
  return typeof value === 'number' ? value : Number(value);
}
