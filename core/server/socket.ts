import { message, say, type Message } from '../messages';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { MAX_FRAME_LENGTH, createFrameGuard } from '../engine/host/frameGuard';
import type { EngineKeeper } from '../engine/host/engineKeeper';

/** Why the host closed a socket; the page acts on these. 4000-4999 are an application's own. */
export const CLOSE_CODES = {
  /** A frame that does not belong here; connecting again is allowed, the fault is the page's. */
  badFrame: 1008,
  /** The engine died and was started again: connect again, pictures are still open, runs are gone. */
  engineRestarted: 4001,
  /** The engine will not be restarted; nothing will answer. */
  engineGone: 4002,
  /** The host is ending. */
  shuttingDown: 1001,
} as const;

/** A page that does not read what it asked for is cut off before it fills the memory. */
const MAX_UNREAD_BYTES = 2 ** 26;
const MAX_SOCKETS = 32;

/** Sockets of pages: each is one client of the engine. */
export class SocketHub {
  private readonly clients = new Map<number, { readonly socket: WebSocket; refuse(reason: Message): void }>();
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_LENGTH * 4,
    clientTracking: true,
  });

  constructor(
    private readonly engine: () => EngineKeeper,
    private readonly log: (line: string) => void,
  ) {
    this.server.on('connection', (socket) => this.take(socket));
    this.server.on('wsClientError', (error, raw) => {
      this.log(say(message('log-upgrade-refused', { reason: error.message })));
      raw.destroy();
    });
  }

  get size(): number {
    return this.server.clients.size;
  }

  upgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, raw, head, (socket) => this.server.emit('connection', socket, request));
  }

  /** A frame of the engine for one page. */
  deliver(client: number, frame: string): void {
    const page = this.clients.get(client);
    if (page === undefined || page.socket.readyState !== page.socket.OPEN) return;
    if (page.socket.bufferedAmount > MAX_UNREAD_BYTES) page.refuse(message('socket-unread'));
    else page.socket.send(frame);
  }

  /** The engine ended a page's line. */
  closed(client: number, reason: string): void {
    const page = this.clients.get(client);
    this.clients.delete(client);
    if (page !== undefined) this.end(page.socket, CLOSE_CODES.badFrame, reason);
  }

  closeAll(code: number, reason: string): void {
    // Their engine has ended or is about to: it need not be told that the pages leave.
    this.clients.clear();
    for (const socket of this.server.clients) this.end(socket, code, reason);
  }

  private end(socket: WebSocket, code: number, reason: string): void {
    // A close frame holds at most 123 bytes of reason.
    socket.close(
      code,
      Buffer.from(reason)
        .subarray(0, 120)
        .toString('utf8')
        .replace(/\ufffd+$/, ''),
    );
    // A page that does not answer the close frame is disconnected.
    setTimeout(() => socket.terminate(), 1_000).unref();
  }

  private take(socket: WebSocket): void {
    const engine = this.engine();
    const client = engine.connect();
    if (client === null) return this.end(socket, CLOSE_CODES.engineGone, say(message('socket-engine-gone')));
    const disconnect = (): void => {
      if (this.clients.delete(client)) engine.send({ type: 'disconnect', client });
    };
    const refuse = (reason: Message): void => {
      this.log(say(message('log-connection-sent', { what: reason })));
      disconnect();
      this.end(socket, CLOSE_CODES.badFrame, say(reason));
    };
    this.clients.set(client, { socket, refuse });
    socket.on('error', (error) => this.log(say(message('log-connection-failed', { reason: error.message }))));
    socket.on('close', disconnect);
    if (this.size > MAX_SOCKETS) {
      refuse(message('socket-too-many'));
      return;
    }
    const guard = createFrameGuard(() => performance.now());
    socket.on('message', (data, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      const text = isBinary || !Buffer.isBuffer(data) ? null : data.toString('utf8');
      const checked = text === null ? { reason: message('frame-binary') } : guard(text);
      if ('reason' in checked) refuse(checked.reason);
      else if (text !== null && this.clients.has(client)) engine.send({ type: 'frame', client, frame: text });
    });
  }
}
