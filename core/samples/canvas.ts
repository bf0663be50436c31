import type { Raster } from '../tensor/raster';

export type Colour = readonly [number, number, number];

/** Linear light in 0..1 -> sRGB-encoded 0..1 (IEC 61966-2-1). */
export function encodeSrgb(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** sRGB-encoded 0..1 -> linear light. */
export function decodeSrgb(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/**
 * Paints a picture by asking for the linear-light colour at points of each pixel and averaging `grid` x `grid` of them,
 * as a camera's pixel does; stored sRGB-encoded.
 */
export function paint(
  size: { width: number; height: number; channels: 1 | 3; bitDepth?: 8 | 16 },
  grid: number,
  colourAt: (x: number, y: number, sample: number) => Colour,
): Raster {
  const { width, height, channels, bitDepth = 8 } = size;
  const top = bitDepth === 8 ? 255 : 65535;
  const data = bitDepth === 8 ? new Uint8Array(width * height * channels) : new Uint16Array(width * height * channels);
  const share = 1 / (grid * grid);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sample = 0; sample < grid * grid; sample++) {
        const colour = colourAt(
          x + ((sample % grid) + 0.5) / grid,
          y + (Math.floor(sample / grid) + 0.5) / grid,
          sample,
        );
        red += colour[0];
        green += colour[1];
        blue += colour[2];
      }
      const at = (y * width + x) * channels;
      data[at] = Math.floor(encodeSrgb(red * share) * top + 0.5);
      if (channels === 3) {
        data[at + 1] = Math.floor(encodeSrgb(green * share) * top + 0.5);
        data[at + 2] = Math.floor(encodeSrgb(blue * share) * top + 0.5);
      }
    }
  }
  return { width, height, channels, bitDepth, data };
}

export function grey(value: number): Colour {
  return [value, value, value];
}
