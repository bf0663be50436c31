import { message as messageOf, say as inWords } from '../../messages';
import { sentenceOf } from '../../tensor/errors';
import { toFault } from '../files/fault';
import type { FromEngine, ToEngine } from './engineChannel';
import type { EnginePort } from './port';
import { createEngine, type Engine } from './serve';

interface EngineProcessOptions {
  /** URL of the built computing thread. */
  readonly computeWorker: URL;
  /** To the host that keeps this process. */
  say(message: FromEngine): void;
}

/** The keeper's other end: one engine in a process of its own. */
interface EngineProcess {
  /** @param port the client's, when it came with `connect` */
  receive(message: ToEngine, port?: EnginePort): void;
  /** Ends the threads, then the process; the folder belongs to the host, which removes it. */
  shutDown(): Promise<void>;
}

interface Line {
  onFrame: (frame: unknown) => void;
  onClose: () => void;
}

export function createEngineProcess({ computeWorker, say }: EngineProcessOptions): EngineProcess {
  const log = (line: string): void => say({ type: 'log', line });
  /** Clients whose frames come one by one over the host's channel. */
  const lines = new Map<number, Line>();
  let engine: Engine | undefined;

  const lineOf = (client: number): EnginePort => ({
    post: (frame) => say({ type: 'frame', client, frame: String(frame) }),
    listen: (onFrame, onClose) => void lines.set(client, { onFrame, onClose }),
    close: (reason) => {
      lines.delete(client);
      say({ type: 'closed', client, reason });
    },
  });

  const shutDown = async (): Promise<void> => {
    try {
      await engine?.dispose({ keep: true });
    } finally {
      process.exit(0);
    }
  };

  // A broken engine must end so that it can be started again; in a utility process a rejection only warns by default.
  process.on('unhandledRejection', (reason) => {
    const stack = reason instanceof Error ? `\n${reason.stack ?? ''}` : '';
    log(inWords(messageOf('log-rejection', { reason: sentenceOf(reason) })) + stack);
    process.exit(1);
  });

  const serve = (running: Engine, message: Exclude<ToEngine, { type: 'start' | 'shutdown' }>, port?: EnginePort) => {
    switch (message.type) {
      case 'connect':
        running.connect(port ?? lineOf(message.client));
        break;
      case 'frame':
        lines.get(message.client)?.onFrame(message.frame);
        break;
      case 'disconnect':
        lines.get(message.client)?.onClose();
        lines.delete(message.client);
        break;
      case 'open':
        running.openPath(message.path, message.given, message.isAside, message.folder).then(
          (picture) => say({ type: 'opened', request: message.request, picture }),
          (error: unknown) => say({ type: 'refused', request: message.request, fault: toFault(error) }),
        );
        break;
    }
  };

  return {
    shutDown,
    receive: (message, port) => {
      if (message.type === 'start') engine = createEngine({ ...message.data, computeWorker, log });
      else if (message.type === 'shutdown') void shutDown();
      else if (engine === undefined) log(inWords(messageOf('log-early-message', { type: message.type })));
      else serve(engine, message, port);
    },
  };
}
