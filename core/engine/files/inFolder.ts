import { resolve, sep } from 'node:path';

/** The place of a file that is said from a folder; null for one outside of it, whatever a network or a session says. */
export function inFolder(folder: string, location: string): string | null {
  const place = resolve(folder, location);
  return place.startsWith(resolve(folder) + sep) ? place : null;
}
