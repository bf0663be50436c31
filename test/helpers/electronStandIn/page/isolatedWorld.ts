import { decode, encode, NOT_CLONEABLE } from '../codec';
import { createBridge } from './bridge';

// Runs in the preload script's own world: gives it `require('electron')` of a sandboxed window.

type Json = ReturnType<typeof encode>;
type Listener = (event: { ports: MessagePort[] }, ...args: unknown[]) => void;
/** Set by the driver beside this script. */
declare const standInSay: (message: string) => void;

const listeners = new Map<string, Listener[]>();
const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
const ports = new Map<number, MessagePort>();
const droppedPaths = new Map<string, string>();
let nextCall = 1;

const say = (message: unknown): void => standInSay(JSON.stringify(encode(message)));
const on = (channel: string, listener: Listener): void =>
  void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
const off = (channel: string, listener: Listener): void => {
  const left = [...(listeners.get(channel) ?? [])];
  const at = left.lastIndexOf(listener);
  if (at >= 0) left.splice(at, 1);
  listeners.set(channel, left);
};

const ipcRenderer = {
  on,
  addListener: on,
  off,
  removeListener: off,
  once(channel: string, listener: Listener): void {
    const wrapped: Listener = (event, ...args) => {
      off(channel, wrapped);
      listener(event, ...args);
    };
    on(channel, wrapped);
  },
  send: (channel: string, ...args: unknown[]): void => say({ type: 'ipc', call: null, channel, args }),
  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const call = nextCall++;
    return new Promise((resolve, reject) => {
      calls.set(call, { resolve, reject });
      say({ type: 'ipc', call, channel, args });
    });
  },
};

const bridge = createBridge('preload', 'page');
const electron = {
  ipcRenderer,
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => bridge.invoke(0, [name, api]) },
  webUtils: { getPathForFile: (file: File): string => droppedPaths.get(file.name) ?? '' },
};

function openPort(id: number): MessagePort {
  const { port1, port2 } = new MessageChannel();
  ports.set(id, port2);
  port2.onmessage = ({ data }) => {
    try {
      say({ type: 'port-message', port: id, data: data as unknown });
    } catch {
      // What cannot cross to another process never arrives.
      reportError(new Error(NOT_CLONEABLE));
    }
  };
  port2.addEventListener('close', () => {
    if (ports.delete(id)) say({ type: 'port-close', port: id });
  });
  return port1;
}

type Incoming =
  | { type: 'send'; channel: string; args: unknown[]; ports: number[] }
  | { type: 'reply'; call: number; value: unknown; error: string | null }
  | { type: 'port-message'; port: number; data: unknown }
  | { type: 'port-close'; port: number }
  | { type: 'dropped'; paths: Record<string, string> };

function receive(json: Json): void {
  const message = decode(json) as Incoming;
  if (message.type === 'send') {
    const given = message.ports.map(openPort);
    for (const listener of listeners.get(message.channel) ?? []) listener({ ports: given }, ...message.args);
  } else if (message.type === 'reply') {
    const waiting = calls.get(message.call);
    calls.delete(message.call);
    if (message.error === null) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  } else if (message.type === 'port-message') ports.get(message.port)?.postMessage(message.data);
  else if (message.type === 'port-close') {
    const port = ports.get(message.port);
    ports.delete(message.port);
    port?.close();
  } else for (const [name, path] of Object.entries(message.paths)) droppedPaths.set(name, path);
}

const MODULES: Readonly<Record<string, unknown>> = { electron };
Object.assign(globalThis, {
  standInReceive: receive,
  standInRequire: (name: string): unknown => {
    const found = MODULES[name];
    if (found === undefined) throw new Error(`module not found: ${name}`);
    return found;
  },
});
