import type { Message, Said } from '../messages';
import { digitsOf } from '../metrics/why/explain';
import { summaryName } from './ranking';
import type { Failure, ImageResult, NumberOrSpecial } from './schema';
import { fromSpecial } from './special';
import { bestShown, formatMetric, lookOf, shownValue } from './shown';
import { SummaryBuilder } from './summary';
import type { LeftOut, MetricSummary } from './summarySchema';

/** Sets x scales x methods with the means over each set's pictures, as papers print them. */
export interface PaperTable {
  readonly sets: readonly string[];
  readonly metrics: readonly TableMetric[];
  /** One per scale. */
  readonly blocks: readonly TableBlock[];
  /** One per set and scale: what its means are over. */
  readonly groups: readonly TableGroup[];
  /** What the multiply-adds are counted for; null where no costs are shown. */
  readonly costAt: CostAt | null;
}

export interface TableMetric {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
}

export interface TableBlock {
  readonly scale: number;
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly key: string;
  readonly name: string;
  readonly cost: TableCost | null;
  /** By set, then by metric; null where the set was not measured with this method. */
  readonly cells: readonly (readonly TableCell[] | null)[];
}

export type Mark = 'best' | 'second';

export interface TableCell {
  readonly id: string;
  readonly mean: NumberOrSpecial | null;
  /**
   * Of a PSNR: that of the mean error of all pictures, which some print in place of the mean of the pictures' PSNR; null
   * of other metrics.
   */
  readonly ofMeanError: number | null;
  /** The mean as it is printed. */
  readonly text: string;
  readonly mark: Mark | null;
}

/** Wanted size of the output that costs are counted for. */
export interface CostAt {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Learnable values, and multiply-adds by both conventions; null if unknown. */
export interface TableCost {
  readonly parameters: number | null;
  /** By definition: a transposed convolution counted at its input. */
  readonly macs: number | null;
  /** Every convolution counted at its output size. */
  readonly macsAtOutputSize: number | null;
  /** [height, width]; a size that the scale does not divide is rounded up. */
  readonly output: readonly [height: number, width: number] | null;
  /** counted: from shapes. said: by the user. */
  readonly source: 'counted' | 'said';
}

export interface TableGroup {
  readonly set: string;
  readonly scale: number;
  /** Pictures that were measured. */
  readonly pictures: number;
  /** How many of them are grey: their own Y, and counted. */
  readonly grey: number;
  /** Pictures that the means of each metric are over. */
  readonly counts: Readonly<Record<string, number>>;
  readonly leftOut: readonly (LeftOut & { readonly metric: string })[];
  readonly failed: readonly Failure[];
  /** Methods that have nothing for this set and scale, with the reason. */
  readonly missing: readonly { readonly key: string; readonly reason: string; readonly said: Message | undefined }[];
  /** How each metric was measured, part by part; of a colour picture where there is one. */
  readonly receipts: Readonly<Record<string, readonly Said[]>>;
  /** Pictures that were measured in another way, as 16-bit files have another range, with the parts that differ. */
  readonly others: readonly { readonly metric: string; readonly files: readonly string[]; readonly parts: Said[] }[];
  /** Pictures that have no value of a metric at all, and why. */
  readonly unmeasured: readonly { readonly metric: string; readonly file: string; readonly reason: Said }[];
  /** Pictures of the set that were not run yet; only the window shows a table before all of it is there. */
  readonly open: number;
}

/** Gathers one set at one scale, picture by picture. */
export class GroupBuilder {
  private readonly summary = new SummaryBuilder();
  private readonly receipts: Record<string, readonly Said[]> = {};
  /** By metric: every receipt as text, with its pictures. */
  private readonly variants = new Map<string, Map<string, string[]>>();
  private readonly unmeasured: TableGroup['unmeasured'][number][] = [];
  /** Refusals by method: how many pictures, and the first sentence. */
  private readonly refused = new Map<string, { count: number; readonly reason: string; readonly said?: Message }>();
  private pictures = 0;
  private grey = 0;
  /** PSNR picture by picture, by method and metric. */
  private readonly decibels = new Map<string, number[]>();

  constructor(
    private readonly about: Pick<TableGroup, 'set' | 'scale' | 'missing'>,
    private readonly ids: readonly string[],
  ) {}

