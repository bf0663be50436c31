/** Ends and step of a value axis that need not begin at zero: round numbers with some room around the values: a share of their span on either side. */
export function looseRange(values: readonly number[], share = 0.08): { readonly min: number; readonly max: number } {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return { min: 0, max: 1 };
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const margin = Math.max((high - low) * share, 1e-3);
  const step = niceStep((high - low + 2 * margin) / 4);
  const round = (value: number): number => Number(value.toPrecision(12));
  return {
    min: round(Math.floor((low - margin) / step) * step),
    max: round(Math.ceil((high + margin) / step) * step),
  };
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-9)));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}

/** Where a logarithmic axis from `min` to `max` is labelled: at powers of ten, and at 2 and 5 of each where it is short. */
export function logTicks(min: number, max: number): number[] {
  const from = Math.floor(Math.log10(min));
  const decades = Array.from({ length: Math.ceil(Math.log10(max)) - from + 1 }, (_, i) => 10 ** (from + i));
  const inside = (values: readonly number[]): number[] =>
    values.map((value) => Number(value.toPrecision(6))).filter((value) => value > min && value < max);
  const powers = inside(decades);
  return powers.length > 2 ? powers : inside(decades.flatMap((power) => [power, 2 * power, 5 * power]));
}

/** Axis numbers without the noise of binary fractions. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Slope of the least-squares line through log y over log x; NaN for fewer than two different x. */
export function logSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.filter(([x, y]) => x > 0 && y > 0).map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (axis: 0 | 1): number => logs.reduce((sum, point) => sum + point[axis], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const spread = logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  if (!(spread > 1e-12)) return NaN;
  return logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread;
}
