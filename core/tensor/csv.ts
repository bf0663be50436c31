/** What a spreadsheet takes for the start of a formula, full-width forms included. */
const FORMULA = /^[\s\uFEFF]*[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;

/**
 * One CSV field (RFC 4180). A number is written bare. Text is text whatever it looks like: where a spreadsheet would run it
 * as a formula it gets an apostrophe in front and stands in quotes.
 */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const isFormula = FORMULA.test(value);
  const safe = isFormula ? `'${value}` : value;
  return isFormula || /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