  add(image: ImageResult): void {
    const isOurs = (metric: { readonly id: string; readonly region: string }): boolean =>
      metric.region === 'full' && this.ids.includes(metric.id);
    const methods = image.methods.map((method) => ({ ...method, metrics: method.metrics.filter(isOurs) }));
    this.summary.add({ ...image, methods });
    for (const { key, metrics } of methods)
      for (const { id, value, unit } of metrics) if (unit === 'dB') this.decibelsOf(id, key).push(fromSpecial(value));
    this.pictures++;
    if (image.channels === 1) this.grey++;
    // Of a colour picture where there is one: how its Y is made is part of it.
    const isFirst = image.channels > 1 && this.pictures - this.grey === 1;
    for (const { id, receipt, protocol } of methods.flatMap(({ metrics }) => metrics)) {
      const own = receipt ?? [protocol];
      if (isFirst || !(id in this.receipts)) this.receipts[id] = own;
      const known = this.variants.get(id) ?? new Map<string, string[]>();
      const files = known.get(JSON.stringify(own)) ?? [];
      // Methods of one picture follow one another.
      if (files.at(-1) !== image.file) files.push(image.file);
      this.variants.set(id, known.set(JSON.stringify(own), files));
    }
    this.noteMissing(image);
  }

  /** Why metrics and methods have nothing for a picture. */
  private noteMissing({ file, methods, failed }: ImageResult): void {
    const noted = new Set<string>();
    for (const { id, region, reason, said } of methods.flatMap(({ unavailable = [] }) => unavailable)) {
      if (region !== 'full' || !this.ids.includes(id) || noted.has(id)) continue;
      noted.add(id);
      this.unmeasured.push({ metric: id, file, reason: said ?? reason });
    }
    for (const { key, message: reason, said } of failed) {
      const known = this.refused.get(key) ?? { count: 0, reason, ...(said ? { said } : {}) };
      known.count++;
      this.refused.set(key, known);
    }
  }

  private others(): TableGroup['others'] {
    return [...this.variants].flatMap(([metric, variants]) => {
      const main = (this.receipts[metric] ?? []).map((part) => JSON.stringify(part));
      return [...variants].flatMap(([text, files]) => {
        const parts = (JSON.parse(text) as Said[]).filter((part) => !main.includes(JSON.stringify(part)));
        return parts.length > 0 ? [{ metric, files, parts }] : [];
      });
    });
  }

  private decibelsOf(id: string, key: string): number[] {
    const name = `${id} ${key}`;
    const known = this.decibels.get(name) ?? [];
    this.decibels.set(name, known);
    return known;
  }

