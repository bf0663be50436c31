import { describe, expect, it } from 'vitest';
import { regressions } from '../bench/check';
import type { PeerProcess, Reply } from '../bench/child';
import type { Contender } from '../bench/contenders';
import { electronOf, shippedSentence } from '../bench/electrons';
import { slopeOf } from '../bench/growth';
import { measureRow, untimed } from '../bench/measure';
import { tilesSentence } from '../bench/networksReport';
import { isQuiet, noiseOf, noiseSentence } from '../bench/noise';
import { hasReason, reasonLines } from '../bench/reasons';
import { farBehind, hasOperator } from '../bench/rivals';
import { rows } from '../bench/rows';
import { GOALS, means, meanSentences } from '../bench/table';
import { widened } from '../bench/vectors';

describe('the check of the benchmark', () => {
  const committed = [
    { row: 'ct_dw', threads: 1, ratioNpm: 8 },
    { row: 'ct_dw', threads: 2, ratioNpm: 10 },
    { row: 'bl_u8', threads: 1, ratioNpm: null },
  ];

  it('names the rows whose lead fell below half, on the same number of threads', () => {
    const now = [
      { row: 'ct_dw', threads: 1, ratioNpm: 4 },
      { row: 'ct_dw', threads: 2, ratioNpm: 4.9 },
      { row: 'bl_u8', threads: 1, ratioNpm: 1 },
    ];
    expect(regressions(now, committed)).toEqual([{ row: 'ct_dw', threads: 2, was: 10, is: 4.9 }]);
  });

  it('says nothing of rows that one of the two has not measured', () => {
    expect(regressions([{ row: 'ssim', threads: 1, ratioNpm: 0.1 }], committed)).toEqual([]);
    expect(regressions([{ row: 'ct_dw', threads: 1, ratioNpm: null }], committed)).toEqual([]);
  });
});

it('the slope of growth is the exponent', () => {
  const sizes = [0.25, 1, 4, 16];
  expect(slopeOf(sizes, sizes)).toBeCloseTo(1, 12);
  expect(
    slopeOf(
      sizes,
      sizes.map((size) => 3 * size ** 2),
    ),
  ).toBeCloseTo(2, 12);
});

describe('rows without all their peers', () => {
  it('a peer that ran out of time, broke down or did not start is unknown; one without the operator is no rival', () => {
    const left = {
      ort: 'the time was over',
      torch: 'Segmentation fault',
      tfjs: 'has no such operator',
      opencv: 'runs on 1 thread only',
      'ort-web': 'differs from the reference by 0.5',
    };
    expect(untimed(left, ['opencv-native', 'torch'])).toEqual(['opencv-native', 'torch', 'ort']);
  });

  it('are in no mean, and the count is said', () => {
    const rows = [
      { threads: 1, ratioNpm: 2, ratioAll: null },
      { threads: 1, ratioNpm: 8, ratioAll: null },
      { threads: 1, ratioNpm: null, ratioAll: null },
    ];
    expect(means(rows)).toEqual([
      {
        threads: 1,
        rows: 3,
        npm: { ratio: expect.closeTo(4, 12) as number, count: 2 },
        all: { ratio: null, count: 0 },
      },
    ]);
    expect(meanSentences(rows)).toEqual([
      'Geometric mean on 1 thread: 4.00x the fastest npm peer (2 of 3 rows), no row has times of the fastest of all.',
    ]);
  });
});

