/**
 * Pixel values as text: file units as they are, 0..1 with four digits, errors with one, local metrics with four. Minus is U+2212.
 * Spaces between channels keep columns apart without a table.
 */
export function formatValues(
  values: readonly number[],
  unit: 'file' | 'unit' | 'error' | 'map',
  locale: string,
): string {
  const digits = { file: 0, unit: 4, error: 1, map: 4 }[unit];
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
  return values.map((value) => format.format(value).replace('-', '−')).join(' ');
}
