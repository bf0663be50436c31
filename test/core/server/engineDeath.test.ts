import { afterEach, beforeAll, expect, it } from 'vitest';
import { writePng } from '@core/engine/pictures/png';
import type { RunEvent } from '@core/engine/contract/contract';
import { defaultExperiment } from '@core/experiment/defaults';
import { keyMethods } from '@core/experiment/keys';
import type { Experiment } from '@core/experiment/schema';
import type { Client } from '../../helpers/engineClient';
import { endlessWork } from '../../helpers/endless';
import { randomFrom } from '../../helpers/fuzz';
import { makeRaster } from '../../helpers/pictures';
import { ended, startHost, type TestHost } from '../../helpers/servedHost';

/** `npm run faults` does more: several hosts, for one of them gives an engine up that dies too often. */
const KILLS = Number(process.env['UPBENCH_KILLS'] ?? 3);
const KILLS_PER_HOST = 5;

let test: TestHost | undefined;
// Builds what is not built, outside the time of the test.
beforeAll(async () => {
  test = await startHost();
}, 180_000);
afterEach(() => test?.close());

const methods = keyMethods([
  { id: 'nearest', parameters: {} },
  { id: 'bilinear', parameters: {} },
]);
const quick: Experiment = { ...defaultExperiment(), methods, timing: { samples: 0, budgetMs: 0 } };
const endless: Experiment = { ...quick, ...endlessWork };

async function numbers(client: Client, pictureId: string): Promise<unknown> {
  let last: RunEvent | undefined;
  for await (const event of await client.runs.start({ experiment: quick, pictureIds: [pictureId] })) last = event;
  return last?.type === 'done'
    ? last.results.images.map((image) => image.methods.map((method) => method.metrics))
    : last;
}

/** Kills the engine of one host `count` times, each in the middle of a run; returns the numbers of every run after one. */
async function killAgainAndAgain(host: TestHost, count: number, next: () => number): Promise<unknown[]> {
  const body = Buffer.from(writePng(makeRaster({ width: 60, height: 44 })));
  const uploaded = await host.fetch('/upload?name=p.png', { method: 'POST', body, headers: { origin: host.origin } });
  const { id } = (await uploaded.json()) as { id: string };
  const first = await host.page();
  const found = [await numbers(first.client, id)];
  first.socket.close();
  for (let round = 0; round < count; round++) {
    const page = await host.page();
    const end = ended(page.socket);
    const events = await page.client.runs.start({ experiment: endless, pictureIds: [id] });
    await events.next();
    await new Promise((resolve) => setTimeout(resolve, next() * 200));
    const pid = host.host.enginePid();
    process.kill(pid!, 'SIGKILL');
    expect(await end).toEqual({
      code: 4001,
      reason: 'The engine stopped unexpectedly (signal SIGKILL). It was started again.',
    });
    const again = await host.page();
    expect((await again.client.pictures.list()).map((info) => info.id)).toContain(id);
    found.push(await numbers(again.client, id));
    expect(host.host.enginePid()).not.toBe(pid);
    again.socket.close();
  }
  return found;
}

it(
  'an engine killed in the middle of a run is started again, knows the pictures, and gives the same numbers',
  async () => {
    const next = randomFrom(31);
    const found: unknown[] = [];
    for (let left = KILLS; left > 0; left -= KILLS_PER_HOST) {
      test ??= await startHost();
      found.push(...(await killAgainAndAgain(test, Math.min(left, KILLS_PER_HOST), next)));
      await test.close();
      test = undefined;
    }
    expect(found.length).toBe(KILLS + Math.ceil(KILLS / KILLS_PER_HOST));
    for (const one of found) expect(one).toEqual(found[0]);
  },
  120_000 + KILLS * 15_000,
);