describe('peers that need not be asked', () => {
  const row = (name: string) => rows.find((one) => one.row === name)!;

  it('are those that lack the operator', () => {
    expect(hasOperator('pillow', row('pil_lz_up'))).toBe(true);
    expect(hasOperator('pillow', row('cv_lz_up'))).toBe(false);
    expect(hasOperator('opencv-native', row('cv_lz_up'))).toBe(true);
    expect(hasOperator('opencv', row('pil_lz_up'))).toBe(false);
    expect(hasOperator('torch', row('bl_u8'))).toBe(false);
    expect(hasOperator('tfjs', row('ct_k3'))).toBe(false);
    expect(hasOperator('ort', row('ct_k3'))).toBe(true);
  });

  it('and in a quick run those that were far behind in the committed one, npm peers among npm peers', () => {
    const committed = [
      {
        row: 'ct_k2',
        threads: 1,
        peers: { ort: 10, 'ort-web': 21, tfjs: 19, torch: 4, 'opencv-native': 9 },
        left: { sharp: 'differs from the reference by 8', opencv: 'the time was over' },
      },
    ];
    const npm = ['ort', 'ort-web', 'tfjs', 'opencv', 'sharp'];
    const found = farBehind({ row: 'ct_k2', threads: 1 }, committed, npm);
    expect(Object.keys(found).sort()).toEqual(['opencv-native', 'ort-web', 'sharp']);
    expect(untimed(found, [])).toEqual([]);
    expect(farBehind({ row: 'ct_k2', threads: 2 }, committed, npm)).toEqual({});
  });
});

describe('how noisy a run was', () => {
  const result = (row: string, oursMs: number, madMs: number) => ({ row, threads: 1, oursMs, madMs, interrupted: 2 });
  const results = [result('a', 10, 0.1), result('b', 5, 0.5), result('c', 2, 0.02)];

  it('is said by the first row at the end, the deviations and the runs left out', () => {
    const noise = noiseOf(results, { oursMs: 11 }, [1, 2]);
    expect(noise).toMatchObject({ drift: 1.1, spread: 0.01, worst: { row: 'b', spread: 0.1 }, interrupted: 6 });
    expect(isQuiet(noise)).toBe(true);
    expect(noiseSentence(noise)).toContain('1.10 times as long at the end');
  });

  it('is too much where the first row drifted or the rows deviate', () => {
    expect(isQuiet(noiseOf(results, { oursMs: 8 }, [1, 1]))).toBe(false);
    expect(isQuiet(noiseOf([result('a', 10, 1)], null, [1, 1]))).toBe(false);
  });
});

describe('rows behind a goal', () => {
  it('have a reason each, and every row with a goal has one in store', () => {
    for (const name of Object.keys(GOALS)) expect(hasReason(name), name).toBe(true);
    for (const { row: name } of rows) expect(GOALS[name], name).toBeDefined();
    const judged = { threads: 1, bestNpm: 'ort', bestAll: 'torch', ofLimit: 1.4, limitedBy: 'arithmetic' as const };
    const [line, ...others] = reasonLines([
      { ...judged, row: 'ct_k2', ratioNpm: 1.2, ratioAll: 0.7 },
      { ...judged, row: 'ct_k4', ratioNpm: 9, ratioAll: 9 },
      { ...judged, row: 'ct_k3', ratioNpm: null, ratioAll: null },
    ]);
    expect(others).toEqual([]);
    expect(line).toMatch(/^- `ct_k2` on 1 thread, 0\.70x torch of 1\.0x, .+: .{20,}\.$/);
  });
});

describe('what vectors of 256 bits would bring, by the model', () => {
  it('is half of the multiply-adds, and never below the time of the bytes', () => {
    const limits = { 1: { cacheGBs: 80, memoryGBs: 20, peakGflops: 60 } };
    const [arithmetic, memory] = widened(
      [
        { row: 'ps_3', threads: 1, oursMs: 10 },
        { row: 'ps_only3', threads: 1, oursMs: 1.2 },
      ],
      limits,
    );
    // 27 multiply-adds for each of 3 million outputs.
    const spent = (2 * 3 * 2 ** 20 * 27) / 60 / 1e6;
    expect(arithmetic!.gain).toBeCloseTo(10 / (10 - spent / 2), 6);
    expect(memory!.gain).toBe(1);
  });
});

