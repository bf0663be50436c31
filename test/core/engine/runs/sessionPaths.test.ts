import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesHash } from '@core/engine/files/fileHash';
import { isLocalPath, openSession } from '@core/engine/runs/sessionFile';
import { defaultExperiment } from '@core/experiment/defaults';

test.each([
  ['/home/a/picture.png', '/home/a', true],
  ['C:\\pictures\\a.png', 'C:\\work', true],
  ['\\\\server\\share\\a.png', 'C:\\work', false],
  ['//server/share/a.png', '/home/a', false],
  ['\\\\.\\nul', 'C:\\work', false],
  ['\\\\?\\C:\\a.png', 'C:\\work', false],
])('%s, named by a session in %s, may be touched: %s', (path, home, may) => {
  expect(isLocalPath(path, home)).toBe(may);
});

test('a session on a share may name what lies beside it', () => {
  const home = process.platform === 'win32' ? '\\\\server\\share' : '//server/share';
  expect(isLocalPath(`${home}${process.platform === 'win32' ? '\\' : '/'}a.png`, home)).toBe(true);
});

test('files of one name in several folders are found again where the folders were moved to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'upbench-paths-'));
  const pictures = ['a', 'b'].map((name) => {
    mkdirSync(join(folder, 'new', name), { recursive: true });
    writeFileSync(join(folder, 'new', name, '1.png'), name);
    return { name: `../photos/${name}/1.png`, path: `../photos/${name}/1.png`, sha256: bytesHash(Buffer.from(name)) };
  });
  const session = { schema: 'upbench.session/1', version: '', experiment: defaultExperiment(), pictures, weights: [] };
  writeFileSync(join(folder, 's.json'), JSON.stringify(session));
  const opened = await openSession(join(folder, 's.json'), folder, [join(folder, 'new')], undefined);
  rmSync(folder, { recursive: true });
  expect(opened.pictures.map(({ path, refusal }) => [path, refusal])).toEqual([
    [join(folder, 'new', 'a', '1.png'), undefined],
    [join(folder, 'new', 'b', '1.png'), undefined],
  ]);
});
