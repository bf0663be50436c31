/** Methods of the comparison that enlarging layers belong to: their hue and glyph stand for the layers, too. */
const FAMILIES: Readonly<Record<string, string>> = {
  ConvTranspose2d: 'conv-transpose',
  PixelShuffle: 'pixel-shuffle',
  MaxUnpool2d: 'unpooling',
  Resize: 'bilinear',
};

/** Null where an enlarging operator belongs to none. */
export const familyOf = (kind: string): string | null => FAMILIES[kind] ?? null;
