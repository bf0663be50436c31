import { elementCount, type Shape } from '../tensor/tensor';
import type { Reach } from './onnx/reach';

/** One piece of an axis: what goes in, and which part of what comes out is taken. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Where the taken part begins in the whole output, and in the output of the piece. */
  readonly at: number;
  readonly skip: number;
  /** How much is taken; null = to the end. */
  readonly take: number | null;
  /** How much of the end of its output lies beyond the picture. @default 0 */
  readonly drop?: number;
}

/** How far a tile looks beyond its own part, in input values. */
export interface Margin {
  readonly before: number;
  readonly after: number;
  readonly step: number;
  readonly rate: number;
}

export function marginOf(reach: Reach, axis: 0 | 1): Margin {
  return { before: reach.before[axis], after: reach.after[axis], step: reach.step[axis], rate: reach.rate[axis] };
}

/**
 * Cuts an axis into parts of `side` input values, each with all it looks at around it. Tiles begin at multiples of the
 * step, and the border of the picture is the border of the tile, so that every taken value is that of the whole.
 */
export function cutAxis(size: number, side: number, { before, after, step, rate }: Margin): Piece[] {
  const core = Math.max(step, Math.ceil(side / step) * step);
  const pieces: Piece[] = [];
  for (let own = 0; own < size;) {
    // A rest that is no wider than what is looked at may have no output of its own.
    const end = size - (own + core) <= after + step ? size : own + core;
    const isLast = end === size;
    const at = own * rate;
    const from = Math.max(0, Math.floor((own - before) / step) * step);
    const wanted = Math.ceil((end * rate - 1) / rate + after) + 1;
    const to = isLast ? size : Math.min(size, Math.ceil(wanted / step) * step);
    pieces.push({ from, to, at, skip: at - from * rate, take: isLast ? null : (end - own) * rate });
    own = end;
  }
  return pieces;
}

/**
 * Cuts an axis into pieces of exactly `side` values, as a network of that one input size wants them. Pieces at the end
 * reach beyond the picture; what is missing there is for the caller to fill.
 */
export function cutFixed(size: number, side: number, { before, after, step, rate }: Margin): Piece[] {
  const beyond = (end: number): number => Math.round((end - size) * rate);
  if (size <= side) return [{ from: 0, to: side, at: 0, skip: 0, take: null, drop: beyond(side) }];
  const head = Math.ceil(before / step) * step;
  const tail = Math.ceil(after / step) * step;
  const core = Math.floor((side - head - tail) / step) * step;
  if (core < 1) return [];
  const pieces: Piece[] = [];
  for (let own = 0; own < size;) {
    // The first piece has no neighbour before it, so more of it is its own.
    const from = own === 0 ? 0 : own - head;
    const isLast = from + side >= size;
    const end = isLast ? size : from + side - tail;
    const start = isLast && (size - side) % step === 0 ? size - side : from;
    pieces.push({
      from: start,
      to: start + side,
      at: own * rate,
      skip: (own - start) * rate,
      // A network may give more or less than its factor times the input: the last piece says how much.
      take: isLast ? null : (end - own) * rate,
      drop: isLast ? beyond(start + side) : 0,
    });
    own = end;
  }
  return pieces;
}

