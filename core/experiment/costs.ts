import type { MethodResult } from './schema';

/** Multiply-adds of one picture: counted here, or as the user says; null where nobody knows. */
export const macsOf = ({ cost, given }: Pick<MethodResult, 'cost' | 'given'>): number | null =>
  cost?.macs ?? given?.macs ?? null;

/** Milliseconds of one picture: the measured median, or as the user says; null where nobody knows. */
export const timeOf = ({ timing, given }: Pick<MethodResult, 'timing' | 'given'>): number | null =>
  timing?.medianMs ?? given?.timeMs ?? null;
