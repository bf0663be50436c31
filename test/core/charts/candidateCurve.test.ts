import { describe, expect, it } from 'vitest';
import { candidateCurve, curveOf, lightTheme } from '@core/charts';
import { stepsOf } from '@core/experiment/trainingSteps';

const point = (name: string, value: number, id = 'candidate:0') => ({ id, name, value });

describe('the steps of candidates', () => {
  it.each<[readonly string[], readonly number[] | null]>([
    [
      ['step-100', 'step-2000', 'step-30'],
      [100, 2000, 30],
    ],
    [
      ['epoch1_ema', 'epoch12_ema'],
      [1, 12],
    ],
    [['mine', 'theirs', 'others'], null],
    [['net-1', 'gan-2', 'net-3'], null],
    [['v1', 'v01'], null],
  ])('of %j', (names, steps) => {
    expect(stepsOf(names)).toEqual(steps);
  });

  it('order them, and leave out what has no value', () => {
    const { points, isNumeric } = curveOf([point('s2000', 3), point('s100', 1), point('s500', Infinity)]);
    expect([isNumeric, points.map(({ at }) => at)]).toEqual([true, [100, 2000]]);
    expect(curveOf([point('b', 3), point('a', 1)]).points.map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

it('the curve is held against the best three methods', () => {
  const candidates = [point('s1', 28), point('s2', 30), point('s3', 31)];
  const methods = ['w', 'x', 'y', 'z'].map((name, i) => point(name, 26 + i, 'bicubic'));
  const texts = { number: String, candidates: 'Candidates' };
  const lines = (better: 'higher' | 'lower') => {
    const { series } = candidateCurve(candidates, methods, better, lightTheme, texts);
    return (series as { name?: string; type: string; lineStyle?: { type?: unknown } }[])
      .filter(({ type, lineStyle }) => type === 'line' && lineStyle?.type === 'dashed')
      .map(({ name }) => name);
  };
  expect(lines('higher')).toEqual(['z', 'y', 'x']);
  expect(lines('lower')).toEqual(['w', 'x', 'y']);
});