/** A rectangle of an array of any rank, cut out along two axes; what lies outside repeats the border. */
export function cutOut(
  data: Float32Array,
  shape: Shape,
  axes: readonly [number, number],
  rows: { readonly from: number; readonly to: number },
  columns: { readonly from: number; readonly to: number },
): { readonly shape: Shape; readonly data: Float32Array } {
  const own = shape.map((size, axis) =>
    axis === axes[0] ? rows.to - rows.from : axis === axes[1] ? columns.to - columns.from : size,
  );
  const out = new Float32Array(elementCount(own));
  if (axes[1] === axes[0] + 1) {
    cutRows({ data, shape }, out, axes[0], rows, columns);
    return { shape: own, data: out };
  }
  const strides = stridesOf(shape);
  const index = new Array<number>(own.length).fill(0);
  for (let o = 0; o < out.length; o++) {
    let from = 0;
    for (let axis = 0; axis < own.length; axis++) {
      const off = axis === axes[0] ? rows.from : axis === axes[1] ? columns.from : 0;
      from += Math.min(shape[axis]! - 1, Math.max(0, index[axis]! + off)) * strides[axis]!;
    }
    out[o] = data[from]!;
    for (let axis = own.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < own[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape: own, data: out };
}

/** The same for columns right behind rows, as pictures lie: whole runs at once. */
function cutRows(
  whole: { readonly data: Float32Array; readonly shape: Shape },
  out: Float32Array,
  axis: number,
  rows: { readonly from: number; readonly to: number },
  columns: { readonly from: number; readonly to: number },
): void {
  const { data, shape } = whole;
  const [planes, h, w, inner] = [
    elementCount(shape.slice(0, axis)),
    shape[axis]!,
    shape[axis + 1]!,
    elementCount(shape.slice(axis + 2)),
  ];
  const line = (columns.to - columns.from) * inner;
  // The part of a line that is there; what lies before and behind it repeats its ends.
  const [first, end] = [Math.min(w - 1, Math.max(0, columns.from)), Math.max(1, Math.min(w, columns.to))];
  const before = Math.min(columns.to - columns.from, first - columns.from) * inner;
  let at = 0;
  for (let plane = 0; plane < planes; plane++)
    for (let y = rows.from; y < rows.to; y++, at += line) {
      const row = (plane * h + Math.min(h - 1, Math.max(0, y))) * w * inner;
      const taken = data.subarray(row + first * inner, row + end * inner);
      out.set(taken, at + before);
      for (let o = at; o < at + before; o += inner) out.set(taken.subarray(0, inner), o);
      for (let o = at + before + taken.length; o < at + line; o += inner) out.set(taken.subarray(-inner), o);
    }
}

/** Puts the taken part of a piece's output into the whole. */
export function putIn(
  whole: { readonly shape: Shape; readonly data: Float32Array },
  part: { readonly shape: Shape; readonly data: Float32Array },
  axes: readonly [number, number],
  rows: { readonly at: number; readonly skip: number; readonly count: number },
  columns: { readonly at: number; readonly skip: number; readonly count: number },
): void {
  const counts = part.shape.map((size, axis) =>
    axis === axes[0] ? rows.count : axis === axes[1] ? columns.count : size,
  );
  const total = counts.reduce((product, size) => product * size, 1);
  if (axes[1] === axes[0] + 1) {
    putRows(whole, part, axes[0], rows, columns);
    return;
  }
  const [to, from] = [stridesOf(whole.shape), stridesOf(part.shape)];
  const index = new Array<number>(counts.length).fill(0);
  for (let n = 0; n < total; n++) {
    let [target, source] = [0, 0];
    for (let axis = 0; axis < counts.length; axis++) {
      const piece = axis === axes[0] ? rows : axis === axes[1] ? columns : null;
      target += (index[axis]! + (piece?.at ?? 0)) * to[axis]!;
      source += (index[axis]! + (piece?.skip ?? 0)) * from[axis]!;
    }
    whole.data[target] = part.data[source]!;
    for (let axis = counts.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < counts[axis]!) break;
      index[axis] = 0;
    }
  }
}

function putRows(
  whole: { readonly shape: Shape; readonly data: Float32Array },
  part: { readonly shape: Shape; readonly data: Float32Array },
  axis: number,
  rows: { readonly at: number; readonly skip: number; readonly count: number },
  columns: { readonly at: number; readonly skip: number; readonly count: number },
): void {
  const planes = elementCount(part.shape.slice(0, axis));
  const inner = elementCount(part.shape.slice(axis + 2));
  const [h, w, partH, partW] = [whole.shape[axis]!, whole.shape[axis + 1]!, part.shape[axis]!, part.shape[axis + 1]!];
  for (let plane = 0; plane < planes; plane++)
    for (let y = 0; y < rows.count; y++) {
      const from = ((plane * partH + rows.skip + y) * partW + columns.skip) * inner;
      const to = ((plane * h + rows.at + y) * w + columns.at) * inner;
      whole.data.set(part.data.subarray(from, from + columns.count * inner), to);
    }
}

function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}
