import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { message, say } from '@core/messages';

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface WindowState {
  /** Absent: the system places the window. */
  readonly bounds?: Bounds;
  readonly isMaximized: boolean;
}

export const MINIMUM = { width: 960, height: 600 };
export const DEFAULT_SIZE = { width: 1280, height: 800 };

/** The saved place, if enough of the window would be reachable on one of the present screens. */
export function usableState(saved: unknown, screens: readonly Bounds[]): WindowState {
  const state = saved as { bounds?: Partial<Record<keyof Bounds, unknown>>; isMaximized?: unknown } | null;
  const isMaximized = state?.isMaximized === true;
  const { x, y, width, height } = state?.bounds ?? {};
  if (![x, y, width, height].every((value) => Number.isSafeInteger(value))) return { isMaximized };
  const bounds = {
    x: x as number,
    y: y as number,
    width: Math.max(MINIMUM.width, width as number),
    height: Math.max(MINIMUM.height, height as number),
  };
  const isVisible = screens.some((screen) => {
    const across = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
    // The title bar must be in reach.
    return across >= 100 && bounds.y >= screen.y && bounds.y < screen.y + screen.height - 40;
  });
  return isVisible ? { bounds, isMaximized } : { isMaximized };
}

export function readState(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

/** Keeps the state; a folder that cannot be written costs nothing but the place of the window. */
export function writeState(file: string, state: WindowState, log: (line: string) => void): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.tmp`, JSON.stringify(state));
    renameSync(`${file}.tmp`, file);
  } catch (error) {
    log(say(message('log-place-not-kept', { reason: String(error) })));
  }
}
