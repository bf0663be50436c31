import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PictureInfo } from '@core/engine/contract/contract';
import type { ToEngine } from '@core/engine/host/engineChannel';
import { EngineKeeper, type EngineChildEvents } from '@core/engine/host/engineKeeper';

const data = { folder: '/work', samples: null, openSample: false };

/** A keeper over processes that do only what the test says. */
function keeperOf() {
  const started: { events: EngineChildEvents; sent: ToEngine[]; isKilled: boolean }[] = [];
  const log: string[] = [];
  const deaths: [string, boolean][] = [];
  const frames: string[] = [];
  const keeper = new EngineKeeper<string>({
    data,
    log: (line) => log.push(line),
    onDeath: (reason, willRestart) => deaths.push([reason, willRestart]),
    onFrame: (client, frame) => frames.push(`${client}: ${frame}`),
    start: (events) => {
      const child = { events, sent: [] as ToEngine[], isKilled: false };
      started.push(child);
      return {
        pid: started.length,
        send: (message) => child.sent.push(message) > 0,
        kill: () => {
          child.isKilled = true;
          events.onExit('signal SIGKILL');
        },
      };
    },
  });
  return { keeper, started, log, deaths, frames };
}

describe('the keeper of the engine process', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('starts it, gives it its data first, and carries questions, frames and lines for the log', async () => {
    const { keeper, started, log, frames } = keeperOf();
    const [child] = started;
    expect(child!.sent).toEqual([{ type: 'start', data }]);
    const client = keeper.connect('a port');
    expect(client).toBe(1);
    const opened = keeper.open('/a.png', 'a.png');
    const refused = keeper.open('/b.png');
    expect(child!.sent.slice(1)).toEqual([
      { type: 'connect', client: 1 },
      { type: 'open', request: 2, path: '/a.png', given: 'a.png' },
      { type: 'open', request: 3, path: '/b.png' },
    ]);
    child!.events.onMessage({ type: 'opened', request: 2, picture: { id: 'p' } as PictureInfo });
    child!.events.onMessage({
      type: 'refused',
      request: 3,
      fault: { code: 'corrupt-file', message: 'It is damaged.', details: {} },
    });
    child!.events.onMessage({ type: 'frame', client: 1, frame: 'hello' });
    child!.events.onMessage({ type: 'log', line: 'a line' });
    child!.events.onOutput('one\n\ntwo\n');
    expect(await opened).toEqual({ id: 'p' });
    await expect(refused).rejects.toMatchObject({ code: 'corrupt-file', message: 'It is damaged.' });
    expect([frames, log]).toEqual([['1: hello'], ['a line', 'engine: one', 'engine: two']]);
  });

  it('starts it again when it dies, and says what the system knew of the end', async () => {
    const { keeper, started, deaths } = keeperOf();
    const lost = keeper.open('/a.png');
    keeper.noteGone('oom');
    started[0]!.events.onExit('code 5');
    await expect(lost).rejects.toMatchObject({ code: 'interrupted' });
    expect(deaths).toEqual([['The engine stopped unexpectedly (oom).', true]]);
    expect([started.length, keeper.pid, keeper.isGone]).toEqual([2, 2, false]);
    // A late word of the first is none of the second's.
    started[0]!.events.onExit('code 5');
    expect(started).toHaveLength(2);
    started[1]!.events.onExit('code 7');
    expect(deaths[1]).toEqual(['The engine stopped unexpectedly (code 7).', true]);
  });

  it('gives it up after six deaths in a row: nothing answers any more', async () => {
    const { keeper, started, deaths } = keeperOf();
    for (let death = 0; death < 6; death++) started[death]!.events.onExit('code 1');
    expect(deaths.map(([, willRestart]) => willRestart)).toEqual([true, true, true, true, true, false]);
    expect([started.length, keeper.isGone, keeper.connect()]).toEqual([6, true, null]);
    await expect(keeper.open('/a.png')).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('forgives deaths that are long ago', () => {
    const { started, deaths } = keeperOf();
    for (let death = 0; death < 20; death++) {
      started[death]!.events.onExit('code 1');
      vi.advanceTimersByTime(10_000);
    }
    expect(deaths.every(([, willRestart]) => willRestart)).toBe(true);
  });

  it('asks it to end, and ends it when it does not', async () => {
    const { keeper, started, deaths } = keeperOf();
    const closed = keeper.close();
    expect(started[0]!.sent.at(-1)).toEqual({ type: 'shutdown' });
    await vi.advanceTimersByTimeAsync(1_600);
    await closed;
    expect([started[0]!.isKilled, started.length, deaths]).toEqual([true, 1, []]);
  });
});
