/**
 * Where candidates lie along a training: the last number in every name, where all have one, differ in nothing else and
 * no two are equal (`step-100`, `step-2000`); null where they only have an order.
 */
export function stepsOf(names: readonly string[]): number[] | null {
  const parts = names.map((name) => /^(.*?)(\d+)(\D*)$/s.exec(name));
  const [first] = parts;
  if (!first || parts.some((part) => part?.[1] !== first[1] || part?.[3] !== first[3])) return null;
  const steps = parts.map((part) => Number(part![2]));
  return new Set(steps).size === steps.length ? steps : null;
}
