import { setTimeout as sleep } from 'node:timers/promises';
import { median, medianAbsoluteDeviation } from '@core/benchmark/statistics';
import type { Contender } from './contenders';
import { hasOperator } from './rivals';
import { isOfBytes, workOf, type Row } from './rows';
import type { Limits } from '../../core/benchmark/limits';

export interface Pace {
  /** Longest warm-up of one implementation on one row. */
  readonly warmMs: number;
  /** Turns each implementation gets, one after another. */
  readonly rounds: number;
  /** Length of a turn. */
  readonly sampleMs: number;
  /** Milliseconds of one row on one thread count after which its remaining peers are left out. */
  readonly rowMs: number;
  /** A peer that does not answer for so long is ended. */
  readonly patienceMs: number;
}

export interface RowResult {
  readonly row: string;
  readonly threads: number;
  readonly oursMs: number;
  readonly arithmetic: 'fast';
  readonly madMs: number;
  /** The same in exact arithmetic. */
  readonly exactMs: number;
  /** Median of every peer that has the operator, in ms. */
  readonly peers: Record<string, number>;
  /** Name of the fastest npm peer that was timed, and its time over ours; no ratio where another may be faster. */
  readonly bestNpm: string | null;
  readonly ratioNpm: number | null;
  readonly bestAll: string | null;
  readonly ratioAll: number | null;
  readonly ratio: number | null;
  /** What bytes over copy bandwidth, or multiply-adds over their peak, allow at best. */
  readonly limitMs: number;
  readonly limitedBy: 'memory' | 'arithmetic';
  /** Ours over the limit. */
  readonly ofLimit: number;
  /** Largest difference of ours to the reference. */
  readonly maxDifference: number;
  /** The same of every implementation. */
  readonly differences: Record<string, number>;
  /** The same ratios for `exact` arithmetic. */
  readonly exactRatioNpm: number | null;
  readonly exactRatioAll: number | null;
  /** Ours in `fast` arithmetic on other versions of V8, by the name of the column, in ms. */
  readonly engines: Readonly<Record<string, number>>;
  /** Runs of ours that were left out because the host took the processor away in the middle. */
  readonly interrupted: number;
  /** Peers that were not timed, and why. */
  readonly left: Record<string, string>;
}

/** Time for idle threads of a peer to go to sleep. */
const SLEEP_MS = 60;

/** Ours under another Node: `ours-fast on NAME`. */
const ENGINE = 'ours-fast on ';
export const isEngine = (name: string): boolean => name.startsWith(ENGINE);
const engineOf = (name: string): string => name.slice(ENGINE.length);
export const engineName = (node: string): string => `${ENGINE}${node}`;

/** The fastest peers of each kind by experience first: when time runs short they are the ones worth asking. */
const LIKELY: Partial<Record<Row['kind'], readonly string[]>> = {
  bilinear: ['tfjs', 'opencv', 'opencv-native', 'torch', 'ort'],
  bilinearU8: ['opencv', 'opencv-native'],
  resizeBytes: ['opencv', 'pillow', 'opencv-native', 'sharp'],
  unpool: ['torch', 'tfjs', 'ort'],
  nearestConv: ['ort-web', 'ort', 'torch'],
};
const USUAL = ['ort', 'torch', 'ort-web', 'tfjs', 'opencv', 'sharp', 'opencv-native', 'pillow'];

