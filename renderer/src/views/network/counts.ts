/** A count as a table shows it: 1,792, 924.8 M, 3.70 G. */
export function shortCount(value: number, locale: string): string {
  const units = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
  ] as const;
  const [size, unit] = units.find(([least]) => value >= least) ?? [1, ''];
  if (unit === '') return value.toLocaleString(locale);
  const scaled = value / size;
  const decimals = scaled < 10 ? 2 : 1;
  const text = scaled.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `${text} ${unit}`;
}
