/** Colours of classes, as fills; a file's own palette goes before. */
export type ClassColour = readonly [red: number, green: number, blue: number];

/** Told apart at 12 px on white and on black, in the order in which classes get them. */
const FIRST: readonly ClassColour[] = [
  [158, 118, 98],
  [186, 176, 172],
  [225, 87, 89],
  [118, 183, 178],
  [237, 201, 72],
  [78, 121, 167],
  [242, 142, 43],
  [89, 161, 79],
  [176, 122, 161],
  [255, 157, 167],
  [134, 188, 255],
  [140, 209, 125],
  [80, 60, 110],
  [211, 114, 149],
  [0, 107, 100],
  [255, 190, 125],
];
/** Step around the colour wheel that avoids repeating hues: 360 degrees over the golden ratio squared. */
const GOLDEN_ANGLE = 137.50776405003785;

/** The colour of class `label`. */
export function classColour(label: number, palette?: readonly ClassColour[] | null): ClassColour {
  return palette?.[label] ?? FIRST[label] ?? generated(label);
}

/** As many colours as classes. */
export function classPalette(classes: number, palette?: readonly ClassColour[] | null): ClassColour[] {
  return Array.from({ length: classes }, (_, label) => classColour(label, palette));
}

/** Hues a golden angle apart at two levels of lightness. */
function generated(label: number): ClassColour {
  const hue = (label * GOLDEN_ANGLE) % 360;
  const lightness = label % 2 === 0 ? 0.45 : 0.68;
  const chroma = 0.55 * (1 - Math.abs(2 * lightness - 1));
  const channel = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
