import { resolve, sep } from 'node:path';

/** The place of a file that is said from a folder; null for one outside of it, whatever a network or a session says. */
export function inFolder(folder: string, location: string): string | null {
  const place = resolve(folder, location);
  // No system has files with such names, and Node refuses to look for them.
  if (place.includes('\0')) return null;
  return place.startsWith(resolve(folder) + sep) ? place : null;
}
