import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

// Rules of real Electron that show in the text of the built files; the build runs before these tests.

const built = (path: string) => new URL(`../../out/${path}`, import.meta.url);
const read = (path: string) => readFileSync(built(path), 'utf8');

describe('the built main process', () => {
  test('registers the scheme, takes the lock and enables the sandbox before ready, in that order', () => {
    const source = readFileSync(new URL('../../electron/main/index.ts', import.meta.url), 'utf8');
    const order = [
      /requestSingleInstanceLock/,
      /enableSandbox/,
      /registerSchemesAsPrivileged/,
      /\.whenReady\(\)\s*\.then/,
    ].map((words) => source.search(words));
    expect(order.every((position) => position >= 0)).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });

  test('never awaits at the top level, where waiting for ready would hang', () => {
    const lines = read('main/index.js').split('\n');
    expect(lines.filter((line) => /^(const .*= )?await\b/.test(line))).toEqual([]);
  });

  test('leaves the sandbox and isolation at their safe defaults', () => {
    const main = read('main/index.js');
    for (const forbidden of [
      'sandbox: false',
      'nodeIntegration: true',
      'contextIsolation: false',
      'webSecurity: false',
      'webviewTag: true',
    ]) {
      expect(main).not.toContain(forbidden);
    }
  });

  test('finds its neighbours beside it', () => {
    for (const path of ['main/engine.js', 'main/computeWorker.js', 'preload/index.cjs', 'renderer/index.html'])
      expect(existsSync(built(path))).toBe(true);
  });
});

describe('the built preload script', () => {
  test('is one CommonJS file that requires nothing but electron', () => {
    const preload = read('preload/index.cjs');
    expect(preload).not.toMatch(/^\s*(import|export)\b/m);
    const required = [...preload.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1]);
    expect([...new Set(required)]).toEqual(['electron']);
  });

  test('exposes no generic way to send messages', () => {
    expect(read('preload/index.cjs')).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer/);
  });
});
