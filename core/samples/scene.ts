import type { Raster } from '../tensor/raster';
import { paint, type Colour } from './canvas';
import { fractalNoise, hash, mix, smoothstep } from './noise';

/**
 * A still life by ray tracing, as a stand-in for a photograph: 1/f textures (wood, plaster, marble), fine weave,
 * hard and soft edges, soft shadows, highlights and a reflection.
 */
type Vector = readonly [number, number, number];
const add = (a: Vector, b: Vector, scale = 1): Vector => [
  a[0] + b[0] * scale,
  a[1] + b[1] * scale,
  a[2] + b[2] * scale,
];
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a: Vector): Vector => {
  const length = Math.sqrt(dot(a, a));
  return [a[0] / length, a[1] / length, a[2] / length];
};

interface Surface {
  readonly colour: Colour;
  readonly gloss: number;
  readonly mirror: number;
}
interface Ball {
  /** Its class in the label picture. */
  readonly label: number;
  readonly centre: Vector;
  readonly radius: number;
  readonly surface: (normal: Vector) => Surface;
}

const marble = (n: Vector): Surface => {
  const vein = Math.abs(Math.sin(6 * n[0] + 4 * n[1] + 9 * fractalNoise(2.2 * n[0] + 9, 2.2 * n[1] + 3 * n[2], 21)));
  const shade = smoothstep(0, 0.35, vein);
  return {
    colour: [mix(0.12, 0.8, shade), mix(0.16, 0.78, shade), mix(0.2, 0.74, shade)],
    gloss: 0.35,
    mirror: 0.06,
  };
};
const striped = (n: Vector): Surface => {
  const band = Math.floor((Math.atan2(n[0] * 0.8 - n[1] * 0.6, n[2]) / Math.PI) * 11 + 40);
  return {
    colour: band % 2 === 0 ? [0.78, 0.72, 0.6] : [0.06, 0.2, 0.34],
    gloss: 0.18,
    mirror: 0.02,
  };
};
const orange = (n: Vector): Surface => {
  const pore = fractalNoise(34 * Math.atan2(n[0], -n[2]), 34 * n[1], 5, 3);
  return {
    colour: [0.82 - 0.16 * pore, 0.3 - 0.1 * pore, 0.02],
    gloss: 0.3,
    mirror: 0.02,
  };
};
const chrome = (): Surface => ({
  colour: [0.3, 0.31, 0.33],
  gloss: 0.9,
  mirror: 0.82,
});
const speckled = (n: Vector): Surface => {
  const speck = hash(Math.floor((Math.atan2(n[0], -n[2]) + 4) * 26), Math.floor((n[1] + 2) * 26), 8) > 0.8;
  return {
    colour: speck ? [0.05, 0.07, 0.06] : [0.28, 0.5, 0.36],
    gloss: 0.22,
    mirror: 0.03,
  };
};

const BALLS: readonly Ball[] = [
  { label: 4, centre: [-1.12, 0.78, 0.35], radius: 0.78, surface: marble },
  { label: 5, centre: [0.42, 0.62, -0.42], radius: 0.62, surface: striped },
  { label: 6, centre: [-0.32, 0.36, -1.12], radius: 0.36, surface: orange },
  { label: 3, centre: [1.55, 0.84, 0.62], radius: 0.84, surface: chrome },
  { label: 7, centre: [1.28, 0.26, -1.06], radius: 0.26, surface: speckled },
  { label: 6, centre: [-1.72, 0.2, -0.92], radius: 0.2, surface: orange },
];

/** The right front corner of the table. */
const isCloth = (x: number, z: number): boolean => x * 0.9 - z * 0.55 - 1.0 > 0;

