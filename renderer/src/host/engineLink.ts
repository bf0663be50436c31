import { createORPCClient, DynamicLink } from '@orpc/client';
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port';
import type { EngineClient } from './host';

/** Why a port closed, where the other side said so. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

/** One port to the engine. `closed` settles when it can no longer be used. */
export interface EnginePort {
  readonly port: SupportedMessagePort;
  readonly closed: Promise<Ending | null>;
}

interface EngineLinkOptions {
  /** Opens a fresh port; rejects when the engine cannot be reached now. */
  readonly open: () => Promise<EnginePort>;
  readonly onState: (state: 'connected' | 'lost', ending?: Ending) => void;
  /** Waits between attempts; injected so that tests need no time. */
  readonly wait?: (attempt: number) => Promise<void>;
}

/** 0.2, 0.4, 0.8 ... at most 3 seconds. */
const patience = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(3000, 200 * 2 ** attempt)));

/**
 * A client that outlives its port: calls wait until there is one, calls under way reject when theirs closes,
 * and a closed port is replaced at once.
 */
export function createEngineLink({ open, onState, wait = patience }: EngineLinkOptions): EngineClient {
  let current: Promise<RPCLink<Record<never, never>>>;

  async function connect(): Promise<RPCLink<Record<never, never>>> {
    for (let attempt = 0; ; attempt++) {
      try {
        const { port, closed } = await open();
        void closed.then((ending) => {
          onState('lost', ending ?? undefined);
          current = connect();
        });
        onState('connected');
        return new RPCLink({ port });
      } catch {
        if (attempt === 0) onState('lost');
        await wait(attempt);
      }
    }
  }

  current = connect();
  return createORPCClient(new DynamicLink(() => current));
}
