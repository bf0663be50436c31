import type { Experiment, Environment } from '../experiment/schema';
import type { PaperTable, TableCell, TableGroup, TableRow } from '../experiment/paperTable';
import { lookOf } from '../experiment/shown';
import { message, say, type Language, type Message, type Said } from '../messages';
import { csvField } from '../tensor/csv';
import { escapeLatex, escapeMarkdown, latexNumber } from './escape';

/** A table of papers in each kind of text, every one with the same receipt. */

/** What the numbers of the whole table have in common. */
interface TableOrigin {
  readonly environment: Pick<Environment, 'app' | 'version' | 'date' | 'operators'>;
  readonly experiment: Pick<Experiment, 'protocol' | 'degradation' | 'space'>;
}

/** Most names in a sentence; then it says how many more. */
const NAMED = 8;

/** How the numbers were made, what they are over, and what is missing: one receipt for the whole. */
export function tableReceipt(table: PaperTable, { environment, experiment }: TableOrigin): Message[] {
  const { protocol, degradation, space = 'rgb' } = experiment;
  const { app, version, date, operators } = environment;
  return [
    message('table-path', { degradation, space, protocol }),
    ...metricReceipts(table),
    ...groupNotes(table.groups),
    ...(table.blocks.some(({ rows }) => rows.length > 1) ? [message('table-marks')] : []),
    ...costNotes(table),
    message('table-made', { app, version, date, operators }),
  ];
}

type Receipt = TableGroup['receipts'][string];

/** Receipts of one metric that differ in at most one part, the crop of each scale, are one: "crop 2/crop 3". */
function metricReceipts({ metrics, groups }: PaperTable): Message[] {
  return metrics.flatMap(({ id, title }) => {
    const merged: { readonly scales: number[]; readonly parts: string[][] }[] = [];
    for (const { scale, receipts } of groups) {
      const receipt: Receipt | undefined = receipts[id];
      if (receipt === undefined) continue;
      const words = receipt.map((part) => JSON.stringify(part));
      const known = merged.find(({ parts }) => isAlike(parts, words));
      if (known === undefined) merged.push({ scales: [scale], parts: words.map((word) => [word]) });
      else {
        if (!known.scales.includes(scale)) known.scales.push(scale);
        words.forEach((word, i) => known.parts[i]!.includes(word) || known.parts[i]!.push(word));
      }
    }
    return merged.map(({ scales, parts }) => {
      const said = parts.map((variants) => message('table-variants', { variants: variants.map(partOf) }));
      return message('table-metric', { metric: title, scales, parts: said });
    });
  });
}

const partOf = (text: string): Receipt[number] => JSON.parse(text) as Receipt[number];

function isAlike(parts: readonly (readonly string[])[], words: readonly string[]): boolean {
  const others = parts.filter((variants, i) => !variants.includes(words[i] ?? ''));
  return parts.length === words.length && others.length <= 1 && others.every((variants) => partOf(variants[0]!) !== '');
}

/** Names for a sentence, each once. */
const named = (files: Iterable<string>): { readonly files: string[]; readonly more: number } => {
  const names = [...new Set(files)];
  return { files: names.slice(0, NAMED), more: Math.max(0, names.length - NAMED) };
};

function groupNotes(groups: readonly TableGroup[]): Message[] {
  const over = new Map<string, { readonly group: TableGroup; readonly count: number; readonly scales: number[] }>();
  for (const group of groups) {
    const { set, scale, pictures, grey, counts } = group;
    const count = Math.min(pictures, ...Object.values(counts));
    const key = JSON.stringify([set, count, pictures, grey]);
    const known = over.get(key) ?? { group, count, scales: [] };
    known.scales.push(scale);
    over.set(key, known);
  }
  return [
    ...[...over.values()].map(({ group: { set, pictures, grey }, count, scales }) =>
      message('table-over', { set, scales, count, pictures, grey }),
    ),
    ...differences(groups),
    ...groups.flatMap(({ set, scale, leftOut, failed, missing, unmeasured, open }) => {
      const without = new Set(unmeasured.map(({ file }) => file));
      const unsaid = leftOut.filter(({ file }) => !without.has(file));
      return [
        ...(open > 0 ? [message('table-open', { set, scale, open })] : []),
        ...(unsaid.length > 0
          ? [message('table-left-out', { set, scale, ...named(unsaid.map(({ file }) => file)) })]
          : []),
        ...(failed.length > 0
          ? [message('table-failed', { set, scale, ...named(failed.map(({ file }) => file)) })]
          : []),
        ...missing.map(({ key, reason, said }) =>
          message('table-missing', { set, scale, method: key, reason: said ?? reason }),
        ),
      ];
    }),
  ];
}

