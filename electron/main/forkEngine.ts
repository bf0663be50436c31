import { utilityProcess, type MessagePortMain } from 'electron';
import type { FromEngine } from '@core/engine/host/engineChannel';
import type { EngineChild, EngineChildEvents, EngineKeeper } from '@core/engine/host/engineKeeper';

export const SERVICE_NAME = 'Upbench engine';

/** The keeper of an engine whose clients come with ports. */
export type DesktopEngine = EngineKeeper<MessagePortMain>;

/** Starts the engine as a utility process of Electron; `entry` is the path of the built file. Legal only after `ready`. */
export function forkEngine(entry: string, events: EngineChildEvents): EngineChild<MessagePortMain> {
  // No `cwd`: for the system a folder inside the asar archive does not exist.
  const child = utilityProcess.fork(entry, [], { serviceName: SERVICE_NAME, stdio: 'pipe' });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => events.onOutput(chunk.toString('utf8')));
  child.on('message', (message: FromEngine) => events.onMessage(message));
  child.on('exit', (code) => events.onExit(`code ${code}`));
  return {
    pid: child.pid,
    kill: () => void child.kill(),
    send: (message, port) => {
      child.postMessage(message, port === undefined ? [] : [port]);
      return true;
    },
  };
}
