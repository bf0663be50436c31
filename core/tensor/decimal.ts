/** How every number of the product is rounded: half away from zero of its shortest decimal form, as people round. */

/**
 * The digits of `value` with exactly `decimals` of them after the point: 28.345 -> "28.35" and 1.005 -> "1.01", though the
 * binary values lie just below. A zero has no sign. Infinities and NaN as JavaScript says them.
 */
export function fixedDecimal(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  // Without an argument the shortest digits that read back as the same number.
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  // value = digits * 10^shift in units of the last digit wanted.
  const shift = Number(exponent) - (digits.length - 1) + decimals;
  let units: bigint;
  if (shift >= 0) units = BigInt(digits) * 10n ** BigInt(shift);
  else {
    const kept = digits.length + shift;
    units = kept < 0 ? 0n : BigInt(digits.slice(0, kept)) + (digits.charAt(kept) >= '5' ? 1n : 0n);
  }
  const text = units.toString().padStart(decimals + 1, '0');
  const point = text.length - decimals;
  const sign = value < 0 && units > 0n ? '-' : '';
  return sign + text.slice(0, point) + (decimals > 0 ? `.${text.slice(point)}` : '');
}

/** The number that `fixedDecimal` shows. */
export function roundDecimal(value: number, decimals: number): number {
  return Number.isFinite(value) ? Number(fixedDecimal(value, decimals)) : value;
}

/** `value` with so many digits that count, at most six of them after the point: 1.23, 0.0123, 1234. */
export function significantDecimal(value: number, digits: number): string {
  if (value === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(value)));
  const decimalsAt = (power: number): number => Math.min(6, Math.max(0, digits - 1 - power));
  const rounded = roundDecimal(value, decimalsAt(size));
  // 9.999 is shown as 10.0.
  const grown = rounded !== 0 && Math.abs(rounded) >= 10 ** (size + 1);
  return fixedDecimal(value, decimalsAt(grown ? size + 1 : size));
}
