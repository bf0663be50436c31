import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { newerRelease, releasesPage, type UpdateSource } from '../../electron/main/updates';

const answering = (isUpdateAvailable: boolean, version: string): UpdateSource => ({
  checkForUpdates: () => Promise.resolve({ isUpdateAvailable, updateInfo: { version } }),
});

describe('newer releases', () => {
  test('are told by their version, and only when they are newer', async () => {
    expect(await newerRelease(answering(true, '9.0.0'))).toBe('9.0.0');
    expect(await newerRelease(answering(false, '0.1.0'))).toBeNull();
    expect(await newerRelease({ checkForUpdates: () => Promise.resolve(null) })).toBeNull();
  });

  test('cannot be known to a build that nobody published', async () => {
    await expect(newerRelease(null)).rejects.toThrow('not a published release');
  });
});

describe('the page of releases', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upbench-updates-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const pageOf = (manifest: object): string | null => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    return releasesPage(folder);
  };

  test('is under the homepage of the manifest', () => {
    expect(pageOf({ homepage: 'https://example.org/upbench' })).toBe('https://example.org/upbench/releases');
    expect(pageOf({ homepage: 'https://example.org/upbench/' })).toBe('https://example.org/upbench/releases');
  });

  test('is none where that is no https address', () => {
    for (const homepage of [undefined, 7, 'http://example.org', 'file:///etc', 'javascript:alert(1)'])
      expect(pageOf({ homepage })).toBeNull();
  });
});
