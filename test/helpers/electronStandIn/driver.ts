import { RemotePorts } from './ports';
import type { FromDriver, PrintOptions, ToDriver } from './wire';

/** The process that owns the browser, over the process channel. */
class Driver {
  readonly ports = new RemotePorts((message) => this.say(message));
  readonly dialogs = new Map<number, (paths: string[]) => void>();
  readonly prints = new Map<number, (bytes: Uint8Array | null) => void>();
  private nextCall = 1;

  say(message: ToDriver): void {
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  }
  /** Shows a dialog; the test decides what the user picks, nothing meaning "cancel". */
  ask(kind: 'open' | 'save', options: unknown): Promise<string[]> {
    const call = this.nextCall++;
    return new Promise((resolve) => {
      this.dialogs.set(call, resolve);
      this.say({ type: 'dialog', call, kind, options: structuredClone(options) });
    });
  }
  /** Prints a window's page. */
  print(id: number, options: PrintOptions): Promise<Uint8Array | null> {
    const call = this.nextCall++;
    return new Promise((resolve) => {
      this.prints.set(call, resolve);
      this.say({ type: 'print', id, call, options });
    });
  }
  listen(receive: (message: FromDriver) => void): void {
    process.on('message', receive);
  }
}

export const driver = new Driver();
