import { describe, expect, it } from 'vitest';
import type { MethodResult } from '@core/experiment/schema';
import { costColumns, tableModel, type TableInput } from '@renderer/components/dock/tableModel';
import type { MethodRun } from '@renderer/stores/runState';
import { method, metric } from '../../helpers/resultsFixture';

const run = (result: MethodResult | null): MethodRun => ({
  key: result?.key ?? 'x',
  id: result?.id ?? 'x',
  state: 'idle',
  fraction: 0,
  startedAt: null,
  result,
  output: null,
  madeWith: '',
  runId: '',
  message: '',
});
const psnr = (id: string, value: number | 'Infinity', change: Partial<MethodResult> = {}): MethodResult =>
  method(id, 0, { metrics: [metric('psnr', value), metric('psnr', 99, { region: 'interior' })], ...change });

function model(
  results: readonly (MethodResult | null)[],
  change: Partial<TableInput> = {},
): ReturnType<typeof tableModel> {
  return tableModel({
    methods: results.map((result, index) => ({
      key: result?.key ?? `waiting-${index}`,
      id: result?.id ?? 'x',
      run: run(result),
      stale: false,
    })),
    region: 'full',
    decimals: 2,
    costs: costColumns({ time: 'Time', macs: 'MACs', params: 'Params' }),
    sortId: null,
    descending: null,
    ...change,
  });
}
const order = (results: readonly (MethodResult | null)[], change: Partial<TableInput> = {}): string[] =>
  model(results, change).rows.map(({ key }) => key);
const bests = (results: readonly MethodResult[], column: string): string[] =>
  model(results)
    .rows.filter(({ cells }) => cells.find((cell) => cell.column.id === column)?.best)
    .map(({ key }) => key);

describe('tableModel', () => {
  const a = psnr('a', 30.001);
  const b = psnr('b', 30.004);
  const c = psnr('c', 28);

  it('ranks by the main metric, best first, and by any column either way', () => {
    expect(order([c, a, b])).toEqual(['b', 'a', 'c']);
    expect(order([c, a, b], { descending: false })).toEqual(['c', 'a', 'b']);
    const slow = { timing: { medianMs: 9, madMs: 0, samples: 3 } };
    expect(order([psnr('slow', 31, slow), a], { sortId: 'time' })).toEqual(['a', 'slow']);
  });

  it('puts methods without a value last, whichever way', () => {
    expect(order([null, c, a])).toEqual(['a', 'c', 'waiting-0']);
    expect(order([null, c, a], { descending: false })).toEqual(['c', 'a', 'waiting-0']);
  });

  it('compares as shown: what looks equal shares the best', () =>
    expect(bests([a, b, c], 'psnr').sort()).toEqual(['a', 'b']));

  it('shows how far each is from the best, from the rounded values', () => {
    const deltas = model([a, b, c]).rows.map(({ cells }) => cells[0]?.delta);
    expect(deltas).toEqual([null, null, -2]);
  });

  it('leaves methods that saw the reference out of the best', () => {
    expect(bests([psnr('seen', 50, { excludedFromBest: 'it saw the reference' }), c], 'psnr')).toEqual(['c']);
  });

  it('counts infinity as the best there is, without a distance', () => {
    const rows = model([psnr('exact', 'Infinity'), c]).rows;
    expect(rows.map(({ key, cells }) => [key, cells[0]?.best, cells[0]?.delta])).toEqual([
      ['exact', true, null],
      ['c', false, null],
    ]);
  });

  it('reads the region that is asked for and adds decimals on demand', () => {
    const { columns, rows } = model([a], { region: 'interior', decimals: 3 });
    expect([rows[0]?.cells[0]?.value, columns[0]?.decimals]).toEqual([99, 3]);
  });

  it('marks the fastest, but no winner in counts', () => {
    const fast = psnr('fast', 20, { timing: { medianMs: 0.1, madMs: 0, samples: 3 } });
    expect(bests([a, fast], 'time')).toEqual(['fast']);
    expect(bests([a, fast], 'macs')).toEqual([]);
  });
});