it('a V8 is that of an Electron, or lies between two', () => {
  expect(electronOf('14.6.202.34-node.34')).toBe('V8 14.6 is that of Electron 41 (Chromium 146)');
  expect(electronOf('11.3.244')).toContain('between Electron 24 and 25');
  expect(shippedSentence()).toContain('V8 15.6');
});

describe('a row with a peer that breaks', () => {
  const limits = { cacheGBs: 80, memoryGBs: 20, peakGflops: 60 };
  const pace = { warmMs: 1, rounds: 2, sampleMs: 1, rowMs: Infinity, patienceMs: 1 };
  const setup = { folder: '', pace, npm: ['ort', 'tfjs'], absent: [] };
  const ct = rows.find((one) => one.row === 'ct_k2')!;

  /** Answers each order with `ms`, from the third on with `later` where there is one. */
  function contender(name: string, ms: number, later?: Reply): Contender {
    let orders = 0;
    const ask = (order: object): Promise<Reply> => {
      orders += 1;
      if (later !== undefined && orders > 2) return Promise.resolve(later);
      return Promise.resolve('load' in order ? { maxDifference: 0, bestMs: ms } : { times: [ms, ms], interrupted: 0 });
    };
    const process = { ask, close: () => undefined } as unknown as PeerProcess;
    return { name, process, threads: null, spins: false, version: '' };
  }
  const ours = [contender('ours-fast', 2), contender('ours-exact', 4)];

  it('has both ratios where all answer, exact ones too', async () => {
    const peers = [contender('ort', 6), contender('torch', 3)];
    const found = await measureRow(ct, 1, [...ours, ...peers], limits, setup);
    expect(found).toMatchObject({ ratioNpm: 3, ratioAll: 1.5, exactRatioNpm: 1.5, exactRatioAll: 0.75 });
  });

  it.each([
    ['was killed', { error: 'it ended' }],
    ['hangs', { error: 'no answer within 6 s' }],
  ])('has no ratio that the peer that %s is part of', async (_, later) => {
    const peers = [contender('ort', 6), contender('torch', 3, later)];
    const found = await measureRow(ct, 1, [...ours, ...peers], limits, setup);
    expect(found).toMatchObject({ ratioNpm: 3, ratioAll: null, left: { torch: later.error } });
    const [mean] = means([found]);
    expect([mean!.npm.count, mean!.all.count]).toEqual([1, 0]);
  });

  it('has none where a peer did not start, but for rows that it has no operator of', async () => {
    const absent = { ...setup, absent: ['opencv-native', 'torch'] };
    const found = await measureRow(ct, 1, [...ours, contender('ort', 6)], limits, absent);
    expect(found).toMatchObject({ ratioNpm: 3, ratioAll: null });
    const bytes = rows.find((one) => one.row === 'pil_bc_up')!;
    const other = await measureRow(bytes, 1, [...ours, contender('pillow', 6)], limits, absent);
    expect(other).toMatchObject({ ratioNpm: null, ratioAll: 3 });
  });

  it('times ours under another Node beside this one, and never as a peer', async () => {
    const found = await measureRow(ct, 1, [...ours, contender('ours-fast on Node 26', 1)], limits, setup);
    expect(found).toMatchObject({ engines: { 'Node 26': 1 }, peers: {}, ratioNpm: null, bestAll: null });
  });
});

it('tiled runs of networks above 1.1 times the whole are named, with what is read again', () => {
  const row = (kind: 'bare' | 'whole' | 'tiles', network: string, processorMs: number) => ({
    network,
    kind,
    threads: 1,
    wallMs: 1,
    processorMs,
    peakBytes: 1,
    looked: 1.05,
  });
  const quick = [row('bare', 'A', 99), row('whole', 'A', 100), row('tiles', 'A', 109)];
  expect(tilesSentence({ rows: quick })).toContain('All 1 do.');
  const slow = [...quick, row('whole', 'B', 100), row('tiles', 'B', 117)];
  expect(tilesSentence({ rows: slow })).toContain('1 of 2 do; above it are B on 1: 1.17, of which 1.05 is input');
});
