import { lookOf } from '../upsamplers';

/** Inline SVG of a method's mark as on light ground, 11 px; decorative, the name stands beside it. */
export function glyphSvg(methodId: string): string {
  const { glyph, light } = lookOf(methodId);
  const paint = glyph.hollow ? `fill="none" stroke="${light}" stroke-width="1.8"` : `fill="${light}"`;
  return `<svg class="glyph" viewBox="0 0 12 12" width="11" height="11" aria-hidden="true"><path d="${glyph.path}" ${paint}/></svg>`;
}
