import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handoverSchema } from '@core/engine/contract/handover';
import type { EngineChildEvents } from '@core/engine/host/engineKeeper';
import { forkEngine } from '@core/server/forkEngine';
import { createServedHost, type ServedHost } from '@core/server/servedHost';
import { stateFolder, writeState } from '@core/server/stateFile';
import { builtEngine } from '../../helpers/buildEngine';

const FOLDER = resolve(import.meta.dirname, '../../../resources/python');
const python = ['/usr/bin/python3', 'python3', 'python'].find(
  (command) => spawnSync(command, ['-c', 'import numpy']).status === 0,
);

const run = promisify(execFile);
let folder: string;
let host: ServedHost;

beforeAll(async () => {
  const { servedEngine } = await builtEngine();
  folder = mkdtempSync(join(tmpdir(), 'upbench-python-'));
  const page = join(folder, 'page');
  writeFileSync(join(folder, 'index.html'), '');
  host = await createServedHost({
    port: 0,
    startEngine: (events: EngineChildEvents) => forkEngine(servedEngine, events),
    page,
    samples: null,
    openSample: false,
    temporary: folder,
    stateFolder: join(folder, 'state'),
    log: () => undefined,
  });
}, 180_000);
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a program prints; `state` is where it looks for a workbench. */
const ran = async (program: string, environment: Record<string, string> = {}): Promise<string> => {
  const file = join(folder, 'program.py');
  writeFileSync(
    file,
    `import sys\nsys.path.insert(0, ${JSON.stringify(FOLDER)})\nimport numpy as np, upbench\n${program}`,
  );
  const env = { ...process.env, UPBENCH_STATE: join(folder, 'state'), ...environment };
  return (await run(python!, [file], { env, timeout: 240_000 })).stdout.trim();
};
const ARRAYS = `
y, x = np.mgrid[0:24, 0:32]
original = np.stack([x * 7 % 256, y * 9 % 256, (x + y) * 4 % 256], axis=-1).astype(np.uint8)
mine = np.clip(original.astype(int) + (x % 3)[..., None], 0, 255).astype(np.uint8)
`;

it('a served workbench writes where programs find it, for its user alone', () => {
  const [name = ''] = readdirSync(join(folder, 'state'));
  const path = join(folder, 'state', name);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  const state = JSON.parse(readFileSync(path, 'utf8')) as { token: string };
  expect(state).toMatchObject({
    schema: 'upbench.served/1',
    address: `http://127.0.0.1:${host.port}`,
    pid: process.pid,
  });
  // It is not the token of the page's address.
  expect(host.url).not.toContain(state.token);
  expect(stateFolder({ UPBENCH_STATE: 'here' })).toBe('here');
  expect(stateFolder({ XDG_RUNTIME_DIR: '/run/user/7' }, 'linux')).toBe(join('/run/user/7', 'upbench'));
});

it('what a killed workbench left is taken away, and nothing else', () => {
  const own = join(folder, 'left');
  mkdirSync(own);
  // The largest number of a process is smaller.
  for (const name of ['served-99999999.json', `served-${process.pid}.json`, 'mine.json'])
    writeFileSync(join(own, name), '');
  const remove = writeState(own, { schema: 'upbench.served/1', pid: process.pid, address: 'a', token: 't' });
  expect(readdirSync(own).sort()).toEqual(['mine.json', `served-${process.pid}.json`]);
  remove();
  expect(readdirSync(own)).toEqual(['mine.json']);
});