/** Planks along x with grain, a cloth of fine weave on the right front corner. */
function table(x: number, z: number): Surface {
  if (isCloth(x, z)) {
    const threadX = Math.sin(x * 62);
    const threadZ = Math.sin(z * 62);
    const weave = 0.72 + 0.2 * threadX * threadZ;
    const stripe = Math.floor((x + 20) * 4.2) % 3 === 0;
    const base: Colour = stripe ? [0.5, 0.06, 0.07] : [0.72, 0.68, 0.6];
    return {
      colour: [base[0] * weave, base[1] * weave, base[2] * weave],
      gloss: 0.02,
      mirror: 0,
    };
  }
  const plank = Math.floor(z * 1.6 + 40);
  const along = x * 0.9 + hash(plank, 0, 2) * 20;
  const across = (z * 1.6 + 40 - plank) * 1.0;
  const grain = fractalNoise(along * 1.3, across * 16 + plank * 9, 31, 6);
  const fibre = fractalNoise(along * 9, across * 120 + plank, 33, 3);
  const seam = smoothstep(0, 0.025, across) * smoothstep(0, 0.025, 1 - across);
  const shade = (0.5 + 0.7 * grain + 0.25 * (fibre - 0.5)) * mix(0.25, 1, seam) * (0.82 + 0.36 * hash(plank, 1, 2));
  return {
    colour: [0.42 * shade, 0.245 * shade, 0.12 * shade],
    gloss: 0.1,
    mirror: 0.05,
  };
}

/** Plaster with a soft window light falling across it. */
function wall(x: number, y: number): Colour {
  const stain =
    0.8 + 0.3 * (fractalNoise(x * 1.1 + 7, y * 1.1, 41) - 0.5) + 0.14 * (fractalNoise(x * 14, y * 14, 43, 4) - 0.5);
  const band = smoothstep(0.1, 0.75, x * 0.6 + y * 0.8 - 0.3) * (1 - smoothstep(1.5, 2.3, x * 0.6 + y * 0.8 - 0.3));
  const bar = smoothstep(0.02, 0.06, Math.abs(((x * 0.9 - y * 0.35 + 50) % 1.15) - 0.5));
  const light = 0.2 + 0.42 * band * bar;
  return [light * stain * 0.96, light * stain * 0.88, light * stain * 0.74];
}

function hitBall(origin: Vector, direction: Vector, skip?: Ball): { ball: Ball; distance: number } | null {
  let nearest: { ball: Ball; distance: number } | null = null;
  for (const ball of BALLS) {
    if (ball === skip) continue;
    const offset = add(origin, ball.centre, -1);
    const b = dot(offset, direction);
    const discriminant = b * b - dot(offset, offset) + ball.radius * ball.radius;
    if (discriminant < 0) continue;
    const distance = -b - Math.sqrt(discriminant);
    if (distance > 1e-4 && (nearest === null || distance < nearest.distance)) nearest = { ball, distance };
  }
  return nearest;
}

const LIGHT: Vector = [-3.4, 5.2, -3.2];

function shade(
  point: Vector,
  normal: Vector,
  view: Vector,
  surface: Surface,
  random: number,
  other: number,
  depth: number,
  self?: Ball,
): Colour {
  const toLight = unit(
    add(LIGHT, [1.5 * (random - 0.5), 0, 1.5 * (other - 0.5)]).map(
      (value, i) => value - point[i]!,
    ) as unknown as Vector,
  );
  const shadowed = hitBall(add(point, normal, 1e-3), toLight, self) !== null;
  const diffuse = shadowed ? 0 : Math.max(0, dot(normal, toLight));
  let occlusion = 1;
  for (const ball of BALLS) {
    if (ball === self) continue;
    const away = add(ball.centre, point, -1);
    const distance = Math.sqrt(dot(away, away));
    occlusion *= 1 - 0.85 * Math.max(0, dot(normal, away) / distance) * Math.min(1, (ball.radius / distance) ** 2);
  }
  const ambient = 0.24 * (0.6 + 0.4 * normal[1]) * occlusion;
  const reflected = add(view, normal, -2 * dot(view, normal));
  const highlight = shadowed ? 0 : surface.gloss * Math.max(0, dot(reflected, toLight)) ** 60 * 1.6;
  const fresnel = surface.mirror + (1 - surface.mirror) * 0.35 * surface.gloss * (1 + dot(view, normal)) ** 5;
  const mirrored =
    depth > 0 && fresnel > 0.01
      ? trace(add(point, normal, 1e-3), reflected, random, other, depth - 1, self)
      : ([0, 0, 0] as Colour);
  const light = ambient + 1.05 * diffuse;
  const channel = (c: 0 | 1 | 2) =>
    surface.colour[c] * light * (1 - surface.mirror) + highlight + mirrored[c] * fresnel;
  return [channel(0), channel(1), channel(2)];
}

