import type { PaneModel } from '../paneModel';

/** Colours of the window that charts are drawn with, read where the chart stands. */
export interface ChartLook {
  readonly text: string;
  readonly line: string;
  readonly font: string;
  readonly methodColour: (methodId: string) => string;
}

export function readLook(element: Element): ChartLook {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: of('--text-2'),
    line: of('--line'),
    font: of('--font'),
    methodColour: (methodId) => of(`--method-${methodId}`) || of('--method-other'),
  };
}

/** One curve of a chart: whose it is and how it is drawn. */
export interface Curve {
  readonly pane: Pick<PaneModel, 'key' | 'title' | 'chip' | 'methodId' | 'role'>;
  readonly points: readonly (readonly [number, number])[];
}

/** The two baselines are dashed; a method used a second time is dotted. */
export function lineType(curve: Curve, all: readonly Curve[]): 'solid' | 'dashed' | 'dotted' {
  const { methodId, key } = curve.pane;
  if (methodId === 'nearest' || methodId === 'bicubic') return 'dashed';
  const first = all.find(({ pane }) => pane.methodId === methodId);
  return methodId !== '' && first && first.pane.key !== key ? 'dotted' : 'solid';
}

/** A name that tells two uses of one method apart. */
export function curveName({ pane }: Curve): string {
  return pane.chip ? `${pane.title} (${pane.chip})` : pane.title;
}