  /** @param open pictures that are still to be run */
  finish(failed: readonly Failure[], open = 0): FinishedGroup {
    const { metrics } = this.summary.finish(0);
    // A method that every picture refused has no row to be explained by.
    const refused = [...this.refused]
      .filter(([, { count }]) => count === this.pictures)
      .map(([key, { reason, said }]) => ({ key, reason, said }));
    const group: TableGroup = {
      ...this.about,
      missing: [...this.about.missing, ...refused],
      pictures: this.pictures,
      grey: this.grey,
      counts: Object.fromEntries(metrics.map(({ id, count = 0 }) => [id, count])),
      leftOut: metrics.flatMap(({ id, leftOut = [] }) => leftOut.map((one) => ({ ...one, metric: id }))),
      failed,
      receipts: this.receipts,
      others: this.others(),
      unmeasured: this.unmeasured,
      open,
    };
    return { group, metrics, ofMeanError: (id, key) => psnrOfMeanError(this.decibelsOf(id, key)) };
  }
}

interface FinishedGroup {
  readonly group: TableGroup;
  readonly metrics: readonly MetricSummary[];
  ofMeanError(id: string, key: string): number | null;
}

/** PSNR of the mean of the pictures' errors, each picture counting once. */
function psnrOfMeanError(decibels: readonly number[]): number | null {
  if (decibels.length === 0 || decibels.some(Number.isNaN)) return null;
  const mean = decibels.reduce((sum, value) => sum + 10 ** (-value / 10), 0) / decibels.length;
  const value = -10 * Math.log10(mean);
  return Number.isFinite(value) ? value : null;
}

interface TableRequest {
  readonly metrics: readonly Pick<TableMetric, 'id' | 'unit' | 'better'>[];
  /** Every method in the order of the rows. */
  readonly methods: readonly { readonly key: string; readonly name: string }[];
  readonly groups: readonly FinishedGroup[];
  readonly costAt: CostAt | null;
  cost(key: string, scale: number): TableCost | null;
}

export function makePaperTable({ metrics, methods, groups, costAt, cost }: TableRequest): PaperTable {
  const sets = [...new Set(groups.map(({ group }) => group.set))];
  const scales = [...new Set(groups.map(({ group }) => group.scale))];
  const blocks = scales.map((scale): TableBlock => {
    const columns = sets.map((set) => {
      const found = groups.find(({ group }) => group.set === set && group.scale === scale);
      return found === undefined ? null : metrics.map(({ id }) => columnOf(id, found));
    });
    const rows = methods.map(({ key, name }): TableRow => {
      const cells = columns.map((column) => {
        if (column === null || column.every((one) => !one.has(key))) return null;
        return metrics.map(
          ({ id }, i) => column[i]!.get(key) ?? { id, mean: null, ofMeanError: null, text: '–', mark: null },
        );
      });
      return { key, name: nameOf(key, groups) ?? name, cost: cost(key, scale), cells };
    });
    return { scale, rows };
  });
  const titled = metrics.map(({ id, unit, better }) => ({ id, title: lookOf(id).title, unit, better }));
  return { sets, metrics: titled, blocks, groups: groups.map(({ group }) => group), costAt };
}

/** The name of a method as rankings have it, with the mark of one that takes no part in "best". */
function nameOf(key: string, groups: TableRequest['groups']): string | undefined {
  for (const { metrics } of groups)
    for (const { methods } of metrics) {
      const found = methods.find((method) => method.key === key);
      if (found) return summaryName(found);
    }
  return undefined;
}

/** The cells of one metric in one set and scale by method: the best and second best as they are printed; equal ones share it. */
function columnOf(id: string, group: FinishedGroup): ReadonlyMap<string, TableCell> {
  const metric = group.metrics.find((one) => one.id === id);
  const methods = metric?.methods ?? [];
  const judged = methods.flatMap(({ mean, excludedFromBest }) =>
    mean === null || excludedFromBest !== undefined ? [] : [{ id, better: metric!.better, value: mean }],
  );
  const best = bestShown(judged);
  const second = bestShown(judged.filter(({ value }) => shownValue(id, value) !== best));
  return new Map(
    methods.map(({ key, mean, excludedFromBest }) => {
      const shown = mean === null ? NaN : shownValue(id, mean);
      const takesPart = excludedFromBest === undefined && judged.length > 1;
      const mark = !takesPart ? null : shown === best ? 'best' : shown === second ? 'second' : null;
      return [key, { id, mean, ofMeanError: group.ofMeanError(id, key), text: formatMetric(id, mean), mark }];
    }),
  );
}

/** A number of somebody else's table, and how the pictures of a set make it: the mean of their PSNR, or the PSNR of their mean error. */
export interface PoolingMatch {
  readonly set: string;
  readonly scale: number;
  readonly key: string;
  readonly name: string;
  readonly metric: string;
  readonly pooling: 'mean-of-psnrs' | 'psnr-of-mean';
  readonly predicted: number;
  /** Theirs minus that. */
  readonly left: number;
}

/** Every cell of the table that gives the number, within .005 dB or its last digit; the nearest first. */
export function findPooling({ blocks, sets }: PaperTable, theirs: string): readonly PoolingMatch[] {
  const wanted = Number(theirs);
  const digits = digitsOf(theirs);
  const tolerance = Math.max(0.005, 0.5 * 10 ** -digits) + 1e-12;
  const matches = blocks.flatMap(({ scale, rows }) =>
    rows.flatMap(({ key, name, cells }) =>
      cells.flatMap((list, i) =>
        (list ?? []).flatMap(({ id, mean, ofMeanError }): PoolingMatch[] => {
          if (ofMeanError === null || mean === null) return [];
          const about = { set: sets[i]!, scale, key, name, metric: id };
          return (
            [
              ['mean-of-psnrs', fromSpecial(mean)],
              ['psnr-of-mean', ofMeanError],
            ] as const
          ).map(([pooling, predicted]) => ({ ...about, pooling, predicted, left: wanted - predicted }));
        }),
      ),
    ),
  );
  return matches.filter(({ left }) => Math.abs(left) <= tolerance).sort((a, b) => Math.abs(a.left) - Math.abs(b.left));
}
