import { lookOf } from '@core/upsamplers';
import type { PaneModel } from '../paneModel';

/** One curve of a chart: whose it is and how it is drawn. */
export interface Curve {
  readonly pane: Pick<PaneModel, 'key' | 'title' | 'chip' | 'methodId' | 'role' | 'guests'>;
  readonly points: readonly (readonly [number, number])[];
}

/** The two baselines are dashed; a method used a second time is dotted, a third time dashed. */
export function lineType(curve: Curve, all: readonly Curve[]): 'solid' | 'dashed' | 'dotted' {
  const { methodId, key } = curve.pane;
  if (lookOf(methodId).dashed) return 'dashed';
  if (methodId === '') return 'solid';
  const at = all.filter(({ pane }) => pane.methodId === methodId).findIndex(({ pane }) => pane.key === key);
  return (['solid', 'dotted', 'dashed'] as const)[Math.min(2, Math.max(0, at))]!;
}

/** A name that tells two uses of one method apart, and says who else has this curve. */
export function curveName({ pane }: Pick<Curve, 'pane'>): string {
  return [ownName(pane), ...(pane.guests ?? []).map(({ title }) => title)].join(' = ');
}

/** The name without those who share the pane: where glyphs stand for them. */
export const ownName = ({ title, chip }: Pick<PaneModel, 'title' | 'chip'>): string =>
  chip ? `${title} (${chip})` : title;
