import { RPCHandler } from '@orpc/server/message-port';
import { implement } from '@orpc/server';
import { describe, expect, it, vi } from 'vitest';
import { contract } from '@core/engine/contract/contract';
import { createEngineLink, type EnginePort } from '@renderer/host/engineLink';

const os = implement(contract);
const router = { pictures: { samples: os.pictures.samples.handler(() => [{ name: 'a.png', title: 'A' }]) } };
const silent = { pictures: { samples: os.pictures.samples.handler(() => new Promise<never>(() => undefined)) } };

/** Two ends of a line within this thread; `cut` closes both, as a dying process does. */
function line(): { near: EnginePort; far: EventTarget & { postMessage(data: unknown): void }; cut(): void } {
  class End extends EventTarget {
    other: End | null = null;
    postMessage(data: unknown): void {
      queueMicrotask(() => this.other?.dispatchEvent(new MessageEvent('message', { data })));
    }
  }
  const [near, far] = [new End(), new End()];
  near.other = far;
  far.other = near;
  let close = (_: null): void => undefined;
  const closed = new Promise<null>((resolve) => (close = resolve));
  return {
    near: { port: near, closed },
    far,
    cut() {
      near.other = far.other = null;
      near.dispatchEvent(new Event('close'));
      close(null);
    },
  };
}

function serve(handlers: object): ReturnType<typeof line> {
  const made = line();
  new RPCHandler(handlers as typeof router).upgrade(made.far, { context: {} });
  return made;
}

describe('createEngineLink', () => {
  it('waits with calls until the engine can be reached', async () => {
    const states: string[] = [];
    let attempts = 0;
    const client = createEngineLink({
      open: () => (++attempts < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve(serve(router).near)),
      onState: (state) => states.push(state),
      wait: () => Promise.resolve(),
    });
    expect(await client.pictures.samples()).toEqual([{ name: 'a.png', title: 'A' }]);
    expect([attempts, states]).toEqual([3, ['lost', 'connected']]);
  });

  it('rejects calls under way when the line breaks, and answers the next ones on a new line', async () => {
    const lines = [serve(silent), serve(router)];
    let opened = 0;
    const open = (): Promise<EnginePort> => Promise.resolve(lines[opened++]!.near);
    const states: string[] = [];
    const client = createEngineLink({ open, onState: (state) => states.push(state), wait: () => Promise.resolve() });
    const lost = client.pictures.samples();
    await vi.waitFor(() => expect(opened).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    lines[0]!.cut();
    await expect(lost).rejects.toThrow();
    expect(await client.pictures.samples()).toHaveLength(1);
    expect(states).toEqual(['connected', 'lost', 'connected']);
  });
});
