import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metrics } from '@core/metrics';
import { upsamplers } from '@core/upsamplers';

/**
 * What is said, drawn or computed of a method or a metric stands in its own file: no other product file may know one by
 * its id. Ids that are also ordinary words (bilinear, nearest, psnr) are modes and kinds, too, so a search finds them only
 * where they are used as an id. A type keeps them home besides: `MethodId` and `MetricId` cannot be compared with a word.
 */
const ORDINARY = [
  'bilinear',
  'nearest',
  'bicubic',
  'lanczos',
  'pipeline',
  'resize',
  'mse',
  'mae',
  'psnr',
  'ssim',
  'flip',
  'checkerboard',
];

/** Where ids belong: their own folders, and what is about named layers, not about methods of a comparison. */
const HOME =
  /^(core\/(upsamplers|metrics|messages|samples|chain|network|lab|dialects)\/|renderer\/src\/(i18n\/|views\/(lab|network)\/|stores\/lab\.ts))/;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|vue)$/.test(path) && !path.endsWith('.generated.ts') ? [path] : [];
  });
}

const ids = [...upsamplers, ...metrics].map(({ id }): string => id).filter((id) => !ORDINARY.includes(id));
const word = `['"\`](${ORDINARY.join('|')})['"\`]`;
/** id === 'psnr', { id: 'bilinear', findMetric('ssim'), metrics: ['psnr' */
const asId = new RegExp(
  `\\b(method)?[iI]d [!=]== ${word}|\\bid: ${word}|(findUpsampler|findMetric|formatMetric)\\(${word}|\\b(ids|metrics): \\[${word}`,
);
const quoted = new RegExp(`['"\`](${ids.join('|')})['"\`]`);

test('no other file names a method or a metric by an id that is no ordinary word', () => {
  const naming = [...sources('core'), ...sources('electron'), ...sources('renderer/src')].filter(
    (path) => !HOME.test(path) && quoted.test(readFileSync(join(path), 'utf8')),
  );
  expect(naming).toEqual([]);
});

test('an id that is an ordinary word is used as one only at home', () => {
  // A tab and a section of the report have ids of their own.
  const own = ['renderer/src/views/numbers/NumbersCentre.vue'];
  const naming = [...sources('core'), ...sources('electron'), ...sources('renderer/src')].filter(
    (path) => !HOME.test(path) && !own.includes(path) && asId.test(readFileSync(join(path), 'utf8')),
  );
  expect(naming).toEqual([]);
  for (const code of [
    "if (id === 'psnr') x;",
    "use({ id: 'bilinear' })",
    "findMetric('ssim')",
    "metrics: ['mse', 'mae']",
  ])
    expect(asId.test(code), code).toBe(true);
});

test('the type of an id refuses a word', () => {
  const [method] = upsamplers;
  const [metric] = metrics;
  // @ts-expect-error a method's id is compared with what its own file exports
  expect(method?.id === 'nearest').toBe(false);
  // @ts-expect-error a metric's, too
  expect(metric?.id === 'psnr').toBe(false);
});

test('the search finds an id in code', () => {
  expect(ids).toContain('conv-transpose');
  expect(ids).toContain('ssimulacra2');
  expect(quoted.test("if (method.id === 'conv-transpose') return 1;")).toBe(true);
});
