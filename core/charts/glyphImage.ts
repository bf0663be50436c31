import type { MethodStyle } from './theme';

/** Outlines of the ECharts symbols in use, on a field of 12 by 12. */
const OUTLINES: Readonly<Record<string, string>> = {
  diamond: 'M6 1 11 6 6 11 1 6Z',
  circle: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0 -9Z',
  triangle: 'M6 1.2 11 10.4H1Z',
  rect: 'M2 2h8v8H2Z',
};

/** A method's glyph as the address of a small picture: what a label can show beside its name. */
export function glyphImage({ symbol, colour, hollow }: MethodStyle, surface: string): string {
  const path = OUTLINES[symbol] ?? symbol.replace(/^path:\/\//, '');
  const fill = hollow ? surface : colour;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 12 12"><path d="${path}" fill="${fill}" stroke="${colour}" stroke-width="${hollow ? 2 : 0}"/></svg>`;
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
