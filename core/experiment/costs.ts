import type { MethodResult } from './schema';

/** Multiply-adds of one picture: counted here, or given by the user; null if unknown. */
export const macsOf = ({ cost, given }: Pick<MethodResult, 'cost' | 'given'>): number | null =>
  cost?.macs ?? given?.macs ?? null;

/** Milliseconds of one picture: the measured median, or given by the user; null if unknown. */
export const timeOf = ({ timing, given }: Pick<MethodResult, 'timing' | 'given'>): number | null =>
  timing?.medianMs ?? given?.timeMs ?? null;
