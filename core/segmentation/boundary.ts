import { depthInside, distanceToBoundary, squaredDistances } from './distance';
import { ignoringLike, type Labels } from './labels';

/** Pixels of each class within a distance of its boundary: those of both, and those of either. */
export interface BoundaryOverlap {
  /** In pixels. */
  readonly distance: number;
  readonly both: readonly number[];
  readonly either: readonly number[];
}

/** Ties go to the even number, as Python's round. */
function roundHalfEven(value: number): number {
  const up = Math.floor(value + 0.5);
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

/** max(1, round(2 % of the diagonal)) */
export function boundaryDistance({ width, height }: Pick<Labels, 'width' | 'height'>): number {
  return Math.max(1, roundHalfEven(0.02 * Math.hypot(width, height)));
}

/**
 * Cheng, B., Girshick, R., Dollar, P., Berg, A. C., Kirillov, A. (2021), Boundary IoU, doi:10.1109/CVPR46437.2021.01508.
 * The boundary of a mask is what erosion takes from it; the picture's edge counts. Ignored pixels leave both masks first.
 */
export function boundaryOverlap(
  truth: Labels,
  predicted: Labels,
  classes: number,
  ignore: number | null,
  distance = boundaryDistance(truth),
): BoundaryOverlap {
  const own = ignoringLike(predicted, truth, ignore);
  const depths = [depthInside(truth), depthInside(own)] as const;
  const both = new Array<number>(classes).fill(0);
  const either = new Array<number>(classes).fill(0);
  for (let i = 0; i < truth.data.length; i++) {
    const t = truth.data[i]!;
    if (t === ignore) continue;
    const p = own.data[i]!;
    const inTruth = depths[0][i]! <= distance;
    const inOwn = depths[1][i]! <= distance;
    if (t === p && inTruth && inOwn) both[t]!++;
    if (inTruth) either[t]!++;
    if (inOwn && !(inTruth && t === p)) either[p]!++;
  }
  return { distance, both, either };
}

/** Boundary pixels of each class, and those that lie within `pixels` of the other picture's boundary of the class. */
export interface BoundaryMatches {
  readonly pixels: number;
  readonly truth: readonly number[];
  readonly truthFound: readonly number[];
  readonly predicted: readonly number[];
  readonly predictedRight: readonly number[];
}

/** Pixels of the class with an 8-neighbour of another class; the picture's edge is no boundary here. */
function markBoundary({ data }: Labels, toBoundary: Int32Array, label: number): { marked: Uint8Array; count: number } {
  const marked = new Uint8Array(data.length);
  let count = 0;
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== label || toBoundary[i] !== 0) continue;
    marked[i] = 1;
    count++;
  }
  return { marked, count };
}

/** Counts for the boundary F of Csurka, G., Larlus, D., Perronnin, F. (2013), doi:10.5244/C.27.32. */
export function boundaryMatches(
  truth: Labels,
  predicted: Labels,
  classes: number,
  ignore: number | null,
  pixels: number,
  checkpoint?: () => void,
): BoundaryMatches {
  const own = ignoringLike(predicted, truth, ignore);
  const toBoundary = [distanceToBoundary(truth, ignore), distanceToBoundary(own, ignore)] as const;
  const { width, height } = truth;
  const near = (from: Uint8Array, to: Float64Array): number => {
    let count = 0;
    for (let i = 0; i < from.length; i++) if (from[i] === 1 && to[i]! <= pixels * pixels) count++;
    return count;
  };
  const out = {
    truth: [] as number[],
    truthFound: [] as number[],
    predicted: [] as number[],
    predictedRight: [] as number[],
  };
  for (let label = 0; label < classes; label++) {
    checkpoint?.();
    const a = markBoundary(truth, toBoundary[0], label);
    const b = markBoundary(own, toBoundary[1], label);
    const areBoth = a.count > 0 && b.count > 0;
    out.truth.push(a.count);
    out.predicted.push(b.count);
    out.truthFound.push(areBoth ? near(a.marked, squaredDistances(b.marked, width, height)) : 0);
    out.predictedRight.push(areBoth ? near(b.marked, squaredDistances(a.marked, width, height)) : 0);
  }
  return { pixels, ...out };
}

/** Distances that are told apart; the last entry holds everything farther. */
const PROFILE_LENGTH = 33;

/** Pixels, and wrong ones among them, by their distance from the nearest boundary of the truth. */
export interface DistanceProfile {
  readonly pixels: readonly number[];
  readonly wrong: readonly number[];
}

export function distanceProfile(truth: Labels, predicted: Labels, ignore: number | null): DistanceProfile {
  const distances = distanceToBoundary(truth, ignore);
  const pixels = new Array<number>(PROFILE_LENGTH).fill(0);
  const wrong = new Array<number>(PROFILE_LENGTH).fill(0);
  for (let i = 0; i < distances.length; i++) {
    const label = truth.data[i]!;
    if (label === ignore) continue;
    const at = Math.min(distances[i]!, PROFILE_LENGTH - 1);
    pixels[at]!++;
    if (predicted.data[i] !== label) wrong[at]!++;
  }
  return { pixels, wrong };
}
