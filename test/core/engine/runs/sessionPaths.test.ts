import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { bytesHash } from '@core/engine/files/fileHash';
import { isLocalPath, openSession } from '@core/engine/runs/sessionFile';
import { defaultExperiment } from '@core/experiment/defaults';
import { BUNDLED_SESSION } from '@core/experiment/sessionBundle';

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

describe('a bundle from anybody', () => {
  /** A session with a network and a file that it says to keep at `location`. */
  async function opened(location: string) {
    const folder = mkdtempSync(join(tmpdir(), 'upbench-bundle-'));
    const of = (name: string, path: string) => ({ name, path, sha256: bytesHash(Buffer.from(path)) });
    const weights = [
      of('n.onnx', 'weights/1.onnx'),
      { ...of('v', 'weights/2'), beside: { network: 'n.onnx', location } },
    ];
    const session = {
      schema: 'upbench.session/1',
      version: '',
      experiment: defaultExperiment(),
      pictures: [],
      weights,
    };
    const files = Object.fromEntries(weights.map(({ path }) => [path, strToU8(path)]));
    writeFileSync(join(folder, 's.zip'), zipSync({ [BUNDLED_SESSION]: strToU8(JSON.stringify(session)), ...files }));
    try {
      return (await openSession(join(folder, 's.zip'), folder, [], undefined)).weights.map(
        ({ refusal }) => refusal?.code,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('has values of a network where the network looks for them', async () => {
    expect(await opened('deep/values.bin')).toEqual([undefined, undefined]);
  });

  test.each(['../values.bin', '/values.bin', 'a\0b', '.', 'file.onnx'])('has none at %j', async (location) => {
    expect(await opened(location)).toEqual([undefined, expect.stringMatching(/missing-file|corrupt-file/)]);
  });

  test('is refused in a sentence where one file would lie in another', async () => {
    await expect(opened('file.onnx/values.bin')).rejects.toMatchObject({ code: 'unwritable-file' });
  });
});
