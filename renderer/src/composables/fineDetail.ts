import type { RadialLine } from '@core/charts';

/** Above a quarter of a cycle per pixel the small picture holds no information, so this compares what the methods add. */
const FINE = 0.25;

export interface FineDetail {
  readonly name: string;
  /** Mean of what is there less what should be, dB. */
  readonly distance: number;
}

/** How far spectra are from the reference's in fine detail, the nearest first. */
export function fineDetail(reference: RadialLine, others: readonly RadialLine[]): FineDetail[] {
  return others
    .map(({ name, decibels }) => {
      const fine = reference.radius.flatMap((radius, i) =>
        radius > FINE && Number.isFinite(decibels[i]) ? [(decibels[i] ?? 0) - (reference.decibels[i] ?? 0)] : [],
      );
      return { name, distance: fine.reduce((sum, one) => sum + one, 0) / Math.max(1, fine.length) };
    })
    .toSorted((a, b) => Math.abs(a.distance) - Math.abs(b.distance));
}
