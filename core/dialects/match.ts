/** A rule held against a result. */
export interface RuleMatch {
  readonly id: string;
  readonly names: readonly string[];
  /** Largest difference to the result, in its own unit. */
  readonly maxDifference: number;
  readonly verified: string;
  /** The factor that was given in place of the size, where positions follow that. */
  readonly scale?: number | undefined;
}
