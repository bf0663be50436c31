import { message, say } from '../../messages';
import type { AnyRouter } from '@orpc/server';
import { ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { toFault } from '../files/fault';
import { createFrameGuard } from './frameGuard';
import type { EnginePort } from './port';

/** What a procedure knows of who asked. */
export interface ConnectionContext {
  readonly connection: {
    /** The connection broke (a reload, a closed window), unlike a client that ended one request. */
    isLost: boolean;
  };
}

/** Errors as the client sees them: a sentence, and `{ code, message, details }` as data. */
function toWireError(error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError && error.code !== 'BAD_REQUEST') return error;
  if (error instanceof ORPCError) {
    const message = 'The page sent a request that does not fit the contract.';
    return new ORPCError('INVALID_PARAMETER', {
      status: 400,
      message,
      data: { code: 'invalid-parameter', message, details: {} },
    });
  }
  // Stacks are for the log, not for pages.
  const { trace: _trace, ...fault } = toFault(error);
  return new ORPCError(fault.code.replaceAll('-', '_').toUpperCase(), {
    status: fault.code === 'internal' ? 500 : 422,
    message: fault.message,
    data: fault,
  });
}

/** Runs `events`, turning what it throws into what the client can read. */
export async function* withWireErrors<Value>(events: AsyncGenerator<Value, void>): AsyncGenerator<Value, void> {
  try {
    yield* events;
  } catch (error) {
    throw toWireError(error);
  }
}

type Listener = (event?: { data: unknown }) => void;

/** Serves `router` to clients; returns the function that takes in one more. */
export function createConnector(
  router: AnyRouter,
  log: (line: string) => void,
  now: () => number,
): (port: EnginePort) => void {
  const handler = new RPCHandler<ConnectionContext>(router, {
    interceptors: [
      async ({ next }) => {
        try {
          return await next();
        } catch (error) {
          const { code, message } = toFault(error);
          if (code === 'internal' && !(error instanceof ORPCError)) log(message);
          throw toWireError(error);
        }
      },
    ],
  });

  return (port) => {
    const context: ConnectionContext = { connection: { isLost: false } };
    const guard = createFrameGuard(now);
    let deliver: Listener = () => undefined;
    let closeHandler: Listener = () => undefined;
    handler.upgrade(
      {
        postMessage: (message: unknown) => {
          if (!context.connection.isLost) port.post(message);
        },
        on: (event: string, listener: Listener) => {
          if (event === 'message') deliver = listener;
          else closeHandler = listener;
        },
      },
      { context },
    );
    const lose = (): void => {
      if (context.connection.isLost) return;
      context.connection.isLost = true;
      closeHandler();
    };
    port.listen((frame) => {
      if (context.connection.isLost) return;
      const checked = guard(frame);
      if ('frame' in checked) {
        deliver({ data: checked.frame });
        return;
      }
      log(say(message('log-connection-sent', { what: checked.reason })));
      port.close(say(checked.reason));
      lose();
    }, lose);
  };
}
