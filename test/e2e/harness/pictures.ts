import { encodePng } from '../../helpers/pngEncoder';

/** Pictures made from formulas, so that tests know every pixel. */
export type Rgb = readonly [number, number, number];
export type Formula = (x: number, y: number) => Rgb;

export async function pictureUrl(width: number, height: number, formula: Formula): Promise<string> {
  const row = new Uint8Array(width * 3);
  const blob = await encodePng({
    width,
    height,
    samples: 3,
    bitDepth: 8,
    row: (y) => {
      for (let x = 0; x < width; x++) row.set(formula(x, y), x * 3);
      return row;
    },
  });
  return URL.createObjectURL(blob);
}

const grey = (value: number): Rgb => [value, value, value];

/** Black and white squares of one pixel. */
export const checker: Formula = (x, y) => grey((x + y) % 2 === 0 ? 255 : 0);
/** All 256 greys, one per column, again and again. */
export const ramp: Formula = (x) => grey(x % 256);

/** A landscape of smooth colours, edges and fine lines that is as large as asked. */
export function scene(width: number, height: number): Formula {
  return (x, y) => {
    const [u, v] = [x / width, y / height];
    const rings = Math.sin(((u - 0.5) ** 2 + (v - 0.5) ** 2) * 900) > 0 ? 22 : 0;
    const stripes = u > 0.7 && v > 0.6 && (x >> 1) % 2 === 0 ? 60 : 0;
    const hill = v > 0.55 + 0.12 * Math.sin(u * 9) ? 1 : 0;
    const sky: Rgb = [90 + 120 * v, 130 + 80 * v, 200 - 30 * u];
    const land: Rgb = [70 + 70 * u, 110 - 40 * v, 40 + 30 * u];
    const base = hill === 1 ? land : sky;
    const sun = (u - 0.28) ** 2 + ((v - 0.3) * (height / width)) ** 2 < 0.008 ? 90 : 0;
    return base.map((value) => Math.max(0, Math.min(255, Math.round(value + rings + stripes + sun)))) as unknown as Rgb;
  };
}

/** Small and blurred again: mean over blocks of `scale`, repeated. */
export function blocks(formula: Formula, scale: number): Formula {
  const cache = new Map<number, Rgb>();
  return (x, y) => {
    const [bx, by] = [Math.floor(x / scale), Math.floor(y / scale)];
    const key = by * 65536 + bx;
    let value = cache.get(key);
    if (!value) {
      const sum = [0, 0, 0];
      for (let v = 0; v < scale; v++)
        for (let u = 0; u < scale; u++) formula(bx * scale + u, by * scale + v).forEach((c, i) => (sum[i]! += c));
      value = sum.map((c) => Math.round(c / scale ** 2)) as unknown as Rgb;
      if (cache.size > 4096) cache.clear();
      cache.set(key, value);
    }
    return value;
  };
}

/** Adds a checkerboard artifact with the period `scale`. */
export function uneven(formula: Formula, scale: number, strength: number): Formula {
  return (x, y) => {
    const gain = x % scale < scale / 2 === y % scale < scale / 2 ? strength : -strength;
    return formula(x, y).map((c) => Math.max(0, Math.min(255, Math.round(c + gain)))) as unknown as Rgb;
  };
}
