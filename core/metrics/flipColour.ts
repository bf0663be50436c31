import { floatPlane, type FloatPlane } from './filter';

/** Three planes of one size. */
export type Colour = readonly [FloatPlane, FloatPlane, FloatPlane];

type Triple = readonly [number, number, number];

/** Linear RGB (sRGB primaries, D65) to XYZ. */
const RGB_TO_XYZ: readonly [Triple, Triple, Triple] = [
  [10135552 / 24577794, 8788810 / 24577794, 4435075 / 24577794],
  [2613072 / 12288897, 8788810 / 12288897, 887015 / 12288897],
  [1425312 / 73733382, 8788810 / 73733382, 70074185 / 73733382],
];

/** Its inverse. */
const XYZ_TO_RGB = invert(RGB_TO_XYZ);

/** XYZ of R = G = B = 1. */
const WHITE = RGB_TO_XYZ.map((row) => row[0] + row[1] + row[2]) as unknown as Triple;

/** Y Cx Cz, the linear opponent space: L*a*b* without its cube roots. */
export function opponentPlanes([r, g, b]: Colour): Colour {
  const out = [0, 1, 2].map(() => floatPlane(r.width, r.height)) as unknown as Colour;
  for (let i = 0; i < r.data.length; i++) {
    const [x, y, z] = toXyz(r.data[i]!, g.data[i]!, b.data[i]!);
    out[0].data[i] = 116 * y - 16;
    out[1].data[i] = 500 * (x - y);
    out[2].data[i] = 200 * (y - z);
  }
  return out;
}

/** XYZ relative to white. */
function toXyz(r: number, g: number, b: number): Triple {
  const [x, y, z] = multiply(RGB_TO_XYZ, r, g, b);
  return [x / WHITE[0], y / WHITE[1], z / WHITE[2]];
}

/** Filtered Y Cx Cz, limited to the colours a display can show, as Hunt-adjusted L*a*b*; overwrites its planes. */
export function huntLab(planes: Colour, checkpoint?: () => void): Colour {
  const [p, q, s] = planes;
  for (let i = 0; i < p.data.length; i++) {
    if (i % 8192 === 0) checkpoint?.();
    const y = (p.data[i]! + 16) / 116;
    const x = y + q.data[i]! / 500;
    const z = y - s.data[i]! / 200;
    const [r, g, b] = multiply(XYZ_TO_RGB, x * WHITE[0], y * WHITE[1], z * WHITE[2]);
    const [l, a, c] = huntLabOf(limit(r), limit(g), limit(b));
    p.data[i] = l;
    q.data[i] = a;
    s.data[i] = c;
  }
  return planes;
}

/** L*, 0.01 L* a*, 0.01 L* b*: chroma counts less in the dark (Hunt effect). */
function huntLabOf(r: number, g: number, b: number): Triple {
  const [x, y, z] = toXyz(r, g, b);
  const [fx, fy, fz] = [root(x), root(y), root(z)];
  const l = 116 * fy - 16;
  return [l, 0.01 * l * 500 * (fx - fy), 0.01 * l * 200 * (fy - fz)];
}

/** Cube root with CIE's straight piece near 0. */
function root(t: number): number {
  const delta = 6 / 29;
  return t > delta ** 3 ? Math.cbrt(t) : t / (3 * delta * delta) + 4 / 29;
}

function limit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** HyAB: |dL| + sqrt(da^2 + db^2). */
export function labDistance(a: Colour, b: Colour, i: number): number {
  const da = a[1].data[i]! - b[1].data[i]!;
  const db = a[2].data[i]! - b[2].data[i]!;
  return Math.abs(a[0].data[i]! - b[0].data[i]!) + Math.sqrt(da * da + db * db);
}

/** The largest HyAB distance in the space: between pure green and pure blue. */
export function largestDistance(): number {
  const green = huntLabOf(0, 1, 0);
  const blue = huntLabOf(0, 0, 1);
  return Math.abs(green[0] - blue[0]) + Math.sqrt((green[1] - blue[1]) ** 2 + (green[2] - blue[2]) ** 2);
}

function multiply([a, b, c]: readonly [Triple, Triple, Triple], x: number, y: number, z: number): Triple {
  return [a[0] * x + a[1] * y + a[2] * z, b[0] * x + b[1] * y + b[2] * z, c[0] * x + c[1] * y + c[2] * z];
}

/** Inverse of a 3x3 matrix by cofactors. */
function invert([a, b, c]: readonly [Triple, Triple, Triple]): [Triple, Triple, Triple] {
  const cross = (p: Triple, q: Triple): Triple => [
    p[1] * q[2] - p[2] * q[1],
    p[2] * q[0] - p[0] * q[2],
    p[0] * q[1] - p[1] * q[0],
  ];
  const [bc, ca, ab] = [cross(b, c), cross(c, a), cross(a, b)];
  const determinant = a[0] * bc[0] + a[1] * bc[1] + a[2] * bc[2];
  const row = (i: 0 | 1 | 2): Triple => [bc[i] / determinant, ca[i] / determinant, ab[i] / determinant];
  return [row(0), row(1), row(2)];
}
