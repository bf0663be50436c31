/** A rule held against a result. */
export interface RuleMatch {
  readonly id: string;
  readonly names: readonly string[];
  /** Largest difference to the result, in its own unit. */
  readonly maxDifference: number;
  readonly verified: string;
  /** The factor that was given in place of the size, where positions follow that. */
  readonly scale?: number | undefined;
  /** An axis whose size stays is copied, whatever the factor. */
  readonly copiesSameSize?: boolean | undefined;
}

/** The factor that positions on an axis follow; null where they follow out / in. */
export function axisScale(
  { scale, copiesSameSize }: Pick<RuleMatch, 'scale' | 'copiesSameSize'>,
  inSize: number,
  outSize: number,
): number | null {
  return copiesSameSize === true && inSize === outSize ? null : (scale ?? null);
}
