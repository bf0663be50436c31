import { rmSync, writeFileSync } from 'node:fs';
import { median } from '@core/benchmark/statistics';
import { fileOf, writeInputs } from './arrays';
import type { Contender } from './contenders';
import { rows, shapesOf, workOf, type Row } from './rows';

export interface Growth {
  readonly row: string;
  readonly by: 'pixels' | 'channels';
  /** Times the pixels of the row, or its channels. */
  readonly sizes: readonly number[];
  readonly ms: readonly number[];
  /** Slope of log time over log size: 1 = proportional. */
  readonly slope: number;
}

const PIXELS = [1 / 4, 1, 4, 16];
const CHANNELS = [8, 16, 32, 64, 128, 256];
/** Larger cases are left out: two of them and their copies must fit beside the other programs. */
const MOST_BYTES = 2 ** 30;
const PATIENCE_MS = 120_000;

/** The row on another number of pixels, which keeps the aspect. */
function onPixels(row: Row, factor: number): Row {
  const [c, h, w] = row.input;
  const side = Math.sqrt(factor);
  return { ...row, row: `${row.row}-grown`, input: [c, Math.round(h * side), Math.round(w * side)] };
}

/** The row with as many channels in, and its own proportion of channels out. */
function onChannels(row: Row, channels: number): Row {
  const [c, h, w] = row.input;
  return {
    ...row,
    row: `${row.row}-grown`,
    input: [channels, h, w],
    outChannels: (row.outChannels * channels) / c,
  };
}

function variantsOf(row: Row): { by: Growth['by']; size: number; variant: Row }[] {
  const pixels = PIXELS.map((size) => ({ by: 'pixels' as const, size, variant: onPixels(row, size) }));
  const hasMany = row.input[0] >= 64;
  const channels = CHANNELS.map((size) => ({ by: 'channels' as const, size, variant: onChannels(row, size) }));
  return [...pixels, ...(hasMany ? channels : [])].filter(
    ({ variant }) => workOf(variant).bytes <= MOST_BYTES && Number.isInteger(variant.outChannels),
  );
}

/** Slope of the least-squares line through (log size, log ms). */
export function slopeOf(sizes: readonly number[], ms: readonly number[]): number {
  const x = sizes.map(Math.log);
  const y = ms.map(Math.log);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const over = x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return over / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}

/** Times ours in `fast` arithmetic on one thread for growing pictures and channels. */
export async function measureGrowth(
  ours: Contender,
  folder: string,
  chosen: readonly string[],
  sampleMs: number,
): Promise<Growth[]> {
  const result: Growth[] = [];
  for (const row of rows.filter((one) => chosen.includes(one.row))) {
    const times = { pixels: new Map<number, number>(), channels: new Map<number, number>() };
    for (const { by, size, variant } of variantsOf(row)) {
      writeInputs(variant, folder);
      // The reader wants every file; the expected output is not looked at.
      writeFileSync(fileOf(folder, variant.row, 'y'), new Uint8Array(0));
      const order = { load: variant.row, variant, threads: 1, folder, warmMs: sampleMs };
      const loaded = await ours.process.ask(order, PATIENCE_MS);
      const reply = loaded.error === undefined ? await ours.process.ask({ sample: sampleMs }, PATIENCE_MS) : loaded;
      if (reply.error !== undefined) throw new Error(`${row.row} at ${size} times its ${by}: ${reply.error}.`);
      times[by].set(size, median(reply['times'] as number[]));
      for (const name of Object.keys(shapesOf(variant))) rmSync(fileOf(folder, variant.row, name), { force: true });
    }
    for (const by of ['pixels', 'channels'] as const) {
      const sizes = [...times[by].keys()];
      const ms = [...times[by].values()];
      if (sizes.length > 1) result.push({ row: row.row, by, sizes, ms, slope: slopeOf(sizes, ms) });
    }
  }
  return result;
}
