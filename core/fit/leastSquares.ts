import { message } from '../messages';
import { shapeMismatch } from '../tensor/errors';
import { factorise, solve, type Factor } from './cholesky';
import type { Design } from './design';
import { featureCount, type Moments } from './moments';

export interface FitResult {
  /** [output][unknown], the bias last where there is one. */
  readonly solutions: readonly Float64Array[];
  /** Sum of squared errors over all outputs and rows, from the moments. */
  readonly squaredError: number;
  /** Values compared: outputs times phases times rows. */
  readonly values: number;
  /** sqrt of the ratio of the largest and smallest pivot. */
  readonly pivotRatio: number;
  /** Unknowns the data do not determine (set to 0). */
  readonly undetermined: number;
  /** Largest |A'(A w - y) + lambda D w| relative to the largest |A'y|. */
  readonly gradient: number;
}

/**
 * Minimises |A w - y|² + lambda w'D w per output by normal equations; D = I without the bias,
 * lambda is scaled by trace(A'A)/n so that it has no unit. A = the design's rows over all positions of the moments.
 */
export function leastSquares(moments: Moments, design: Design, lambda: number): FitResult {
  const factors = new Map<number, { factor: Factor; normal: Float64Array; ridge: number }>();
  const size = design.unknowns + (design.bias ? 1 : 0);
  const solutions: Float64Array[] = [];
  let squaredError = 0;
  let values = 0;
  let pivotRatio = 1;
  let undetermined = 0;
  let gradient = 0;
  for (const { channelOffset, targets } of design.outputs) {
    let known = factors.get(channelOffset);
    if (known === undefined) {
      const normal = normalMatrix(moments, design, channelOffset, size);
      const ridge = lambda * (trace(normal, size, design.unknowns) / Math.max(1, design.unknowns));
      const matrix = Float64Array.from(normal);
      for (let i = 0; i < design.unknowns; i++) matrix[i * size + i] = matrix[i * size + i]! + ridge;
      known = { factor: factorise(matrix, size), normal, ridge };
      factors.set(channelOffset, known);
    }
    const right = rightSide(moments, design, channelOffset, targets, size);
    const solution = refined(known, right, design.unknowns);
    solutions.push(solution.w);
    squaredError += Math.max(0, errorOf(known.normal, right, solution.w, targets, moments));
    values += targets.length * moments.rows;
    pivotRatio = Math.max(pivotRatio, known.factor.pivotRatio);
    undetermined = Math.max(undetermined, size - known.factor.rank);
    gradient = Math.max(gradient, solution.gradient);
  }
  return {
    solutions,
    squaredError,
    values,
    pivotRatio,
    undetermined,
    gradient,
  };
}

/** Features of the moments that an output's entries (and bias) refer to. */
function features(moments: Moments, design: Design, channelOffset: number): { feature: number; unknown: number }[][] {
  const { patch: K, offsets } = moments;
  const place = (offset: number): number => {
    const index = offsets.indexOf(offset);
    if (index >= 0) return index;
    throw shapeMismatch(message('fit-moments', { reads: offset, holds: offsets }));
  };
  return design.entries.map((entries) => [
    ...entries.map(({ channel, dy, dx, unknown }) => ({
      feature: ((channel + channelOffset) * K + place(dy)) * K + place(dx),
      unknown,
    })),
    ...(design.bias ? [{ feature: featureCount(moments) - 1, unknown: design.unknowns }] : []),
  ]);
}

/** A'A: the Gram matrix seen through the design, summed over its phases. */
function normalMatrix(moments: Moments, design: Design, channelOffset: number, size: number): Float64Array {
  const F = featureCount(moments);
  const out = new Float64Array(size * size);
  for (const terms of features(moments, design, channelOffset)) {
    for (const left of terms) {
      for (const right of terms) {
        const at = left.unknown * size + right.unknown;
        out[at] = out[at]! + moments.gram[left.feature * F + right.feature]!;
      }
    }
  }
  return out;
}

/** A'y. */
function rightSide(
  moments: Moments,
  design: Design,
  channelOffset: number,
  targets: readonly number[],
  size: number,
): Float64Array {
  const T = moments.channels * moments.scale ** 2;
  const out = new Float64Array(size);
  features(moments, design, channelOffset).forEach((terms, phase) => {
    for (const { feature, unknown } of terms)
      out[unknown] = out[unknown]! + moments.cross[feature * T + targets[phase]!]!;
  });
  return out;
}

/** Solves, then takes the remaining gradient out twice more: the result is as exact as the sums themselves. */
function refined(
  system: { factor: Factor; normal: Float64Array; ridge: number },
  right: Float64Array,
  unknowns: number,
): { w: Float64Array; gradient: number } {
  const size = right.length;
  const w = solve(system.factor, right);
  const remaining = () =>
    right.map((value, i) => {
      let sum = value - (i < unknowns ? system.ridge * w[i]! : 0);
      for (let j = 0; j < size; j++) sum -= system.normal[i * size + j]! * w[j]!;
      return sum;
    });
  for (let round = 0; round < 2; round++) {
    const step = solve(system.factor, remaining());
    for (let i = 0; i < size; i++) w[i] = w[i]! + step[i]!;
  }
  const scale = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return {
    w,
    gradient: scale === 0 ? 0 : remaining().reduce((most, value) => Math.max(most, Math.abs(value)), 0) / scale,
  };
}

/** Sum of squared errors of given solutions on other pictures' moments: what they cost where they were not fitted. */
export function squaredErrorOf(moments: Moments, design: Design, solutions: readonly Float64Array[]): number {
  const size = design.unknowns + (design.bias ? 1 : 0);
  const normals = new Map<number, Float64Array>();
  return design.outputs.reduce((sum, { channelOffset, targets }, output) => {
    const normal = normals.get(channelOffset) ?? normalMatrix(moments, design, channelOffset, size);
    normals.set(channelOffset, normal);
    const right = rightSide(moments, design, channelOffset, targets, size);
    return sum + Math.max(0, errorOf(normal, right, solutions[output]!, targets, moments));
  }, 0);
}

/** |A w - y|² = w'A'A w - 2 w'A'y + y'y. */
function errorOf(
  normal: Float64Array,
  right: Float64Array,
  w: Float64Array,
  targets: readonly number[],
  moments: Moments,
): number {
  const size = right.length;
  let sum = targets.reduce((total, target) => total + moments.energy[target]!, 0);
  for (let i = 0; i < size; i++) {
    let row = -2 * right[i]!;
    for (let j = 0; j < size; j++) row += normal[i * size + j]! * w[j]!;
    sum += w[i]! * row;
  }
  return sum;
}

function trace(matrix: Float64Array, size: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += matrix[i * size + i]!;
  return sum;
}
