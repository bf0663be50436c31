import type { CommandIo } from './command';

/** A line that is redrawn on a terminal and not shown elsewhere. */
export function progressLine(io: CommandIo): { show(text: string): void; clear(): void } {
  if (!io.interactive) return { show: () => undefined, clear: () => undefined };
  return { show: (text) => io.stderr(`\r\u001b[2K${text.slice(0, 100)}`), clear: () => io.stderr('\r\u001b[2K') };
}