/** Pictures that were measured in another way, or not at all, each kind said once for all metrics and scales. */
function differences(groups: readonly TableGroup[]): Message[] {
  const kinds = new Map<
    string,
    {
      readonly set: string;
      readonly scales: Set<number>;
      readonly metrics: Set<string>;
      readonly files: Set<string>;
      readonly parts?: readonly Said[];
      readonly reason?: Said;
    }
  >();
  const note = (
    { set, scale }: TableGroup,
    metric: string,
    files: readonly string[],
    how: { readonly parts: readonly Said[] } | { readonly reason: Said },
  ): void => {
    const key = JSON.stringify([set, how]);
    const known = kinds.get(key) ?? { set, scales: new Set(), metrics: new Set(), files: new Set(), ...how };
    known.scales.add(scale);
    known.metrics.add(lookOf(metric).title);
    for (const file of files) known.files.add(file);
    kinds.set(key, known);
  };
  for (const group of groups) {
    for (const { metric, files, parts } of group.others) note(group, metric, files, { parts });
    for (const { metric, file, reason } of group.unmeasured) note(group, metric, [file], { reason });
  }
  return [...kinds.values()].map(({ set, scales, metrics, files, parts = [], reason }) => {
    const about = { set, scales: [...scales], metrics: [...metrics], ...named(files) };
    return reason === undefined
      ? message('table-differs', { ...about, parts })
      : message('table-unmeasured', { ...about, reason });
  });
}

function costNotes({ costAt, blocks }: PaperTable): Message[] {
  const costs = blocks.flatMap(({ scale, rows }) => rows.flatMap(({ cost }) => (cost ? [{ scale, cost }] : [])));
  if (costs.length === 0) return [];
  const { width, height, channels } = costAt ?? { width: 0, height: 0, channels: 0 };
  const others = new Map<string, { readonly scale: number; readonly width: number; readonly height: number }>();
  for (const { scale, cost } of costs)
    if (cost.output && (cost.output[0] !== height || cost.output[1] !== width))
      others.set(`${scale} ${cost.output.join(' ')}`, { scale, width: cost.output[1], height: cost.output[0] });
  return [
    ...(costAt ? [message('table-cost', { width, height, channels })] : []),
    ...[...others.values()].map((other) => message('table-cost-size', other)),
    ...(costs.some(({ cost }) => cost.source === 'said') ? [message('table-cost-said')] : []),
  ];
}

const orDash = (value: number | null | undefined, write: (value: number) => string): string =>
  value === null || value === undefined ? '–' : write(value);

/** 1.37M, 57K, 12.0G, as papers write counts. */
export function shortCount(value: number): string {
  const step = [1e12, 1e9, 1e6, 1e3].find((size) => value >= size);
  if (step === undefined) return String(Math.round(value));
  const scaled = value / step;
  return `${scaled.toFixed(scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2)}${{ 1e12: 'T', 1e9: 'G', 1e6: 'M', 1e3: 'K' }[step]}`;
}

type Words = Readonly<Record<'method' | 'scale' | 'parameters' | 'macs' | 'macsAtOutput', string>>;

const wordsOf = (language: Language): Words => ({
  method: say(message('table-head-method'), language),
  scale: say(message('table-head-scale'), language),
  parameters: say(message('table-head-parameters'), language),
  macs: say(message('table-head-macs'), language),
  macsAtOutput: say(message('table-head-macs-at-output'), language),
});

const hasCosts = ({ blocks }: PaperTable): boolean => blocks.some(({ rows }) => rows.some(({ cost }) => cost !== null));

function costCells({ cost }: TableRow): readonly string[] {
  return [
    orDash(cost?.parameters, shortCount),
    orDash(cost?.macs, shortCount),
    orDash(cost?.macsAtOutputSize, shortCount),
  ];
}

/** Every row with its cells as `write` marks them: name, scale, costs, one cell per set. */
function rowsOf(table: PaperTable, write: (cell: TableCell) => string, none: string): string[][][] {
  return table.blocks.map(({ scale, rows }) =>
    rows.map((row) => [
      row.name,
      `×${scale}`,
      ...(hasCosts(table) ? costCells(row) : []),
      ...row.cells.map((cells) => (cells === null ? none : cells.map(write).join('/'))),
    ]),
  );
}

function headsOf(table: PaperTable, language: Language): string[] {
  const words = wordsOf(language);
  const metrics = table.metrics.map(({ title }) => title).join('/');
  return [
    words.method,
    words.scale,
    ...(hasCosts(table) ? [words.parameters, words.macs, words.macsAtOutput] : []),
    ...table.sets.map((set) => `${set} ${metrics}`),
  ];
}

