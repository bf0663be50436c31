import { maskLook } from '../segmentation/look';
import { fromSpecial, type ImageResult, type MethodResult, type MetricResult } from '../experiment/schema';

/** What every face of a result table needs: columns, formatted values, which are best. */

export interface Column {
  readonly id: string;
  readonly region: MetricResult['region'];
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly title: string;
  readonly decimals: number;
}

const TITLES: Readonly<Record<string, readonly [title: string, decimals: number]>> = {
  mse: ['MSE', 2],
  mae: ['MAE', 2],
  'max-error': ['Max error', 0],
  psnr: ['PSNR', 2],
  'psnr-y': ['PSNR-Y', 2],
  ssim: ['SSIM', 4],
  'ssim-y': ['SSIM-Y', 4],
  'ms-ssim': ['MS-SSIM', 4],
  gmsd: ['GMSD', 4],
  flip: ['FLIP', 4],
  ssimulacra2: ['SSIMULACRA2', 2],
  'gradient-error': ['Gradient error', 2],
  checkerboard: ['Checker', 2],
};

/** The order people read: fidelity first, structure, then errors in grey levels. */
const ORDER = [
  'psnr',
  'psnr-y',
  'ssim',
  'ssim-y',
  'ms-ssim',
  'gmsd',
  'flip',
  'ssimulacra2',
  'mae',
  'mse',
  'max-error',
  'gradient-error',
  'checkerboard',
];

export function metricTitle(id: string): string {
  const look = maskLook(id);
  if (look) return look.title.en;
  return TITLES[id]?.[0] ?? id;
}

/** `0.8063`, `∞`, `–` for what is not a number. */
export function formatMetric(id: string, value: MetricResult['value']): string {
  const number = fromSpecial(value);
  if (Number.isNaN(number)) return '–';
  if (!Number.isFinite(number)) return number > 0 ? '∞' : '−∞';
  const look = maskLook(id);
  if (look) return (number * look.factor).toFixed(look.decimals).replace('-', '−');
  return number.toFixed(TITLES[id]?.[1] ?? 3).replace('-', '−');
}

/** The metrics of one region that at least one method has, in reading order. */
export function columnsOf(image: ImageResult, region: MetricResult['region'] = 'full'): Column[] {
  const found = new Map<string, Column>();
  for (const method of image.methods) {
    for (const metric of method.metrics) {
      if (metric.region !== region || found.has(metric.id)) continue;
      const look = maskLook(metric.id, image.masks?.names);
      if (look) {
        const { unit, factor, title: text } = look;
        // Compared as shown: a share of 0.8911 is shown as 89.1 %.
        const decimals = look.decimals + Math.log10(factor);
        found.set(metric.id, { id: metric.id, region, unit, better: metric.better, title: text.en, decimals });
        continue;
      }
      const [title, decimals] = TITLES[metric.id] ?? [metric.id, 3];
      found.set(metric.id, { id: metric.id, region, unit: metric.unit, better: metric.better, title, decimals });
    }
  }
  const rank = (id: string) => (ORDER.includes(id) ? ORDER.indexOf(id) : (maskLook(id)?.rank ?? 0) + ORDER.length);
  return [...found.values()].sort((a, b) => rank(a.id) - rank(b.id));
}

export function metricOf(method: MethodResult, column: Pick<Column, 'id' | 'region'>): MetricResult | undefined {
  return method.metrics.find((metric) => metric.id === column.id && metric.region === column.region);
}

/** Keys of the methods whose shown value is best in a column; ties as shown share, methods left out of "best" never win. */
export function bestKeys(image: ImageResult, column: Column): ReadonlySet<string> {
  const candidates = image.methods.flatMap((method) => {
    const metric = metricOf(method, column);
    const value = metric === undefined ? NaN : fromSpecial(metric.value);
    return method.excludedFromBest !== undefined || Number.isNaN(value)
      ? []
      : [{ key: method.key, value: Number(value.toFixed(column.decimals)) }];
  });
  const values = candidates.map((candidate) => candidate.value);
  const best = column.better === 'higher' ? Math.max(...values) : Math.min(...values);
  return new Set(candidates.filter((candidate) => candidate.value === best).map((candidate) => candidate.key));
}

/** Methods from best to worst by the first quality metric they share (PSNR-Y for colour, PSNR for grey); methods without it last. */
export function ranked(image: ImageResult): { methods: MethodResult[]; by: Column | null } {
  const columns = columnsOf(image);
  const by =
    columns.find((column) => column.id === 'miou') ??
    columns.find((column) => column.id === 'psnr-y') ??
    columns.find((column) => column.id === 'psnr') ??
    columns[0] ??
    null;
  if (by === null) return { methods: [...image.methods], by };
  const value = (method: MethodResult) => {
    const metric = metricOf(method, by);
    const number = metric === undefined ? NaN : fromSpecial(metric.value);
    const score = Number.isNaN(number) ? -Infinity : by.better === 'higher' ? number : -number;
    return score;
  };
  const methods = [...image.methods].sort((a, b) => {
    const left = value(a);
    const right = value(b);
    return left === right ? 0 : right - left;
  });
  return { methods, by };
}

/** `1.23`, `0.004`, `12 300` -> three significant digits for times and counts with SI prefixes. */
export function formatCount(value: number): string {
  if (value === 0) return '0';
  const units: readonly (readonly [number, string])[] = [
    [1e12, ' T'],
    [1e9, ' G'],
    [1e6, ' M'],
    [1e3, ' k'],
  ];
  for (const [size, unit] of units) if (Math.abs(value) >= size) return `${significant(value / size)}${unit}`;
  return significant(value);
}

export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 6));
}

/** Parameters a reader needs to tell two uses of a method apart: `kernelSize=4 stride=2 ...`. */
export function parameterText(method: MethodResult): string {
  return Object.entries(method.parameters)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