describe('who may hand over', () => {
  const show = (headers: Record<string, string>, body = '{"picture":"a"}') =>
    fetch(`http://127.0.0.1:${host.port}/show`, { method: 'POST', headers, body });
  const token = () => {
    const [name = ''] = readdirSync(join(folder, 'state'));
    return (JSON.parse(readFileSync(join(folder, 'state', name), 'utf8')) as { token: string }).token;
  };

  it('is a program with the token, and no page', async () => {
    expect((await show({})).status).toBe(401);
    expect((await show({ authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await show({ authorization: `Bearer ${token()}`, origin: 'https://evil.example' })).status).toBe(403);
    expect((await show({ authorization: `Bearer ${token()}` })).status).toBe(200);
  });

  it('is told what does not fit', async () => {
    const headers = { authorization: `Bearer ${token()}` };
    for (const body of [
      'no JSON',
      '{}',
      '{"picture":"a","candidates":[{"name":"a b","file":"c"}]}',
      'x'.repeat(70_000),
    ])
      expect((await show(headers, body)).status, body.slice(0, 40)).toBeGreaterThanOrEqual(413);
    const answer = await show(headers, '{"picture":"a","candidates":[{"name":"nearest","file":"c"}]}');
    expect(((await answer.json()) as { message: string }).message).toContain('"nearest" cannot be the name');
  });

  it('a page that shows it may stand in a notebook of this machine, and no other page may', async () => {
    const framed = await fetch(`http://127.0.0.1:${host.port}/?show=1`);
    expect(framed.headers.get('x-frame-options')).toBeNull();
    expect(framed.headers.get('content-security-policy')).toContain("frame-ancestors 'self' http://localhost:*");
    const plain = await fetch(`http://127.0.0.1:${host.port}/`);
    expect(plain.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});

describe.skipIf(python === undefined)('upbench.py', () => {
  it('sends arrays to the workbench that runs', { timeout: 240_000 }, async () => {
    const address = await ran(`${ARRAYS}
upbench.show(original, {"mine": mine, "planes": np.moveaxis(mine, 2, 0)[None].astype(np.int64)}, low=mine[::2, ::2], scale=2)`);
    expect(address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${host.port}/\\?token=[\\w-]{32}&show=\\d+$`));
    const entry = await fetch(address, { redirect: 'manual' });
    const cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    // A good address is one for one visit.
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(401);
    const id = /show=(\d+)/.exec(address)![1];
    const answer = await fetch(`http://127.0.0.1:${host.port}/show?id=${id}`, { headers: { cookie } });
    const sent = handoverSchema.parse(await answer.json());
    expect(sent).toMatchObject({ scale: 2, candidates: [{ name: 'mine' }, { name: 'planes' }] });
    expect(sent.low).not.toBeNull();
    expect((await fetch(`http://127.0.0.1:${host.port}/show?id=9999`, { headers: { cookie } })).status).toBe(422);
  });

  it('refuses what is no picture, and says what to do without Upbench', { timeout: 240_000 }, async () => {
    const said = await ran(
      `
def refusal(work):
    try:
        work()
    except upbench.UpbenchError as error:
        print(error)
refusal(lambda: upbench.show(np.zeros((2, 3, 4, 5))))
refusal(lambda: upbench.show(np.array([["a"]])))
refusal(lambda: upbench.show(np.full((4, 4), -1)))
refusal(lambda: upbench.show(np.zeros((4, 4), np.uint8), {"nearest": np.zeros((4, 4), np.uint8)}))
import os
os.environ["UPBENCH_STATE"] = "nowhere"
upbench.__file__ = "/elsewhere/upbench.py"
os.environ["PATH"] = ""
refusal(lambda: upbench.compare(np.zeros((4, 4), np.uint8)))
`,
    );
    expect(said.split('\n')).toEqual([
      '"original" has the shape [2, 3, 4, 5]. A picture is [H,W], [H,W,C] or [C,H,W].',
      expect.stringContaining('Pictures are of whole numbers or floats.'),
      '"original" holds whole numbers from -1 to -1. Pictures hold 0 to 255, 0 to 65535, or floats.',
      expect.stringContaining('"nearest" cannot be the name of a finished output'),
      expect.stringContaining('Upbench is not found. Start the workbench with `upbench serve`'),
    ]);
  });

  // The launcher builds before it runs, which belongs to no test of one file.
  const isBuilt = existsSync(resolve(FOLDER, '../../out/build.stamp'));
  it.skipIf(!isBuilt)('compares and gives the results as dicts', { timeout: 240_000 }, async () => {
    const said = await ran(`${ARRAYS}
results = upbench.compare(original, {"mine": mine}, methods=["bilinear"], metrics=["psnr"])
print(results["schema"], [method["key"] for method in results["images"][0]["methods"]])
print(round(results["images"][0]["methods"][1]["metrics"][0]["value"], 6))
expected = 10 * np.log10(255**2 / np.mean((original.astype(float) - mine) ** 2))
print(round(expected, 6))
try:
    upbench.compare(original, {"mine": mine[:7]})
except upbench.UpbenchError as error:
    print(error)
`);
    const [keys, psnr, expected, refusal] = said.split('\n');
    expect(keys).toBe("upbench.results/1 ['bilinear', 'mine']");
    expect(psnr).toBe(expected);
    expect(refusal).toContain('is 32×7, but the outputs are 32×24');
  });
});
