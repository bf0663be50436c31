import type { Text } from '../messages';
import { featureMetrics } from './features';
import { maskMetrics } from './registry';

/** How tables show a number of masks or feature maps. */
interface MetricLook {
  readonly title: Text;
  /** '%' for shares of 0..1, which are shown times 100. */
  readonly unit: string;
  readonly decimals: number;
  readonly factor: number;
  /** Place in the order of tables. */
  readonly rank: number;
}

/** The look of `miou`, or of `iou-3` (class 3, by its name where it has one); undefined for any other metric. */
export function maskLook(id: string, names?: readonly string[]): MetricLook | undefined {
  const [, base = id, label] = /^(iou|dice)-(\d+)$/.exec(id) ?? [];
  const all = [...maskMetrics, ...featureMetrics];
  const rank = all.findIndex((metric) => metric.id === base);
  const metric = all[rank];
  if (metric === undefined) return undefined;
  const suffix = label === undefined ? '' : ` ${names?.[Number(label)] ?? label}`;
  return {
    title: { en: metric.title.en + suffix, 'zh-CN': metric.title['zh-CN'] + suffix },
    unit: metric.isShare ? '%' : metric.unit,
    decimals: metric.decimals,
    factor: metric.isShare ? 100 : 1,
    // Classes in the order of their labels, behind the means.
    rank: rank + Number(label ?? 0) / 1000,
  };
}
