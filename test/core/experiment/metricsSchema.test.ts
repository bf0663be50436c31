import { expect, it } from 'vitest';
import { metricsDocumentSchema, migrateMetrics } from '@core/experiment/metricsSchema';

const image = {
  file: 'b.png',
  metrics: [],
  unavailable: [],
  notes: [],
  why: [
    {
      id: 'psnr-y',
      rows: [{ protocol: 'saved-file', title: 'Saved file', value: 31.5, words: 'PSNR-Y' }],
      explanations: ['Super-resolution paper gives 31.2, because it rounds Y.'],
      closest: 'The nearest is 31.2.',
    },
  ],
};

it('a document of version 1, with explanations as sentences, becomes one of version 2', () => {
  const old = { schema: 'upbench.metrics/1', reference: 'a.png', images: [image], failed: [] };
  const found = metricsDocumentSchema.parse(migrateMetrics(old, 'old.json'));
  expect(found.schema).toBe('upbench.metrics/2');
  const [answer] = found.images[0]!.why!;
  expect(answer!.explanations).toEqual([]);
  expect(answer!.verdict!.text).toBe('Super-resolution paper gives 31.2, because it rounds Y. The nearest is 31.2.');
  expect(answer!.rows).toEqual(image.why[0]!.rows);
});

it('a document of this version stays as it is, and a newer one is refused', () => {
  const now = { schema: 'upbench.metrics/2', reference: 'a.png', images: [], failed: [] };
  expect(migrateMetrics(now, 'now.json')).toEqual(now);
  expect(() => migrateMetrics({ ...now, schema: 'upbench.metrics/3' }, 'new.json')).toThrow('newer version');
});
