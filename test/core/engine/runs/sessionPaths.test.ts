import { expect, test } from 'vitest';
import { isLocalPath } from '@core/engine/runs/sessionFile';

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
