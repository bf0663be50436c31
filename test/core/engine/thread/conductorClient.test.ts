import { afterEach, describe, expect, it } from 'vitest';
import { ComputeThread } from '@core/engine/thread/computeThread';
import type { RunJob, RunJobEvent } from '@core/engine/thread/jobs';

const entry = new URL('../../../helpers/fakeConductor.mjs', import.meta.url);
const clients: ComputeThread[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.dispose())));

function start(): { client: ComputeThread; log: string[] } {
  const log: string[] = [];
  const client = new ComputeThread(entry, (line) => log.push(line));
  clients.push(client);
  return { client, log };
}

/** The fake reads its orders in the name. */
function job(orders: string, path = ''): RunJob {
  return {
    kind: 'run',
    name: orders,
    path,
    pictures: 'none',
    freeBytes: 0,
    folder: '',
    experiment: {} as RunJob['experiment'],
  };
}

/** Starts a job and resolves when it has said something, so that it surely runs. */
async function begun(client: ComputeThread, orders: string) {
  let hear = (): void => undefined;
  const heard = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const running = client.run(job(orders), () => hear());
  await heard;
  return running;
}

describe('ComputeThread', () => {
  it('says what computes and runs jobs in the order they came', async () => {
    const { client } = start();
    expect(await client.computing()).toEqual({ operators: 'fake', threads: 1, decoder: {} });
    const order: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map(async (path) => {
        await client.run(job('done', path)).done;
        order.push(path);
      }),
    );
    expect(order).toEqual(['a', 'b', 'c']);
    expect(client.isIdle).toBe(true);
  });

  it('is replaced when it has nothing to do, and not while it works', async () => {
    const { client } = start();
    await client.run(job('done')).done;
    expect(client.renew()).toBe(true);
    await client.run(job('done')).done;
    const running = client.run(job('done'));
    expect(client.renew()).toBe(false);
    await running.done;
  });

  it('says that no thread comes up rather than nothing', async () => {
    const client = new ComputeThread(new URL('file:///nonexistent/computeWorker.js'));
    clients.push(client);
    await expect(client.computing()).rejects.toThrow('The computing thread did not start');
    const waiting = client.computing();
    void client.dispose();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.computing()).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('hands events over in order, and failures with code, sentence and details', async () => {
    const { client } = start();
    const events: RunJobEvent[] = [];
    await client.run(job('event'), (event) => events.push(event)).done;
    expect(events.map((event) => event.type === 'progress' && event.done)).toEqual([0, 1, 2]);
    await expect(client.run(job('fail')).done).rejects.toMatchObject({
      name: 'UpbenchError',
      code: 'corrupt-file',
      message: 'It is damaged.',
      details: { parameter: 'p' },
    });
  });

  it('stops a thread that listens without ending it', async () => {
    const { client, log } = start();
    const running = await begun(client, 'polite');
    running.cancel();
    running.cancel();
    await expect(running.done).rejects.toMatchObject({ code: 'cancelled' });
    await client.run(job('done')).done;
    expect(log).toEqual([]);
  });

  it('ends a thread that does not listen after 80 ms, and the next job is done by a fresh one', async () => {
    const { client, log } = start();
    const running = await begun(client, 'deaf');
    const next = client.run(job('done', 'next'));
    running.cancel();
    await expect(running.done).rejects.toMatchObject({ code: 'cancelled' });
    expect(await next.done).toEqual({ echo: 'next' });
    expect(log).toEqual(['Ended the computing thread: it did not stop within 80 ms.']);
  });

  it('cancels a job that still waits without touching the one that runs', async () => {
    const { client } = start();
    const running = await begun(client, 'polite');
    const waiting = client.run(job('done'));
    waiting.cancel();
    await expect(waiting.done).rejects.toMatchObject({ code: 'cancelled' });
    running.cancel();
    await expect(running.done).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([
    ['throw', 'interrupted', 'The computing thread stopped unexpectedly. Start the run again.'],
    ['exit', 'interrupted', 'The computing thread stopped unexpectedly. Start the run again.'],
    ['memory', 'too-large', 'There was not enough memory for this picture. Use a smaller one.'],
  ])('a thread that dies by "%s" takes only its own job with it', async (orders, code, message) => {
    const { client, log } = start();
    const dying = client.run(job(orders));
    const next = client.run(job('done', 'next'));
    await expect(dying.done).rejects.toMatchObject({ code, message });
    expect(await next.done).toEqual({ echo: 'next' });
    expect(log[0]).toMatch(/^The computing thread stopped: /);
  });

  it('rejects everything when it is disposed of', async () => {
    const { client } = start();
    const running = await begun(client, 'deaf');
    const waiting = client.run(job('done'));
    const outcomes = Promise.allSettled([running.done, waiting.done]);
    await client.dispose();
    expect(
      (await outcomes).map((outcome) => outcome.status === 'rejected' && (outcome.reason as { code: string }).code),
    ).toEqual(['cancelled', 'cancelled']);
  });
});
