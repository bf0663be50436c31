export type ColourMapId = 'magma' | 'diverging' | 'viridis' | 'turbo';
export const COLOUR_MAPS: readonly ColourMapId[] = ['magma', 'diverging', 'viridis', 'turbo'];

/**
 * Evenly spaced colours; between them a curve through all of them. Magma and viridis (van der Walt and Smith 2015) and
 * turbo (Mikhailov 2019) are given by ten of their published colours. The diverging map is ours: blue - centre - orange.
 */
const ANCHORS = {
  magma: ['000004', '180f3e', '451077', '721f81', '9f2f7f', 'cd4071', 'f1605d', 'fd9567', 'fec98d', 'fcfdbf'],
  viridis: ['440154', '482878', '3e4a89', '31688e', '26828e', '1f9e89', '35b779', '6dcd59', 'b4de2c', 'fde725'],
  turbo: ['30123b', '4662d7', '36aaf9', '1ae4b6', '72fe5e', 'c7ef34', 'faba39', 'f66b19', 'cb2a04', '7a0403'],
  divergingLight: ['0b2f66', '2166ac', '5d9bd0', 'abcfe8', 'ffffff', 'fbcf9d', 'f29a45', 'cc5f0a', '7a3300'],
  divergingDark: ['b4dcff', '74b2f5', '3f80cf', '1e477d', '000000', '7a400f', 'c96a1a', 'f7a04f', 'ffd9ae'],
} as const;

/** 256 colours of a map as RGBA bytes, lowest value first. `dark` puts black instead of white at the centre of the diverging map. */
export function colourTable(map: ColourMapId, dark: boolean): Uint8Array {
  const name = map === 'diverging' ? (dark ? 'divergingDark' : 'divergingLight') : map;
  const anchors = ANCHORS[name].map(parseHex);
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    // The centre of a zero-centred map is a colour of its own: keep it exactly in the table (index 128 of 0..256).
    const t = map === 'diverging' ? Math.min(1, i / 256 + (i > 128 ? (i - 128) / (127 * 256) : 0)) : i / 255;
    const rgb = colourAt(anchors, t);
    table.set([...rgb, 255], i * 4);
  }
  return table;
}

/** CSS gradient for a colour bar, lowest value at the bottom. */
export function colourGradient(map: ColourMapId, dark: boolean): string {
  const table = colourTable(map, dark);
  const stops = Array.from({ length: 33 }, (_, i) => {
    const at = Math.round((i * 255) / 32) * 4;
    return `rgb(${table[at]!} ${table[at + 1]!} ${table[at + 2]!}) ${((i * 100) / 32).toFixed(2)}%`;
  });
  return `linear-gradient(to top, ${stops.join(', ')})`;
}

type Rgb = readonly [number, number, number];

function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Catmull-Rom curve through the anchors, clamped to bytes. */
function colourAt(anchors: readonly Rgb[], t: number): Rgb {
  const position = t * (anchors.length - 1);
  const i = Math.min(anchors.length - 2, Math.floor(position));
  const f = position - i;
  const at = (k: number): Rgb => anchors[Math.max(0, Math.min(anchors.length - 1, k))]!;
  const channel = (c: 0 | 1 | 2): number => {
    const [p0, p1, p2, p3] = [at(i - 1)[c], at(i)[c], at(i + 1)[c], at(i + 2)[c]];
    const value = p1 + 0.5 * f * (p2 - p0 + f * (2 * p0 - 5 * p1 + 4 * p2 - p3 + f * (3 * (p1 - p2) + p3 - p0)));
    return Math.max(0, Math.min(255, Math.round(value)));
  };
  return [channel(0), channel(1), channel(2)];
}
