/** Hue and glyph of each method; one method looks the same in panes, forms, tables and charts. */
export type GlyphShape =
  'diamond' | 'circle' | 'triangle' | 'square' | 'plus' | 'hollow-square' | 'hollow-circle' | 'cross';

export interface MethodLook {
  readonly shape: GlyphShape;
  /** CSS colour that follows the theme. */
  readonly colour: string;
  /** Lines of baselines are dashed. */
  readonly dashed: boolean;
}

const SHAPES: Readonly<Record<string, GlyphShape>> = {
  'conv-transpose': 'diamond',
  bilinear: 'circle',
  unpooling: 'triangle',
  'nearest-conv': 'square',
  'pixel-shuffle': 'plus',
  nearest: 'hollow-square',
  bicubic: 'hollow-circle',
};

export function methodLook(id: string): MethodLook {
  const shape = SHAPES[id];
  return {
    shape: shape ?? 'cross',
    colour: shape ? `var(--method-${id})` : 'var(--method-other)',
    dashed: shape === 'hollow-square' || shape === 'hollow-circle',
  };
}

/** Outlines in a 12x12 box; hollow ones are stroked, the others filled. */
export const GLYPH_PATHS: Readonly<Record<GlyphShape, { readonly path: string; readonly hollow: boolean }>> = {
  diamond: { path: 'M6 1 11 6 6 11 1 6Z', hollow: false },
  circle: { path: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9Z', hollow: false },
  triangle: { path: 'M6 1.5 11 10.5H1Z', hollow: false },
  square: { path: 'M2 2h8v8H2Z', hollow: false },
  plus: { path: 'M4 1h4v3h3v4H8v3H4V8H1V4h3Z', hollow: false },
  'hollow-square': { path: 'M2.5 2.5h7v7h-7Z', hollow: true },
  'hollow-circle': { path: 'M6 2.25a3.75 3.75 0 1 0 0 7.5a3.75 3.75 0 1 0 0-7.5Z', hollow: true },
  cross: { path: 'M2.5 2.5l7 7M9.5 2.5l-7 7', hollow: true },
};
