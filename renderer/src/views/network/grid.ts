import type { EnlargingRow } from '@core/network/document';
import { VISIBLE } from '@core/network/pattern';

/** The pattern measured at the output decides; without a measurement, whether the taps overlap unevenly. */
export const makesGrid = ({ reachesOutput, evenOverlap }: EnlargingRow): boolean =>
  reachesOutput === null ? evenOverlap === false : reachesOutput > VISIBLE;
