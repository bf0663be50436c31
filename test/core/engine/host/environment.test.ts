import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeEnvironment } from '@core/engine/host/environment';

const root = new URL('../../../../', import.meta.url);

it('says by which version of PyTorch the operators are held, as the goldens do', () => {
  const { versions } = describeEnvironment({ operators: 'simd', threads: 1, now: new Date(0), decoder: {} });
  const folder = new URL('test/goldens/torch/', root);
  const made = readdirSync(folder).map(
    (name) => (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { torch: string }).torch,
  );
  expect(new Set(made.map((version) => version.replace(/\.0a0$/, '')))).toEqual(new Set(['1.13']));
  expect(versions['PyTorch meaning']).toMatch(/^1\.13; /);
  expect(readFileSync(new URL('README.md', root), 'utf8')).toContain('that of PyTorch 1.13');
});
