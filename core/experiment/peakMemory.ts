import { message, type Message } from '../messages';
import type { MethodResult } from './schema';

/** Why the most memory that a method had in use is not known; null where it is. */
export function peakUnknown({
  candidate,
  network,
  timing,
}: Pick<MethodResult, 'candidate' | 'network' | 'timing'>): Message | null {
  if (timing?.peakBytes !== undefined) return null;
  if (network) return message('peak-of-network');
  if (candidate) return message('peak-of-file');
  return message(timing === null ? 'peak-not-timed' : 'peak-not-counted');
}
