import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibrationPage } from '@core/cli/commands/calibrate';
import { calibratePair, calibrationTables, publishedValues, type Calibrated } from '@core/metrics';
import { goldenPairs, goldenPicture } from './pairs';

const page = new URL('../../../docs/CALIBRATION.md', import.meta.url);
const all: Calibrated[] = [];
// Mutation testing asks thousands of times: one pair then stands for all, and what only the others would notice counts as
// not noticed.
const isMutated = process.env['UPBENCH_MUTATED'] !== undefined;
const pairs = goldenPairs.filter(({ dist }) => !isMutated || dist === 'fur_noise.png');

describe.each(pairs.map((pair) => [pair.dist, pair] as const))('%s', (dist, pair) => {
  it('has the published values within their tolerances', async () => {
    const [reference, picture] = await Promise.all([goldenPicture(pair.ref), goldenPicture(dist)]);
    const rows = calibratePair(
      { name: dist.replace(/\.png$/, ''), shape: pair.shape, values: pair },
      reference,
      picture,
    );
    all.push(...rows);
    const beyond = rows.filter(({ isWithin }) => !isWithin);
    expect(beyond.map(({ published, ours, theirs }) => `${published.key}: ${ours} instead of ${theirs}`)).toEqual([]);
    // Nothing that is published for this pair was passed over.
    const present = publishedValues.filter(({ key }) => pair[key] !== undefined);
    expect(rows.map(({ published }) => published.key)).toEqual(present.map(({ key }) => key));
    expect(rows.length).toBeGreaterThanOrEqual(reference.channels === 3 ? 19 : 9);
  }, 120_000);
});

describe('the calibration page', () => {
  it.skipIf(isMutated)('is what the command writes today', () => {
    expect(readFileSync(page, 'utf8')).toBe(calibrationPage(calibrationTables(all)));
  });
});
