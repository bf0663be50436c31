import type { MethodStyle } from './theme';

/** A method's glyph as the address of a small picture: what a label can show beside its name. */
export function glyphImage({ symbol, colour, hollow }: MethodStyle, surface: string): string {
  const path = symbol.slice('path://'.length);
  const fill = hollow ? surface : colour;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 12 12"><path d="${path}" fill="${fill}" stroke="${colour}" stroke-width="${hollow ? 2 : 0}"/></svg>`;
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
