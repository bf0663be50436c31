import type { Extent } from './samples';
import { toEncoded, toLinear } from './srgb';

/** How values become light on the screen: a window of values that spans black to white, then stops of exposure. */
export interface Tone {
  /** Shares of white, as the file encodes them. */
  readonly low: number;
  readonly high: number;
  /** Factor on linear light: 2 to the power of the stops. */
  readonly gain: number;
}
export const PLAIN_TONE: Tone = { low: 0, high: 1, gain: 1 };

export const isPlain = ({ low, high, gain }: Tone): boolean => low === 0 && high === 1 && gain === 1;

/** An encoded value as the tone shows it, encoded; 0..1 is what a screen can show. */
export function toned(encoded: number, { low, high, gain }: Tone): number {
  const value = (encoded - low) / (high - low);
  return gain === 1 ? value : toEncoded(toLinear(value) * gain);
}

/** Under this share of white a picture is all but black on a screen. */
const DARK = 0.25;
/** The narrowest window; below it only noise would be amplified. */
const NARROWEST = 1 / 4096;

/** Nearly all of the values, from black to white. */
export function windowOf({ low, high }: Extent): Pick<Tone, 'low' | 'high'> {
  const from = Math.min(low, high - NARROWEST);
  return { low: from, high: Math.max(high, from + NARROWEST) };
}

/**
 * The window of a picture that would be black or burnt out as its file says: 12 bits in a 16-bit file, light beyond white,
 * values below black. Null for all others: they are shown as they are.
 */
export function automaticWindow(extent: Extent): Pick<Tone, 'low' | 'high'> | null {
  const isDark = extent.most <= DARK && extent.most > 0;
  const isOutside = extent.most > 1 || extent.least < 0;
  if (!isDark && !isOutside) return null;
  const { low, high } = windowOf(extent);
  // Black stays black where nothing lies below it.
  return { low: Math.min(0, low), high };
}
