import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noCheckpoint } from '@core/ops/checkpoint';
import { fileHash, hashIfReadable } from '@core/engine/files/fileHash';
import { cancelled, checkpointOf } from '@core/tensor/errors';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'upbench-hash-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe('the hash of a file', () => {
  it('is the SHA-256 of all of its bytes, however many reads that takes', async () => {
    const bytes = Buffer.alloc(2.5 * 2 ** 20, 'upbench');
    writeFileSync(at('large'), bytes);
    writeFileSync(at('empty'), '');
    expect(await fileHash(at('large'), noCheckpoint)).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await fileHash(at('empty'), noCheckpoint)).toBe(createHash('sha256').digest('hex'));
  });

  it.runIf(process.platform === 'linux')('is refused for what has no end or keeps one waiting', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    for (const path of ['/dev/zero', at('pipe')])
      await expect(fileHash(path, noCheckpoint)).rejects.toMatchObject({
        code: 'unreadable-file',
        message: `"${path}" is not a regular file.`,
      });
    await expect(fileHash(folder, noCheckpoint)).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('ends when it is cancelled', async () => {
    await expect(fileHash(at('large'), checkpointOf(AbortSignal.abort()))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ends between two parts of a file that is too long to wait for', async () => {
    writeFileSync(at('huge'), '');
    // A hole: 64 GiB that take no place on the disk.
    truncateSync(at('huge'), 64 * 2 ** 30);
    let parts = 0;
    const stop = (): void => {
      if (++parts === 3) throw cancelled();
    };
    await expect(hashIfReadable(at('huge'), stop)).rejects.toMatchObject({ code: 'cancelled' });
    expect(parts).toBe(3);
  });

  it('is undefined for a file that is not there, where nobody needs the reason', async () => {
    expect(await hashIfReadable(at('nowhere'), noCheckpoint)).toBeUndefined();
  });
});
