import { message, say, type Message } from '../messages';
import { createGenerator } from '../init';
import {
  bilinearToTransposed,
  icnrToNearest,
  nearestConvToTransposed,
  shuffleToTransposed,
  transposedToShuffle,
  type Kernel64,
} from '../upsamplers/equivalence';

/** Two ways to write one function, and how far apart they come out. */
export interface Equivalence {
  readonly from: string;
  readonly to: string;
  /** Largest |difference| on a random picture in 0..1, both sides in float64. */
  readonly largestDifference: number;
  /** Borders for which it holds, on every pixel. */
  readonly border: string;
  /** How one kernel becomes the other. */
  readonly rule: string;
  /** The texts by their codes. */
  readonly said: Readonly<Record<'from' | 'to' | 'border' | 'rule', Message>>;
}

type Border = 'replicate' | 'zeros';
/** [height, width] in float64. */
interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

const SIZE = { height: 7, width: 9 };

/** The identities between the families at one scale, each checked on random weights of the given seed. */
export function equivalences(scale: number, seed = 0): Equivalence[] {
  const s = scale;
  const generator = createGenerator(seed);
  const random = (shape: readonly number[]): Kernel64 => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => generator.uniform() - 0.5),
  });
  const x: Plane = { ...SIZE, data: random([SIZE.height, SIZE.width]).data.map((value) => value + 0.5) };
  const both = (left: (border: Border) => Plane, right: (border: Border) => Plane): number =>
    Math.max(...(['replicate', 'zeros'] as const).map((border) => difference(left(border), right(border))));
  const everywhere = message('equivalence-everywhere');
  const convolution = (kernel: number, stride: number, padding: number): Message =>
    message('equivalence-transposed', { kernel, stride, padding });

  const shuffle = random([s * s, 1, 3, 3]);
  const asTransposed = shuffleToTransposed(shuffle, s);
  const k = 3 * s;
  const transposed = random([1, 1, k, k]);
  const nearest = random([1, 1, 3, 3]);
  const fromNearest = nearestConvToTransposed(nearest, s);
  const tent = bilinearToTransposed(1, s);
  const one = random([1, 1, 3, 3]);
  const icnr: Kernel64 = {
    shape: [s * s, 1, 3, 3],
    data: Float64Array.from({ length: 9 * s * s }, (_, i) => one.data[i % 9]!),
  };
  const plain = (border: Border): Plane => nearestEnlarged(shuffled(x, icnrToNearest(icnr, s), 1, border), s);
  const rows: readonly (Equivalence['said'] & Pick<Equivalence, 'largestDifference'>)[] = [
    {
      from: message('equivalence-conv-shuffle'),
      to: convolution(k, s, s),
      largestDifference: both(
        (border) => shuffled(x, shuffle, s, border),
        (border) => transpose(x, asTransposed.weight, s, asTransposed.padding, border),
      ),
      border: everywhere,
      rule: message('equivalence-rule-interleave'),
    },
    {
      from: convolution(k, s, s),
      to: message('equivalence-conv-shuffle'),
      largestDifference: both(
        (border) => transpose(x, transposed, s, s, border),
        (border) => shuffled(x, transposedToShuffle(transposed, s, s), s, border),
      ),
      border: everywhere,
      rule: message('equivalence-rule-phase'),
    },
    {
      from: message('equivalence-nearest-conv'),
      to: convolution(fromNearest.weight.shape[3]!, s, 1),
      largestDifference: both(
        (border) => nearestConv(x, nearest, s, border),
        (border) => transpose(x, fromNearest.weight, s, fromNearest.padding, border),
      ),
      border: everywhere,
      rule: message('equivalence-rule-box'),
    },
    {
      from: message('equivalence-bilinear'),
      to: convolution(tent.weight.shape[3]!, s, tent.padding),
      largestDifference: difference(bilinear(x, s), transpose(x, tent.weight, s, tent.padding, 'replicate')),
      border: message('equivalence-replicate'),
      rule: message('equivalence-rule-tent', { width: s }),
    },
    {
      from: message('equivalence-icnr'),
      to: message('equivalence-conv-nearest'),
      largestDifference: both((border) => shuffled(x, icnr, s, border), plain),
      border: everywhere,
      rule: message('equivalence-rule-alike'),
    },
  ];
  return rows.map(({ largestDifference, ...said }) => ({
    from: say(said.from),
    to: say(said.to),
    largestDifference,
    border: say(said.border),
    rule: say(said.rule),
    said,
  }));
}

/** The value beyond the border, or within. */
function at({ height, width, data }: Plane, y: number, x: number, border: Border): number {
  if (y >= 0 && y < height && x >= 0 && x < width) return data[y * width + x]!;
  if (border === 'zeros') return 0;
  return data[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!;
}

function draw(height: number, width: number, value: (y: number, x: number) => number): Plane {
  const data = new Float64Array(height * width);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = value(y, x);
  return { height, width, data };
}

/** y[o] = sum over a with s dividing o + p - a of x[(o + p - a) / s] w[a] */
function transpose(x: Plane, { shape, data }: Kernel64, s: number, p: number, border: Border): Plane {
  const k = shape[3] ?? 1;
  return draw(x.height * s, x.width * s, (oy, ox) => {
    let sum = 0;
    for (let a = 0; a < k; a++) {
      if ((oy + p - a) % s !== 0) continue;
      for (let b = 0; b < k; b++)
        if ((ox + p - b) % s === 0) sum += at(x, (oy + p - a) / s, (ox + p - b) / s, border) * data[a * k + b]!;
    }
    return sum;
  });
}

/** conv K×K to s² channels, then pixel shuffle; s = 1 is the convolution alone. */
function shuffled(x: Plane, { shape, data }: Kernel64, s: number, border: Border): Plane {
  const K = shape[3] ?? 1;
  const reach = (K - 1) / 2;
  return draw(x.height * s, x.width * s, (oy, ox) => {
    const from = ((oy % s) * s + (ox % s)) * K * K;
    let sum = 0;
    for (let a = 0; a < K; a++)
      for (let b = 0; b < K; b++)
        sum += at(x, Math.floor(oy / s) + a - reach, Math.floor(ox / s) + b - reach, border) * data[from + a * K + b]!;
    return sum;
  });
}

function nearestEnlarged(x: Plane, s: number): Plane {
  return draw(x.height * s, x.width * s, (y, column) => x.data[Math.floor(y / s) * x.width + Math.floor(column / s)]!);
}

function nearestConv(x: Plane, kernel: Kernel64, s: number, border: Border): Plane {
  return shuffled(nearestEnlarged(x, s), kernel, 1, border);
}

/** Half-pixel centres, clamped at the edge: F.interpolate(mode='bilinear', align_corners=False). */
function bilinear(x: Plane, s: number): Plane {
  const place = (o: number): [number, number] => {
    const source = (o + 0.5) / s - 0.5;
    return [Math.floor(source), source - Math.floor(source)];
  };
  return draw(x.height * s, x.width * s, (oy, ox) => {
    const [y, fy] = place(oy);
    const [column, fx] = place(ox);
    const row = (line: number): number =>
      at(x, line, column, 'replicate') * (1 - fx) + at(x, line, column + 1, 'replicate') * fx;
    return row(y) * (1 - fy) + row(y + 1) * fy;
  });
}

function difference(a: Plane, b: Plane): number {
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
}
