import type { Raster } from '../tensor/raster';
import { encodeSrgb } from './canvas';
import { fractalNoise } from './noise';
import { textStrokes, textWidth } from './strokeFont';

const LINES: readonly (readonly [text: string, unit: number, left: number, top: number])[] = [
  ['Upsampling', 5.2, 24, 22],
  ['Which layer makes it bigger', 2.3, 24, 78],
  ['Sphinx of black quartz, judge my vow', 1.75, 24, 106],
  ['The five boxing wizards jump quickly', 1.4, 24, 130],
  ['transposed convolution, bilinear, max-unpooling', 1.15, 24, 151],
  ['nearest + convolution, pixel shuffle: k4 s2 p1', 1.0, 24, 169],
  ['out = in x stride - 2 x padding + kernel - stride', 0.85, 24, 185],
  ['0123456789 0.5 1/9 3.14159 26535 89793 23846', 0.72, 24, 199],
  ['every stroke down to a quarter of a pixel wide', 0.62, 24, 211],
];

/** Distance from a point to a segment. */
function distance(x: number, y: number, [x0, y0, x1, y1]: readonly [number, number, number, number]): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}

/** A printed page: stroke letters from large to smaller than pixels can hold, a ruled margin, faint paper grain. */
export function textPage(): Raster {
  const width = 384;
  const height = 240;
  const ink = new Float32Array(width * height);
  const cover = (x0: number, y0: number, x1: number, y1: number, half: number) => {
    for (
      let y = Math.max(0, Math.floor(Math.min(y0, y1) - half - 1));
      y <= Math.min(height - 1, Math.max(y0, y1) + half + 1);
      y++
    ) {
      for (
        let x = Math.max(0, Math.floor(Math.min(x0, x1) - half - 1));
        x <= Math.min(width - 1, Math.max(x0, x1) + half + 1);
        x++
      ) {
        const edge = half + 0.5 - distance(x + 0.5, y + 0.5, [x0, y0, x1, y1]);
        const at = y * width + x;
        ink[at] = Math.max(ink[at]!, Math.min(Math.min(1, 2 * half), Math.max(0, edge)));
      }
    }
  };
  for (const [text, unit, left, top] of LINES) {
    const half = Math.max(0.12, unit * 0.36);
    for (const [x0, y0, x1, y1] of textStrokes(text))
      cover(left + x0 * unit, top + y0 * unit, left + x1 * unit, top + y1 * unit, half);
  }
  cover(24, 66, 24 + textWidth('Upsampling') * 5.2, 66, 0.5);
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const paper = 0.84 + 0.05 * (fractalNoise((i % width) / 20, Math.floor(i / width) / 20, 3, 5) - 0.5);
    data[i] = Math.floor(encodeSrgb(paper + (0.015 - paper) * ink[i]!) * 255 + 0.5);
  }
  return { width, height, channels: 1, bitDepth: 8, data };
}
