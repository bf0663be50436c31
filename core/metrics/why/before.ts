import type { Raster } from '../../tensor/raster';
import type { PairFix } from './fix';
import { beforeTone, toned } from './tones';
import { beforeParts, lostShare, rolledBack, withStrips } from './unshifted';

/** Whole pictures as they may have been before faults that lost something. */
export interface Before {
  /** Each list is one way it may have been; the pictures of a list are as likely as one another. */
  readonly ways: readonly (readonly Raster[])[];
  /** The picture where nothing is known of what was lost: how far its number lies off says how much the guesses carry. */
  readonly blind?: Raster | undefined;
  /** Share of the error that is not known, beyond what the pictures of a list differ by. */
  readonly unsure: number;
}

/** Shares of the error that the pictures before a curve, and before parts of a pixel, were found to be off by. */
const UNSURE_TONE = 0.001;
const UNSURE_PARTS = 0.002;
/** Of a curve whose values were mixed by parts of a pixel. */
const UNSURE_PLAIN_TONE = 0.01;
/** Share of the error in a lost strip. */
const UNSURE_STRIP = 0.3;

/**
 * @param picture with what was exact undone already
 * @param fixes those that lost something, a curve, a shift, or both
 * @param after mean squared error where all are undone
 */
export function beforeFaults(
  reference: Raster,
  picture: Raster,
  fixes: readonly PairFix[],
  after: number,
  checkpoint: () => void,
): Before {
  const lossy = fixes.map((fix) => fix.lossy);
  const tone = lossy.flatMap((one) => (one && 'tone' in one ? [one.tone] : [])).at(-1);
  const shift = lossy.flatMap((one) => (one && 'shift' in one ? [one.shift] : [])).at(-1);
  const ofTone = tone ? UNSURE_TONE : 0;
  if (!shift) {
    if (!tone) return { ways: [[picture]], unsure: 0 };
    const { pictures, blind } = beforeTone(reference, picture, tone);
    return { ways: [pictures], blind, unsure: ofTone };
  }
  if (!shift.every(Number.isInteger)) {
    const plain = tone ? toned(picture, tone.back) : picture;
    const ways = beforeParts(reference, plain, shift, checkpoint).map((one) => [one]);
    return { ways, unsure: (tone ? UNSURE_PLAIN_TONE : 0) + UNSURE_PARTS };
  }
  // A curve is undone where the picture lies right: the reference then says which of several values one was.
  const rolled = rolledBack(picture, shift);
  const { pictures: before, blind } = tone
    ? beforeTone(reference, rolled, tone)
    : { pictures: [rolled], blind: undefined };
  const pictures = withStrips(reference, before, shift, after);
  const isRolled = pictures.length === before.length;
  return {
    ways: [pictures],
    blind: isRolled ? blind : undefined,
    unsure: ofTone + (isRolled ? 0 : UNSURE_STRIP * lostShare(reference, shift)),
  };
}