/** Those that a whole run found fastest come first, the fastest npm peer before all. */
function inTurn(
  contenders: readonly Contender[],
  { kind }: Row,
  npm: readonly string[],
  known: Readonly<Record<string, number>>,
): Contender[] {
  const byTime = Object.keys(known).sort((a, b) => known[a]! - known[b]!);
  const first = byTime.filter((name) => npm.includes(name)).slice(0, 1);
  const order = [
    'ours-fast',
    'ours-exact',
    ...contenders.map(({ name }) => name).filter(isEngine),
    ...first,
    ...byTime,
    ...(LIKELY[kind] ?? []),
    ...USUAL,
  ];
  return [...contenders].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** How far an implementation may be from the reference and still be compared with ours. */
function toleranceOf(row: Row): number {
  const { kind } = row;
  if (isOfBytes(row)) return 1;
  // Peers add up in float32.
  if (kind === 'psnr' || kind === 'ssim') return 1e-2;
  return kind === 'bilinear' || kind === 'shuffle' || kind === 'unpool' ? 1e-5 : 1e-3;
}

/** What a run has in common for all rows. */
export interface Setup {
  readonly folder: string;
  readonly pace: Pace;
  readonly npm: readonly string[];
  /** Peers that did not start. */
  readonly absent: readonly string[];
  /** Peers that need not be asked for this row, and why. */
  readonly noRivals?: Readonly<Record<string, string>>;
  /** Times of the peers in the committed run. */
  readonly known?: Readonly<Record<string, number>>;
}

/** What copying the bytes of a row once, and its multiply-adds, take at the limits of the machine. */
export function leastTimes(row: Row, limits: Limits): { readonly memoryMs: number; readonly arithmeticMs: number } {
  const { bytes, macs } = workOf(row);
  return {
    memoryMs: bytes / (bytes > 2 ** 21 ? limits.memoryGBs : limits.cacheGBs) / 1e6,
    arithmeticMs: (2 * macs) / limits.peakGflops / 1e6,
  };
}

export async function measureRow(
  row: Row,
  threads: number,
  contenders: readonly Contender[],
  limits: Limits,
  { folder, pace, npm, absent, noRivals = {}, known = {} }: Setup,
): Promise<RowResult> {
  const differences: Record<string, number> = {};
  const left: Record<string, string> = {};
  const times = new Map<Contender, number[]>();
  const began = performance.now();
  let interrupted = 0;
  for (const contender of inTurn(contenders, row, npm, known)) {
    const { name, process } = contender;
    if (contender.threads !== null && contender.threads !== threads) {
      if (!contenders.some((other) => other.name === name && other.threads === threads))
        left[name] = `runs on ${contender.threads} thread only`;
      continue;
    }
    const reason = hasOperator(name, row) ? noRivals[name] : 'has no such operator';
    if (reason !== undefined) {
      left[name] = reason;
      continue;
    }
    // One npm peer is asked whatever it takes, or one of any kind where no npm peer is a rival.
    const compared = [...times.keys()].map((other) => other.name).filter((other) => !other.startsWith('ours'));
    const isEnough = compared.some((other) => !npm.includes(name) || npm.includes(other));
    if (performance.now() - began > pace.rowMs && !name.startsWith('ours') && isEnough) {
      left[name] = 'the time was over';
      continue;
    }
    const reply = await process.ask({ load: row.row, threads, folder, warmMs: pace.warmMs }, pace.patienceMs);
    if (reply['unsupported'] === true) left[name] = 'has no such operator';
    else if (reply.error !== undefined) left[name] = reply.error;
    else {
      const difference = reply['maxDifference'] as number | null;
      differences[name] = difference ?? Infinity;
      if (difference !== null && difference <= toleranceOf(row)) times.set(contender, []);
      else left[name] = `differs from the reference by ${difference ?? 'infinity'}`;
    }
    if (contender.spins && threads > 1) await sleep(SLEEP_MS);
  }
  for (const ours of ['ours-fast', 'ours-exact']) {
    if (left[ours] !== undefined) throw new Error(`${row.row} on ${threads} threads, ${ours}: ${left[ours]}.`);
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (const [contender, samples] of times) {
      const reply = await contender.process.ask({ sample: pace.sampleMs }, pace.patienceMs);
      if (reply.error !== undefined) left[contender.name] = reply.error;
      else samples.push(...(reply['times'] as number[]));
      if (contender.name === 'ours-fast') interrupted += Number(reply['interrupted'] ?? 0);
      if (contender.spins && threads > 1) await sleep(SLEEP_MS);
    }
  }
  const samplesOf = (name: string): number[] => [...times].find(([contender]) => contender.name === name)?.[1] ?? [];
  const peers: Record<string, number> = {};
  for (const [{ name }, samples] of times)
    if (!name.startsWith('ours') && samples.length > 0) peers[name] = median(samples);
  const engines: Record<string, number> = {};
  for (const [{ name }, samples] of times)
    if (isEngine(name) && samples.length > 0) engines[engineOf(name)] = median(samples);
  const oursMs = median(samplesOf('ours-fast'));
  const fastest = (names: readonly string[]): string | null =>
    names.reduce<string | null>((best, name) => (best === null || peers[name]! < peers[best]! ? name : best), null);
  const bestNpm = fastest(Object.keys(peers).filter((name) => npm.includes(name)));
  const bestAll = fastest(Object.keys(peers));
  const unknown = untimed(
    left,
    absent.filter((name) => hasOperator(name, row)),
  );
  const exactMs = median(samplesOf('ours-exact'));
  const ratioOf = (best: string | null, isMeant: (name: string) => boolean, ms = oursMs): number | null =>
    best === null || unknown.some(isMeant) ? null : peers[best]! / ms;
  const isNpm = (name: string): boolean => npm.includes(name);
  const ratioNpm = ratioOf(bestNpm, isNpm);
  const { memoryMs, arithmeticMs } = leastTimes(row, limits);
  const limitMs = Math.max(memoryMs, arithmeticMs);
  return {
    row: row.row,
    threads,
    oursMs,
    arithmetic: 'fast',
    madMs: medianAbsoluteDeviation(samplesOf('ours-fast')),
    exactMs,
    peers,
    bestNpm,
    ratioNpm,
    bestAll,
    ratioAll: ratioOf(bestAll, () => true),
    ratio: ratioNpm,
    exactRatioNpm: ratioOf(bestNpm, isNpm, exactMs),
    exactRatioAll: ratioOf(bestAll, () => true, exactMs),
    engines,
    limitMs,
    limitedBy: arithmeticMs > memoryMs ? 'arithmetic' : 'memory',
    ofLimit: oursMs / limitMs,
    maxDifference: differences['ours-fast']!,
    differences,
    interrupted,
    left,
  };
}

/** Why a peer is no rival on a row, whatever its time would be. */
const NO_RIVAL = /^(has no such operator|runs on \d+ thread only|differs from the reference|was .+ times the fastest)/;

/**
 * Peers that might be faster and have no time: they did not start, broke down, or ran out of it. A ratio to the fastest of
 * the others would say too much.
 */
export function untimed(left: Readonly<Record<string, string>>, absent: readonly string[]): string[] {
  const without = Object.entries(left).filter(([name, reason]) => !name.startsWith('ours') && !NO_RIVAL.test(reason));
  return [...new Set([...absent.filter((name) => !name.startsWith('ours')), ...without.map(([name]) => name)])];
}
