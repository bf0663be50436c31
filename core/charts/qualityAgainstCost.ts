import type { EChartsOption } from 'echarts';
import { placePoints, qualityAgainstTime, type QualityTexts, type RatedMethod } from './qualityAgainstTime';
import type { ChartTheme } from './theme';

export interface CostedMethod {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  /** Multiply-adds for each output value. */
  readonly macsPerValue: number;
  readonly quality: number;
  /** Left out of the front (it saw the reference). */
  readonly excluded?: boolean;
}

/** A logarithmic axis has no zero: methods that only copy stand left of the cheapest that multiplies, and say so. */
function onAxis(methods: readonly CostedMethod[]): RatedMethod[] {
  const paid = methods.map(({ macsPerValue }) => macsPerValue).filter((macs) => macs > 0);
  const free = paid.length > 0 ? Math.min(...paid) / 2 : 1;
  return methods.map(({ macsPerValue, ...method }) => ({
    ...method,
    name: macsPerValue > 0 ? method.name : `${method.name} (0)`,
    medianMs: macsPerValue > 0 ? macsPerValue : free,
  }));
}

/** The methods that none beats in quality for at most as many multiply-adds, cheapest first. */
export function costFront(
  methods: readonly CostedMethod[],
): readonly { readonly key: string; readonly name: string }[] {
  return placePoints(onAxis(methods)).front;
}

/** Quality over multiply-adds for each output value (log), every point named, the Pareto front dashed. */
export function qualityAgainstCost(
  methods: readonly CostedMethod[],
  theme: ChartTheme,
  texts: QualityTexts,
): EChartsOption {
  return qualityAgainstTime(onAxis(methods), theme, texts);
}
