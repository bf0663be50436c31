import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromEngine } from '../engine/host/engineChannel';
import type { EngineChild, EngineChildEvents } from '../engine/host/engineKeeper';

/** Starts the engine as a process of Node; `entry` is the built servedEngine. */
export function forkEngine(entry: URL, events: EngineChildEvents): EngineChild<never> {
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // The child gets neither a debugger's port nor a script given by -e.
    execArgv: [],
    // A signal to the host's group (Ctrl+C in a terminal) is the host's alone, even before the child has set its
    // handlers. On Windows a process of its own group would open a console.
    detached: process.platform !== 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', events.onOutput);
  child.on('message', (message: FromEngine) => events.onMessage(message));
  child.on('error', (error) => events.onExit(error.message));
  child.on('exit', (code, signal) => events.onExit(signal === null ? `code ${String(code)}` : `signal ${signal}`));
  return {
    pid: child.pid,
    kill: () => void child.kill('SIGKILL'),
    send: (message) => {
      if (!child.connected) return false;
      // A message that does not arrive is followed by the exit event of the process.
      child.send(message, () => undefined);
      return true;
    },
  };
}
