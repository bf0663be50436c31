import { afterAll, beforeAll, expect, it } from 'vitest';
import { writePng } from '@core/engine/png';
import type { RunEvent } from '@core/engine/contract';
import { defaultExperiment } from '@core/experiment/defaults';
import { keyMethods } from '@core/experiment/keys';
import type { Experiment } from '@core/experiment/schema';
import type { Client } from '../../helpers/engineClient';
import { endlessWork } from '../../helpers/endless';
import { makeRaster } from '../../helpers/pictures';
import { ended, startHost, type TestHost } from '../../helpers/servedHost';

let test: TestHost;
beforeAll(async () => {
  test = await startHost();
}, 180_000);
afterAll(() => test.close());

/** Below the number at which the host gives an engine up; `UPBENCH_KILLS` does more, slowly enough. */
const KILLS = Number(process.env['UPBENCH_KILLS'] ?? 3);

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

it(
  'an engine killed in the middle of a run is started again, knows the pictures, and gives the same numbers',
  async () => {
    const body = Buffer.from(writePng(makeRaster({ width: 60, height: 44 })));
    const uploaded = await test.fetch('/upload?name=p.png', { method: 'POST', body, headers: { origin: test.origin } });
    const { id } = (await uploaded.json()) as { id: string };
    const first = await test.page();
    const expected = await numbers(first.client, id);
    first.socket.close();
    for (let round = 0; round < KILLS; round++) {
      const page = await test.page();
      const end = ended(page.socket);
      const events = await page.client.runs.start({ experiment: endless, pictureIds: [id] });
      await events.next();
      await new Promise((resolve) => setTimeout(resolve, (round * 61) % 200));
      const pid = test.host.enginePid();
      process.kill(pid!, 'SIGKILL');
      expect(await end).toEqual({
        code: 4001,
        reason: 'The engine stopped unexpectedly (signal SIGKILL). It was started again.',
      });
      const again = await test.page();
      expect((await again.client.pictures.list()).map((info) => info.id)).toContain(id);
      expect(await numbers(again.client, id)).toEqual(expected);
      expect(test.host.enginePid()).not.toBe(pid);
      again.socket.close();
      // A machine that is asked for many deaths has to keep below the rate at which the engine counts as broken.
      if (KILLS > 5) await new Promise((resolve) => setTimeout(resolve, 5_000));
    }
  },
  120_000 + KILLS * 15_000,
);
