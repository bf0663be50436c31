import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../engine/files/fileErrors';

/** How programs of the same user find a served workbench. */
interface ServedState {
  readonly schema: 'upbench.served/1';
  readonly pid: number;
  /** Without a token, `http://127.0.0.1:47160`. */
  readonly address: string;
  /** For the header `Authorization: Bearer TOKEN`. */
  readonly token: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of the state files of this user's served workbenches; `UPBENCH_STATE` overrides it. */
export function stateFolder(environment: Environment = process.env, platform: string = process.platform): string {
  const { UPBENCH_STATE, XDG_RUNTIME_DIR, XDG_STATE_HOME, LOCALAPPDATA } = environment;
  if (UPBENCH_STATE) return UPBENCH_STATE;
  if (platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Upbench');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Upbench');
  return join(XDG_RUNTIME_DIR ?? XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'upbench');
}

/** Whether a file was left by a workbench that was killed. */
function isOfNobody(name: string): boolean {
  const pid = Number(/^served-(\d+)\.json$/.exec(name)?.[1] ?? NaN);
  if (!Number.isSafeInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
}

/** Writes the file, readable by this user only; the returned function removes it. */
export function writeState(folder: string, state: ServedState): () => void {
  const path = join(folder, `served-${state.pid}.json`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (isOfNobody(name)) rmSync(join(folder, name), { force: true });
  // A file of that name belongs to a process that has ended; removing it first gives the new one our mode.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(state)}\n`, { mode: 0o600, flag: 'wx' });
  return () => rmSync(path, { force: true });
}
