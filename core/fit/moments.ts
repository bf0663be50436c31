/**
 * Second moments of small patches and of what they should become: all that least squares needs to know about any number
 * of pictures. One set of moments serves every linear method whose output pixel depends on the same patch.
 *
 * Legend: C channels, K patch side (odd, or the number of offsets), s scale; a row is one position of the source grid.
 * Features: f = (c K + dy) K + dx is S[c][i + dy - K/2][j + dx - K/2]; the last feature is the constant 1.
 * Layers that read few pixels far apart have a list of K offsets o per axis instead: S[c][i + o[dy]][j + o[dx]].
 * Targets:  t = (c s + py) s + px is Y[c][i s + py][j s + px].
 */
export interface Moments {
  readonly channels: number;
  readonly patch: number;
  /** Where the features of one axis lie, ascending; -K/2 .. K/2 for a whole patch. */
  readonly offsets: readonly number[];
  readonly scale: number;
  /** Whether products between different channels were summed; without them only depthwise layers can be fitted. */
  readonly crossChannels: boolean;
  /** [F, F] with F = C K² + 1: sums of feature products, symmetric. */
  readonly gram: Float64Array;
  /** [F, C s²]: sums of feature times target. */
  readonly cross: Float64Array;
  /** [C s²]: sums of target². */
  readonly energy: Float64Array;
  /** Positions summed over. */
  rows: number;
}

export type Border = 'replicate' | 'zeros';

/** @param reads the side of a whole patch (odd), or the offsets that are read in each axis */
export function emptyMoments(
  channels: number,
  reads: number | readonly number[],
  scale: number,
  crossChannels: boolean,
): Moments {
  const offsets = typeof reads === 'number' ? Array.from({ length: reads }, (_, i) => i - (reads - 1) / 2) : reads;
  const patch = offsets.length;
  const features = channels * patch * patch + 1;
  const targets = channels * scale * scale;
  return {
    channels,
    patch,
    offsets,
    scale,
    crossChannels,
    rows: 0,
    gram: new Float64Array(features * features),
    cross: new Float64Array(features * targets),
    energy: new Float64Array(targets),
  };
}

export const featureCount = ({ channels, patch }: Pick<Moments, 'channels' | 'patch'>) => channels * patch * patch + 1;

/** Adds `other` to `moments`; sums commute up to rounding, so pictures may come in any order. */
export function addMoments(moments: Moments, other: Moments): void {
  for (const part of ['gram', 'cross', 'energy'] as const) {
    const [to, from] = [moments[part], other[part]];
    for (let i = 0; i < to.length; i++) to[i] = to[i]! + from[i]!;
  }
  moments.rows += other.rows;
}