/** Plain text: * the best, ' the second. */
export function tableText(table: PaperTable, origin: TableOrigin, language: Language = 'en'): string {
  const write = ({ text, mark }: TableCell): string => text + (mark === 'best' ? '*' : mark === 'second' ? "'" : '');
  const heads = headsOf(table, language);
  const blocks = rowsOf(table, write, '–');
  const widths = heads.map((head, i) => Math.max(wide(head), ...blocks.flat().map((row) => wide(row[i] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        const gap = ' '.repeat(widths[i]! - wide(cell));
        return i === 0 ? cell + gap : gap + cell;
      })
      .join('  ')
      .trimEnd();
  const receipt = tableReceipt(table, origin).map((part) => `- ${say(part, language)}`);
  return [line(heads), ...blocks.map((rows) => `\n${rows.map(line).join('\n')}`), '', ...receipt, ''].join('\n');
}

/** Columns that a text takes in a terminal: Chinese characters take two. */
const wide = (text: string): number => [...text].reduce((sum, c) => sum + (/[\u2e80-\uffef]/u.test(c) ? 2 : 1), 0);

export function tableMarkdown(table: PaperTable, origin: TableOrigin, language: Language = 'en'): string {
  const write = ({ text, mark }: TableCell): string =>
    mark === 'best' ? `**${text}**` : mark === 'second' ? `<u>${text}</u>` : text;
  const heads = headsOf(table, language);
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const rows = rowsOf(table, write, '–')
    .flat()
    .map(([name = '', ...cells]) => line([escapeMarkdown(name), ...cells]));
  const receipt = tableReceipt(table, origin).map((part) => `- ${escapeMarkdown(say(part, language))}`);
  const rule = heads.map((_, i) => (i === 0 ? '---' : '---:'));
  return [[line(heads.map(escapeMarkdown)), line(rule), ...rows].join('\n'), receipt.join('\n'), ''].join('\n\n');
}

/** For \usepackage{booktabs}: a rule between the scales. */
export function tableLatex(table: PaperTable, origin: TableOrigin, language: Language = 'en'): string {
  const write = ({ text, mark }: TableCell): string => {
    const number = latexNumber(text);
    return mark === 'best' ? `\\textbf{${number}}` : mark === 'second' ? `\\underline{${number}}` : number;
  };
  const words = wordsOf(language);
  const metrics = table.metrics.map(({ title }) => escapeLatex(title)).join('/');
  const costs = hasCosts(table) ? [words.parameters, words.macs, words.macsAtOutput] : [];
  const before = 2 + costs.length;
  const heads = [
    [...Array.from({ length: before }, () => ''), ...table.sets.map(escapeLatex)],
    [...[words.method, words.scale, ...costs].map(escapeLatex), ...table.sets.map(() => metrics)],
  ];
  const line = (row: readonly string[]): string => `    ${row.join(' & ')} \\\\`;
  const blocks = rowsOf(table, write, '--').map((rows) =>
    rows.map(([name = '', scale = '', ...cells]) =>
      line([
        escapeLatex(name),
        escapeLatex(scale),
        ...cells.slice(0, costs.length).map(latexNumber),
        ...cells.slice(costs.length),
      ]),
    ),
  );
  const receipt = tableReceipt(table, origin).map((part) => `  ${escapeLatex(say(part, language))}\\\\`);
  return [
    '% \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\begin{tabular}{l${'r'.repeat(before - 1)}${'c'.repeat(table.sets.length)}}`,
    '    \\toprule',
    ...heads.map(line),
    '    \\midrule',
    blocks.map((rows) => rows.join('\n')).join('\n    \\midrule\n'),
    '    \\bottomrule',
    '  \\end{tabular}',
    '  \\par\\smallskip\\raggedright\\footnotesize',
    ...receipt,
    '\\end{table}',
    '',
  ].join('\n');
}

/** One line per set, scale, method and metric; the receipt stands in lines that begin with #. */
export function tableCsv(table: PaperTable, origin: TableOrigin): string {
  const heads =
    'set,scale,method,name,metric,mean,shown,mark,pictures,counted,grey,parameters,macs,macs_at_output_size';
  const lines = table.blocks.flatMap(({ scale, rows }) =>
    rows.flatMap((row) =>
      row.cells.flatMap((cells, i) => {
        const set = table.sets[i]!;
        const group = table.groups.find((one) => one.set === set && one.scale === scale);
        return (cells ?? []).map(({ id, mean, text, mark }) =>
          [
            csvField(set),
            scale,
            csvField(row.key),
            csvField(row.name),
            id,
            mean ?? '',
            mean === null ? '' : text,
            mark ?? '',
            group?.pictures ?? 0,
            group?.counts[id] ?? 0,
            group?.grey ?? 0,
            row.cost?.parameters ?? '',
            row.cost?.macs ?? '',
            row.cost?.macsAtOutputSize ?? '',
          ].join(','),
        );
      }),
    ),
  );
  const receipt = tableReceipt(table, origin).map((part) => `# ${say(part).replace(/[\r\n]+/g, ' ')}`);
  return [...receipt, heads, ...lines, ''].join('\n');
}

/** upbench.table/1. */
export function tableDocument(table: PaperTable, origin: TableOrigin, details: object = {}): object {
  const receipt = tableReceipt(table, origin);
  return {
    schema: 'upbench.table/1',
    ...origin,
    ...details,
    ...table,
    receipt: receipt.map((part) => say(part)),
    receiptSaid: receipt,
  };
}
