import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 1_000_000;

/** A log in the user's folder, one older file kept. Logging never throws: a full disk must not stop the work. */
export function createLog(folder: string, now: () => Date = () => new Date()): (line: string) => void {
  const file = join(folder, 'upbench.log');
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return () => undefined;
  }
  return (line) => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES)
        renameSync(file, join(folder, 'upbench.old.log'));
      appendFileSync(file, `${now().toISOString()} ${line.replace(/[\r\n]+/g, ' | ')}\n`);
    } catch {
      // Nothing can be done about it, and there is no one to tell.
    }
  };
}
