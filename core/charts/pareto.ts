interface Tradeoff {
  /** Less is better. */
  readonly cost: number;
  /** More is better once `flip` was applied by the caller. */
  readonly quality: number;
}

/** The points that no other one beats in both, cheapest first. Equal points are all kept. */
export function paretoFront<Point extends Tradeoff>(points: readonly Point[]): Point[] {
  return points
    .filter((point) => !points.some((other) => beats(other, point)))
    .sort((a, b) => a.cost - b.cost || a.quality - b.quality);
}

function beats(a: Tradeoff, b: Tradeoff): boolean {
  return a.cost <= b.cost && a.quality >= b.quality && (a.cost < b.cost || a.quality > b.quality);
}

/**
 * The lowest quality still worth a place on the axis: values far under the others (more than three times the distance of
 * the median from the best) would squeeze the rest into a line; they are drawn at the edge with their value.
 */
export function offScaleBelow(qualities: readonly number[]): number {
  const sorted = [...qualities].sort((a, b) => b - a);
  const best = sorted[0];
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (best === undefined || median === undefined || best === median) return -Infinity;
  return best - 3 * (best - median);
}
