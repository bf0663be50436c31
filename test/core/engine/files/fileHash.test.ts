import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileHash } from '@core/engine/files/fileHash';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'upbench-hash-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe('the hash of a file', () => {
  it('is the SHA-256 of all of its bytes, however many reads that takes', async () => {
    const bytes = Buffer.alloc(2.5 * 2 ** 20, 'upbench');
    writeFileSync(at('large'), bytes);
    writeFileSync(at('empty'), '');
    expect(await fileHash(at('large'))).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await fileHash(at('empty'))).toBe(createHash('sha256').digest('hex'));
  });

  it.runIf(process.platform === 'linux')('is refused for what has no end or keeps one waiting', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    for (const path of ['/dev/zero', at('pipe'), folder])
      await expect(fileHash(path)).rejects.toMatchObject({
        code: 'unreadable-file',
        message: `"${path}" is not a regular file.`,
      });
  });

  it('ends when it is cancelled', async () => {
    await expect(fileHash(at('large'), AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
