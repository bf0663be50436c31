import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePng } from '@core/engine/pictures/png';
import { builtEngine } from '../../helpers/buildEngine';
import { makeRaster } from '../../helpers/pictures';
import { childrenOf } from '../../helpers/processes';

// `upbench serve` as a process of its own, ended from outside.

let folder: string;
let child: ChildProcess;
let said = { out: '', err: '' };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A dead process that nobody has collected yet is none.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Starts it in a process group of its own, as a terminal does, and waits for the address. */
async function serve(
  ...pictures: string[]
): Promise<{ pid: number; engine: number; ended: Promise<[number | null, string | null]> }> {
  const { cli, computeWorker, servedEngine } = await builtEngine();
  const places = `{ computeWorker: new URL('${computeWorker.href}'), servedEngine: new URL('${servedEngine.href}'),
    renderer: '${folder}/page', samples: '${folder}/samples', root: '${folder}' }`;
  const script = `import { main } from '${cli.href}';
    process.exitCode = await main(['serve', '--no-open', ...${JSON.stringify(pictures)}], { places: ${places} });`;
  said = { out: '', err: '' };
  child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: join(folder, 'temporary') },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => void (said.err += text));
  const ended = new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (code, signal) => resolve([code, signal])),
  );
  await new Promise<void>((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
      if (said.out.includes('http://127.0.0.1:')) resolve();
    });
    void ended.then(() => reject(new Error(said.err)));
  });
  const pid = child.pid!;
  const [engine] = childrenOf(pid);
  return { pid, engine: engine!, ended };
}

describe.runIf(process.platform === 'linux')('serve, ended from outside', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'upbench-interrupt-'));
    for (const name of ['page', 'samples', 'temporary']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'page/index.html'), '<!doctype html><title>page</title>');
  });
  afterEach(() => {
    if (child.pid !== undefined && isAlive(child.pid)) process.kill(-child.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s to the group ends with code 0, without an engine or a file left behind',
    async (signal) => {
      const { pid, engine, ended } = await serve();
      expect(isAlive(engine)).toBe(true);
      process.kill(-pid, signal);
      expect(await ended).toEqual([0, null]);
      expect(isAlive(engine)).toBe(false);
      expect(said.err).toBe('');
      expect(readdirSync(join(folder, 'temporary'))).toEqual([]);
    },
  );

  it("a signal to the engine alone is the host's to judge: it goes on", async () => {
    const picture = join(folder, 'p.png');
    writeFileSync(picture, writePng(makeRaster({ width: 8, height: 8 })));
    // The address comes when the picture is open: the engine is up.
    const { pid, engine, ended } = await serve(picture);
    process.kill(engine, 'SIGTERM');
    process.kill(engine, 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isAlive(engine)).toBe(true);
    process.kill(pid, 'SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said.err).toBe('');
  });

  it('killed, it takes its engine along', async () => {
    const { pid, engine, ended } = await serve();
    process.kill(pid, 'SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    await expect.poll(() => isAlive(engine), { timeout: 30_000 }).toBe(false);
  });
});
