import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metrics } from '@core/metrics';
import { upsamplers } from '@core/upsamplers';

/**
 * What is said, drawn or computed of a method or a metric stands in its own file: no other product file may know one by
 * its id. Ids that are also ordinary words (bilinear, nearest, psnr) cannot be searched for.
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

const ids = [...upsamplers, ...metrics].map(({ id }) => id as string).filter((id) => !ORDINARY.includes(id));
const quoted = new RegExp(`['"\`](${ids.join('|')})['"\`]`);

test('no other file names a method or a metric by an id that is no ordinary word', () => {
  const naming = [...sources('core'), ...sources('electron'), ...sources('renderer/src')].filter(
    (path) => !HOME.test(path) && quoted.test(readFileSync(join(path), 'utf8')),
  );
  expect(naming).toEqual([]);
});

test('the search finds an id in code', () => {
  expect(ids).toContain('conv-transpose');
  expect(ids).toContain('ssimulacra2');
  expect(quoted.test("if (method.id === 'conv-transpose') return 1;")).toBe(true);
});
