import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { MessageChannel } from 'node:worker_threads';
import type { Contract } from '@core/engine/contract/contract';
import { fromMessagePort } from '@core/engine/host/port';
import type { Engine } from '@core/engine/host/serve';

export type Client = ContractRouterClient<Contract>;

/** A client of an engine in this process, over a real message port; binary data goes by structured clone, as in Electron. */
export function connectTo(engine: Engine): { client: Client; disconnect: () => void } {
  const { port1, port2 } = new MessageChannel();
  engine.connect(fromMessagePort(port1));
  port2.start();
  const link = new RPCLink({
    port: port2,
    // A list, even an empty one, means structured clone; undefined means text.
    experimental_transfer: (message: unknown) => (holdsBinary(message) ? [] : undefined),
  });
  return { client: createORPCClient(link), disconnect: () => port2.close() };
}

function holdsBinary(value: unknown, depth = 0): boolean {
  if (value instanceof Uint8Array) return true;
  if (typeof value !== 'object' || value === null || depth > 6) return false;
  return Object.values(value).some((part) => holdsBinary(part, depth + 1));
}

/** What a refused call carries. */
export function faultOf(error: unknown): { code: string; message: string } {
  const { data } = error as { data?: { code?: string; message?: string } };
  return { code: data?.code ?? 'none', message: data?.message ?? String(error) };
}
