/** Points on the screen a curve is reduced to at most. */
const MOST_POINTS = 1200;

/**
 * Values along a line as points at pixel centres. A long line keeps the lowest and highest value of every stretch, in
 * their order, so that a pattern of one pixel does not vanish.
 * @param from first pixel shown  @param until one past the last
 */
export function profileCurve(
  values: Float32Array,
  from: number,
  until: number,
  most = MOST_POINTS,
): [number, number][] {
  const first = Math.max(0, Math.floor(from));
  const last = Math.min(values.length, Math.ceil(until));
  const points: [number, number][] = [];
  const stretch = Math.max(1, Math.ceil((2 * (last - first)) / most));
  if (stretch <= 2) {
    for (let i = first; i < last; i++) points.push([i, values[i]!]);
    return points;
  }
  for (let start = first; start < last; start += stretch) {
    let low = start;
    let high = start;
    for (let i = start; i < Math.min(last, start + stretch); i++) {
      if (values[i]! < values[low]!) low = i;
      if (values[i]! > values[high]!) high = i;
    }
    const [a, b] = low <= high ? [low, high] : [high, low];
    points.push([a, values[a]!]);
    if (b !== a) points.push([b, values[b]!]);
  }
  return points;
}
