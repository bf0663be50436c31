import type { Raster } from '../tensor/raster';
import { decodeSrgb, grey, paint, type Colour } from './canvas';
import { hash } from './noise';

/** Test charts whose right answer is known: each shows one thing a method can get wrong. */

/** Circular chirp: local frequency grows linearly from 0 at the centre to the Nyquist limit at the middle of each side. */
export function zonePlate(): Raster {
  const size = 384;
  const centre = size / 2;
  // phase = pi r^2 / size has the derivative 2 pi r / size radians per pixel: pi (Nyquist) at r = size/2.
  return paint({ width: size, height: size, channels: 1 }, 4, (x, y) => {
    const r2 = (x - centre) ** 2 + (y - centre) ** 2;
    return grey(decodeSrgb(0.5 + 0.47 * Math.cos((Math.PI * r2) / size)));
  });
}

/** 36 pairs of spokes with hard edges: detail grows without bound towards the centre. */
export function siemensStar(): Raster {
  const size = 384;
  const centre = size / 2;
  return paint({ width: size, height: size, channels: 1 }, 8, (x, y) => {
    const radius = Math.hypot(x - centre, y - centre);
    if (radius > 184) return grey(0.75);
    const turn = (Math.atan2(y - centre, x - centre) / (2 * Math.PI)) * 36;
    return grey(turn - Math.floor(turn) < 0.5 ? 0.012 : 0.88);
  });
}

/** Tiles of periodic detail: lines of period 2..6 px in four directions, dots, checkers, weave and noise. */
export function finePatterns(): Raster {
  const tile = 64;
  const columns = 6;
  return paint({ width: tile * columns, height: tile * 5, channels: 3 }, 1, (x, y) => {
    const column = Math.floor(x / tile);
    const row = Math.floor(y / tile);
    const px = Math.floor(x);
    const py = Math.floor(y);
    const period = column + 2;
    const tint: Colour = [0.9 - 0.09 * column, 0.9 - 0.05 * row, 0.62 + 0.05 * column];
    const line = (position: number) => (((position % period) + period) % period < period / 2 ? 1 : 0);
    let ink: number;
    if (row === 0) ink = line(px);
    else if (row === 1) ink = line(py);
    else if (row === 2) ink = line(px + py);
    else if (row === 3) ink = line(px) === line(py) ? 1 : 0;
    else if (column < 3)
      ink = Math.hypot((px % (period * 2)) - period + 0.5, (py % (period * 2)) - period + 0.5) < period * 0.7 ? 1 : 0;
    else ink = hash(Math.floor(px / (column - 2)), Math.floor(py / (column - 2)), 7);
    return [tint[0] * ink, tint[1] * ink, tint[2] * ink];
  });
}

/** Saturated neighbours with equal and unequal luminance, ramps and soft edges: where per-channel errors turn into colour fringes. */
export function colourEdges(): Raster {
  const width = 384;
  const height = 288;
  const palette: readonly Colour[] = [
    [0.8, 0.05, 0.06],
    [0.05, 0.45, 0.12],
    [0.06, 0.14, 0.72],
    [0.86, 0.62, 0.05],
    [0.5, 0.08, 0.55],
    [0.05, 0.55, 0.6],
  ];
  return paint({ width, height, channels: 3 }, 4, (x, y) => {
    if (y < 96) return palette[Math.floor((x + y * 0.35) / 24) % palette.length]!;
    if (y < 192) {
      const centreX = (Math.floor(x / 96) + 0.5) * 96;
      const radius = Math.hypot(x - centreX, y - 144);
      const ring = Math.floor(radius / (4 + Math.floor(x / 96) * 3));
      const a = palette[(Math.floor(x / 96) * 2) % 6]!;
      const b = palette[(Math.floor(x / 96) * 2 + 3) % 6]!;
      return radius > 46 ? [0.6, 0.58, 0.55] : ring % 2 === 0 ? a : b;
    }
    const hue = x / width;
    const soft = 0.5 + 0.5 * Math.tanh((y - 240 + 20 * Math.sin(x / 30)) / (1 + 16 * hue));
    const warm: Colour = [0.85, 0.25 + 0.4 * hue, 0.08];
    const cool: Colour = [0.04, 0.2 + 0.3 * hue, 0.5];
    return [
      warm[0] * soft + cool[0] * (1 - soft),
      warm[1] * soft + cool[1] * (1 - soft),
      warm[2] * soft + cool[2] * (1 - soft),
    ];
  });
}
