/**
 * English only: a count with its noun, "1 picture" and "3 pictures". `many` is given where it is not the noun and an s.
 * A count that is text already ("1 of 3", "12,345") says itself whether it is one.
 */
export const counted = (count: number | string, one: string, many = `${one}s`): string =>
  `${count} ${String(count) === '1' ? one : many}`;
