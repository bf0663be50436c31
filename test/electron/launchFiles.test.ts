import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { launchFiles } from '../../electron/main/launchFiles';

test('the command line opens files that exist, not switches, not the project folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'launch-'));
  writeFileSync(join(folder, 'a.png'), '');
  writeFileSync(join(folder, '猫.png'), '');
  const argv = ['a.png', '--inspect', 'missing.png', join(folder, '猫.png'), '.'];
  const expected = [join(folder, 'a.png'), join(folder, '猫.png')];
  expect(launchFiles(['/usr/bin/upbench', ...argv], { isPackaged: true, folder })).toEqual(expected);
  expect(launchFiles(['electron', '.', ...argv], { isPackaged: false, folder })).toEqual(expected);
  expect(launchFiles(['electron'], { isPackaged: false, folder })).toEqual([]);
});

test('a desktop that gives addresses opens the same files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'launch-'));
  const path = join(folder, 'a b 猫.png');
  writeFileSync(path, '');
  const argv = ['/usr/bin/upbench', pathToFileURL(path).href, 'file://elsewhere/a.png', 'file:///%', 'file://'];
  expect(launchFiles(argv, { isPackaged: true, folder })).toEqual([path]);
});
