import { psnr } from '../metrics/psnr';
import { ssim } from '../metrics/ssim';
import { bicubic } from '../upsamplers/bicubic';
import { bilinear } from '../upsamplers/bilinear';
import { sweepMethods } from '../upsamplers/sweep';
import { defaultExperiment } from './defaults';
import { keyMethods } from './keys';
import type { Experiment, ImageResult, MethodResult } from './schema';

/** Every kernel of every family up to `largest` with fitted weights, and the two fixed kernels to compare with. */
export function sweepExperiment({
  scale,
  degradation,
  largest,
}: Pick<Experiment, 'scale' | 'degradation'> & { readonly largest: number }): Experiment {
  const points = sweepMethods(scale, largest).map(({ id, parameters }) => ({ id, parameters: { ...parameters } }));
  const fixed = [bilinear, bicubic].map(({ id }) => ({ id, parameters: {} }));
  return {
    ...defaultExperiment(),
    scale,
    degradation,
    methods: keyMethods([...points, ...fixed]),
    metrics: [psnr.id, ssim.id],
    timing: { samples: 0, budgetMs: 0 },
  };
}

/** One kernel of one family, over all pictures. */
export interface SweepRow {
  readonly key: string;
  readonly id: string;
  readonly kernelSize: number | null;
  /** Learnable values. */
  readonly parameters: number;
  /** Multiply-adds by definition for each output value. */
  readonly macsPerValue: number;
  /** Means over the pictures that are compared; NaN where one has no value. */
  readonly psnr: number;
  readonly ssim: number;
  /** How many the means are over. */
  readonly pictures: number;
  /** No other row has more PSNR for at most as many multiply-adds. */
  readonly pareto: boolean;
}

/**
 * Quality and cost of every kernel in the results, the Pareto front marked. A picture on which any
 * kernel has an infinite or no PSNR is left out for all of them.
 */
export function sweepRows(images: readonly ImageResult[]): SweepRow[] {
  const uses = new Map<string, MethodResult[]>();
  for (const { methods } of images)
    for (const method of methods) uses.set(method.key, [...(uses.get(method.key) ?? []), method]);
  const compared = new Set(
    images
      .filter(({ methods }) => methods.length === uses.size)
      .filter(({ methods }) => methods.every((method) => Number.isFinite(valueOf(method, psnr.id))))
      .flatMap(({ methods }) => methods),
  );
  const rows = [...uses.values()].map((all) =>
    rowOf(
      all[0]!,
      all.filter((use) => compared.has(use)),
    ),
  );
  return rows.map((row) => ({ ...row, pareto: !rows.some((other) => beats(other, row)) }));
}

function rowOf(first: MethodResult, compared: readonly MethodResult[]): Omit<SweepRow, 'pareto'> {
  const { key, id, parameters, cost, outputShape } = first;
  const kernelSize = parameters['kernelSize'];
  const values = outputShape.reduce((product, size) => product * size, 1);
  const mean = (metric: string): number =>
    compared.reduce((sum, use) => sum + valueOf(use, metric), 0) / compared.length;
  return {
    key,
    id,
    kernelSize: typeof kernelSize === 'number' ? kernelSize : null,
    parameters: cost?.parameters ?? 0,
    macsPerValue: (cost?.macs ?? 0) / values,
    psnr: mean(psnr.id),
    ssim: mean(ssim.id),
    pictures: compared.length,
  };
}

/** Of the whole picture; NaN where it was not measured. */
function valueOf({ metrics }: MethodResult, metric: string): number {
  return Number(metrics.find(({ id, region }) => id === metric && region === 'full')?.value ?? NaN);
}

function beats(a: Pick<SweepRow, 'psnr' | 'macsPerValue'>, b: Pick<SweepRow, 'psnr' | 'macsPerValue'>): boolean {
  const noWorse = a.psnr >= b.psnr && a.macsPerValue <= b.macsPerValue;
  return noWorse && (a.psnr > b.psnr || a.macsPerValue < b.macsPerValue);
}

/** As CSV, one line for each kernel. */
export function sweepCsv(rows: readonly SweepRow[]): string {
  const cells = rows.map((row) =>
    [
      row.key,
      row.id,
      row.kernelSize ?? '',
      row.parameters,
      row.macsPerValue,
      row.psnr,
      row.ssim,
      row.pictures,
      row.pareto,
    ].join(','),
  );
  return ['key,method,kernelSize,parameters,macsPerValue,psnr,ssim,pictures,pareto', ...cells, ''].join('\n');
}
