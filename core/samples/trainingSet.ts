import type { Raster } from '../tensor/raster';
import { paint, type Colour } from './canvas';
import { fractalNoise, hash, mix, smoothstep } from './noise';

/**
 * The built-in training pictures: "dead leaves", opaque textured leaves of power-law size falling on one another, the
 * simplest pictures with the statistics of natural ones (Lee, Mumford, Huang 2001, doi:10.1023/A:1011109015675):
 * occlusion edges of every size and direction, 1/f textures, shading, and blur as of depth.
 * None of them is among the sample pictures one compares.
 */
const TRAINING_SIZE = 192;

interface Leaf {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly aspect: number;
  readonly cos: number;
  readonly sin: number;
  readonly square: boolean;
  readonly colour: Colour;
  readonly light: number;
  readonly texture: number;
  readonly frequency: number;
  readonly stripes: number;
  readonly softness: number;
  readonly seed: number;
}

/** Leaf `index` of picture `picture`: radius with density r^-3 between 6 and 80 pixels, so that every scale covers alike. */
function leaf(index: number, picture: number): Leaf {
  const random = (n: number) => hash(index * 16 + n, picture, 977);
  const [low, high] = [6, 80];
  const radius = 1 / Math.sqrt(mix(1 / (low * low), 1 / (high * high), random(0)));
  const angle = random(1) * Math.PI;
  const luminance = 0.02 + 0.8 * random(2) ** 2.5;
  const tint = 0.6 * random(3) ** 2;
  const hue = 2 + 1.1 * hash(picture, 3, 5) * 6 + 1.2 * random(4);
  return {
    x: random(5) * (TRAINING_SIZE + 40) - 20,
    y: random(6) * (TRAINING_SIZE + 40) - 20,
    radius,
    aspect: 1 + 1.6 * random(7) ** 2,
    cos: Math.cos(angle),
    sin: Math.sin(angle),
    square: random(8) < 0.35,
    colour: [
      luminance * (1 + tint * Math.cos(hue)),
      luminance * (1 + tint * Math.cos(hue - 2.1)),
      luminance * (1 + tint * Math.cos(hue + 2.1)),
    ],
    light: 0.5 * (random(9) - 0.5),
    texture: 0.5 * random(10) ** 2,
    frequency: 0.04 + 0.4 * random(11) ** 2,
    stripes: random(12) < 0.12 ? 2.2 + 9 * random(13) : 0,
    softness: 0.5 + (random(14) < 0.4 ? 4 * random(15) : 0.6 * random(15)),
    seed: index * 31 + picture,
  };
}

/** How far inside the leaf a point lies, in pixels (negative outside), and the leaf's own coordinates. */
function inside(one: Leaf, x: number, y: number): { depth: number; u: number; v: number } {
  const dx = x - one.x;
  const dy = y - one.y;
  const u = dx * one.cos + dy * one.sin;
  const v = (dy * one.cos - dx * one.sin) * one.aspect;
  const distance = one.square ? Math.max(Math.abs(u), Math.abs(v)) : Math.hypot(u, v);
  return { depth: one.radius - distance, u, v };
}

function colourOf(one: Leaf, u: number, v: number): Colour {
  const shade = 1 + (one.light * u) / one.radius;
  const grain = 1 + one.texture * 2 * (fractalNoise(u * one.frequency, v * one.frequency, one.seed, 5) - 0.5);
  const stripe = one.stripes === 0 ? 1 : 0.75 + 0.25 * Math.tanh(3 * Math.sin((2 * Math.PI * u) / one.stripes));
  const value = Math.max(0, shade * grain * stripe);
  return [one.colour[0] * value, one.colour[1] * value, one.colour[2] * value];
}

/** Training picture `index`, 192×192 RGB, 8 bit. */
export function trainingPicture(index: number): Raster {
  const leaves = Array.from({ length: 260 }, (_, order) => leaf(order, index));
  const near = bucketed(leaves);
  return paint({ width: TRAINING_SIZE, height: TRAINING_SIZE, channels: 3 }, 2, (x, y) => {
    let [red, green, blue] = [0, 0, 0];
    let open = 1;
    // From the top leaf down, until nothing shines through.
    for (const one of near(x, y)) {
      const { depth, u, v } = inside(one, x, y);
      const cover = smoothstep(-one.softness, one.softness, depth) * open;
      if (cover <= 0) continue;
      const colour = colourOf(one, u, v);
      red += cover * colour[0];
      green += cover * colour[1];
      blue += cover * colour[2];
      open -= cover;
      if (open < 1e-3) break;
    }
    return [red + 0.2 * open, green + 0.2 * open, blue + 0.2 * open];
  });
}

/** Leaves that can touch the 16-pixel cell of a point, in order. */
function bucketed(leaves: readonly Leaf[]): (x: number, y: number) => readonly Leaf[] {
  const cell = 16;
  const side = Math.ceil(TRAINING_SIZE / cell);
  const cells = Array.from({ length: side * side }, (_, index) => {
    const x = (index % side) * cell + cell / 2;
    const y = Math.floor(index / side) * cell + cell / 2;
    return leaves.filter((one) => Math.hypot(x - one.x, y - one.y) < (one.radius + one.softness) * 1.5 + cell);
  });
  return (x, y) => cells[Math.min(side - 1, Math.floor(y / cell)) * side + Math.min(side - 1, Math.floor(x / cell))]!;
}
