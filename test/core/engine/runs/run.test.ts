import { describe, expect, it } from 'vitest';
import type { RunEvent } from '@core/engine/contract/contract';
import { Run } from '@core/engine/runs/run';
import { defaultExperiment } from '@core/experiment/defaults';

const make = () => new Run('r', defaultExperiment(), ['p']);
const started: RunEvent = { type: 'started', runId: 'r', images: 1, methods: 1 };
const cancelledEvent: RunEvent = { type: 'cancelled', runId: 'r' };
const failed = (key: string): RunEvent => ({
  type: 'method-failed',
  runId: 'r',
  image: 0,
  key,
  code: 'c',
  message: 'm',
});
const progress = (fraction: number): RunEvent => ({
  type: 'progress',
  runId: 'r',
  image: 0,
  key: 'k',
  done: 0,
  total: 1,
  fraction,
  label: '',
});

async function collect(run: Run, signal?: AbortSignal): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run.follow(signal)) events.push(event);
  return events;
}

describe('Run', () => {
  it('tells everybody everything, whenever they come', async () => {
    const run = make();
    const early = collect(run);
    run.say(started);
    run.say(failed('a'));
    const late = collect(run);
    run.say(cancelledEvent);
    const after = collect(run);
    for (const reader of [early, late, after]) expect(await reader).toEqual([started, failed('a'), cancelledEvent]);
    expect(run.state).toBe('cancelled');
    await run.settled;
  });

  it('keeps only the last word of progress, and none once a method is done', async () => {
    const run = make();
    run.say(started);
    run.say(progress(0.1));
    run.say(progress(0.2));
    const reader = run.follow();
    expect((await reader.next()).value).toEqual(started);
    expect((await reader.next()).value).toEqual(progress(0.2));
    run.say(progress(0.3));
    run.say(failed('a'));
    expect((await reader.next()).value).toEqual(failed('a'));
    run.say(cancelledEvent);
    expect((await reader.next()).value).toEqual(cancelledEvent);
    expect((await reader.next()).done).toBe(true);
  });

  it('lets a reader go at once when its signal aborts', async () => {
    const run = make();
    const controller = new AbortController();
    const reading = collect(run, controller.signal);
    run.say(started);
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await reading).toEqual([started]);
    expect(run.isOver).toBe(false);
  });

  it('throws its fault to readers after what was said', async () => {
    const run = make();
    run.say(started);
    run.fail({ code: 'internal', message: 'Broken.', details: {} });
    const reader = run.follow();
    expect((await reader.next()).value).toEqual(started);
    await expect(reader.next()).rejects.toMatchObject({ code: 'internal', message: 'Broken.' });
  });

  it('says nothing after its end', async () => {
    const run = make();
    run.say(cancelledEvent);
    run.say(failed('late'));
    expect(await collect(run)).toEqual([cancelledEvent]);
  });
});
