import type { EnlargingRow } from '@core/network/document';
import { VISIBLE } from '@core/network/pattern';

/** What is measured at the output counts; where nothing was, whether the taps overlap unevenly. */
export const makesGrid = ({ reachesOutput, evenOverlap }: EnlargingRow): boolean =>
  reachesOutput === null ? evenOverlap === false : reachesOutput > VISIBLE;
