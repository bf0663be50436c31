import type { NetworkTask } from './networksChild';
import type { FitReport } from './fitReport';

/** One contender on one network, in medians. */
export interface NetworkRow {
  readonly network: string;
  readonly kind: NetworkTask['kind'];
  readonly threads: number;
  readonly wallMs: number;
  readonly processorMs: number;
  readonly peakBytes: number;
  readonly looked: number;
}

export interface NetworkReport {
  readonly environment: FitReport['environment'];
  readonly rounds: number;
  /** Sides of the picture and of a tile. */
  readonly side: number;
  readonly tile: number;
  readonly rows: readonly NetworkRow[];
}

const KINDS = { bare: 'bare onnxruntime-web', whole: 'Upbench, whole', tiles: 'Upbench, tiles' } as const;

/** Processor time over that of another contender on as many threads. */
function ratio(rows: readonly NetworkRow[], row: NetworkRow, to: NetworkRow['kind']): string {
  const other = rows.find(
    ({ network, kind, threads }) => network === row.network && kind === to && threads === row.threads,
  );
  return other === undefined || other === row ? '' : (row.processorMs / other.processorMs).toFixed(2);
}

/** The table of a run, in Markdown. */
export function networkTables({ rows }: NetworkReport): string {
  const head = [
    'network',
    'run by',
    'threads',
    'ms',
    'processor ms',
    'over bare',
    'over whole',
    'input read',
    'peak MiB',
  ];
  const lines = rows.map((row) => [
    row.network,
    KINDS[row.kind],
    String(row.threads),
    row.wallMs.toFixed(0),
    row.processorMs.toFixed(0),
    row.kind === 'bare' ? '' : ratio(rows, row, 'bare'),
    row.kind === 'tiles' ? ratio(rows, row, 'whole') : '',
    row.kind === 'tiles' ? row.looked.toFixed(2) : '',
    (row.peakBytes / 2 ** 20).toFixed(0),
  ]);
  const [first, second] = [head, head.map(() => '---')];
  return [first, second, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A tiled run may take so many times the processor time of the whole. */
export const MOST_OVER_WHOLE = 1.1;

/** Whether tiled runs keep to it, and what of the rest the surroundings explain. */
export function tilesSentence({ rows }: Pick<NetworkReport, 'rows'>): string {
  const tiled = rows
    .filter(({ kind }) => kind === 'tiles')
    .map((row) => ({ ...row, over: Number(ratio(rows, row, 'whole')) }));
  const above = tiled.filter(({ over }) => over > MOST_OVER_WHOLE);
  const most = `A tiled run is to take at most ${MOST_OVER_WHOLE.toFixed(2)} times the processor time of the whole.`;
  if (above.length === 0) return `${most} All ${tiled.length} do.`;
  const said = above.map(
    ({ network, threads, over, looked }) =>
      `${network} on ${threads}: ${over.toFixed(2)}, of which ${looked.toFixed(2)} is input read again`,
  );
  return `${most} ${tiled.length - above.length} of ${tiled.length} do; above it are ${said.join('; ')}.`;
}

export function networksPage(report: NetworkReport): string {
  const { environment, rounds, side, tile } = report;
  const { version, date, platform, cpu, cores, node } = environment;
  return `# Networks: how fast they run

Written by \`npm run bench:networks -- --docs\`: Upbench ${version}, ${date.slice(0, 10)}, ${cpu}, ${cores} cores, ${platform}, Node ${node}.

Each line is a process of its own, and all take turns: ${rounds} rounds, medians. Every output was first held against that of
the bare runtime. The input is ${side}×${side}; tiles are ${tile}×${tile} and all around them that the network looks at.

${networkTables(report)}

${tilesSentence(report)}

- **processor ms** counts all threads of the process, so a busy machine moves it less than **ms**.
- **over bare** and **over whole** are ratios of processor time on as many threads. A tile computes its surroundings again:
  the farther a network looks, the more. **input read** is by how much, counted: a network that looks 10 pixels far reads
  1.12 times its input in tiles of 192, and 1.05 times in tiles of 384 (\`--tile 192\` measures it).
- **peak MiB** is the whole process, Node and the runtime included.
`;
}
