import { positionOf } from '../ops/resampler';
import type { ResampleRule } from '../ops/resampleRule';

/** One row of output pixels, and where in the input each of them looks. */

interface DrawnRule {
  readonly name: string;
  readonly rule: ResampleRule;
  /** The factor that was given in place of the size. */
  readonly scale?: number | null | undefined;
}

interface Drawing {
  readonly inSize: number;
  readonly outSize: number;
  /** One or two. */
  readonly rows: readonly DrawnRule[];
}

const WIDTH = 760;
const MARGIN = 32;
const LINE = 96;
/** Output pixels that are drawn. */
const SHOWN = 10;
const COLOURS = ['#1f5fd0', '#c2410c'] as const;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The pixels of the input as squares on a line; above it where the first rule looks, below where the second does. */
export function drawPositions({ inSize, outSize, rows }: Drawing): string | null {
  if (rows.length === 0) return null;
  const count = Math.min(SHOWN, outSize);
  const positions = rows.map(({ rule, scale = null }) =>
    Array.from({ length: count }, (_, d) => positionOf({ inSize, outSize, scale }, rule.coordinates, d)),
  );
  const least = Math.floor(Math.min(-0.5, ...positions.flat()));
  const most = Math.ceil(Math.max(1, ...positions.flat()) + 0.5);
  const x = (at: number): string => (MARGIN + ((at - least) / (most - least)) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const side = Math.min(14, (0.8 * (WIDTH - 2 * MARGIN)) / (most - least));
  const pixels = Array.from({ length: most - least + 1 }, (_, k) => least + k)
    .filter((k) => k >= 0 && k < inSize)
    .map(
      (k) =>
        `<rect x="${(Number(x(k)) - side / 2).toFixed(1)}" y="${LINE - side / 2}" width="${side.toFixed(1)}" height="${side.toFixed(1)}" fill="#d4d4d4" stroke="#525252"/><text x="${x(k)}" y="${LINE + 3}" font-size="8" text-anchor="middle" fill="#171717">${k}</text>`,
    );
  const marks = positions.flatMap((all, row) => {
    const above = row === 0;
    const y = above ? LINE - 34 : LINE + 34;
    const label = above ? y - 8 : y + 15;
    return all.map(
      (at, d) =>
        `<line x1="${x(at)}" x2="${x(at)}" y1="${y}" y2="${above ? LINE - side / 2 : LINE + side / 2}" stroke="${COLOURS[row]}" stroke-dasharray="2 2"/><circle cx="${x(at)}" cy="${y}" r="4" fill="${COLOURS[row]}"/><text x="${x(at)}" y="${label}" font-size="9" text-anchor="middle" fill="${COLOURS[row]}">${d}</text>`,
    );
  });
  const height = rows.length > 1 ? 2 * LINE : LINE + 34;
  const titles = rows.map(
    ({ name }, row) =>
      `<text x="${MARGIN}" y="${row === 0 ? 20 : height - 12}" font-size="12" fill="${COLOURS[row]}">${escaped(name)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${LINE}" y2="${LINE}" stroke="#a3a3a3"/>`,
    ...titles,
    ...pixels,
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}