function trace(origin: Vector, direction: Vector, random: number, other: number, depth: number, self?: Ball): Colour {
  const ball = hitBall(origin, direction, self);
  const tableAt = direction[1] < -1e-6 ? -origin[1] / direction[1] : Infinity;
  const wallAt = direction[2] > 1e-6 ? (2.4 - origin[2]) / direction[2] : Infinity;
  if (ball !== null && ball.distance < Math.min(tableAt, wallAt)) {
    const point = add(origin, direction, ball.distance);
    const normal = unit(add(point, ball.ball.centre, -1));
    return shade(point, normal, direction, ball.ball.surface(normal), random, other, depth, ball.ball);
  }
  if (tableAt < wallAt) {
    const point = add(origin, direction, tableAt);
    return shade(point, [0, 1, 0], direction, table(point[0], point[2]), random, other, depth);
  }
  if (wallAt === Infinity) return [0.5, 0.52, 0.56];
  const point = add(origin, direction, wallAt);
  return wall(point[0], point[1]);
}

const WIDTH = 480;
const HEIGHT = 384;
const EYE: Vector = [0.1, 1.75, -5.2];

/** Where the ray through a point of the picture goes. */
const directionAt = (x: number, y: number): Vector =>
  unit([(x - WIDTH / 2) / WIDTH, -(y - HEIGHT / 2) / WIDTH - 0.21, 1.02]);

/** Classes of the label picture, by label. */
export const STILL_LIFE_CLASSES = ['Table', 'Wall', 'Cloth', 'Glass', 'Marble', 'Striped', 'Orange', 'Mint'] as const;

/** What is seen at a point of the picture: its class, by the ray through the middle of the lens. */
export function stillLifeLabel(x: number, y: number): number {
  const direction = directionAt(x, y);
  const found = hitBall(EYE, direction);
  const tableAt = direction[1] < -1e-6 ? -EYE[1] / direction[1] : Infinity;
  const wallAt = direction[2] > 1e-6 ? (2.4 - EYE[2]) / direction[2] : Infinity;
  if (found !== null && found.distance < Math.min(tableAt, wallAt)) return found.ball.label;
  if (tableAt >= wallAt) return 1;
  const point = add(EYE, direction, tableAt);
  return isCloth(point[0], point[2]) ? 2 : 0;
}

/** 480×384 RGB; both sizes divide by 2, 3 and 4. `grid`² rays a pixel. */
export function stillLife(grid = 6): Raster {
  return paint({ width: WIDTH, height: HEIGHT, channels: 3 }, grid, (x, y, sample) => {
    const random = hash(Math.floor(x * 8) + sample * 7919, Math.floor(y * 8), 61);
    const other = hash(Math.floor(x * 8), Math.floor(y * 8) + sample * 104729, 62);
    const direction = directionAt(x, y);
    // A small lens: the far wall and the near cloth fall out of focus.
    const lens: Vector = [0.05 * (random - 0.5), 0.05 * (other - 0.5), 0];
    const focus = add(EYE, direction, 4.7);
    const from = add(EYE, lens);
    return trace(from, unit(add(focus, from, -1)), other, random, 2);
  });
}
