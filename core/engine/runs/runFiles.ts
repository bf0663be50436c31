import { rmSync } from 'node:fs';
import type { BlobRef } from '../contract/contract';

/** A picture of a run, written or being written. */
export interface RunFile {
  readonly isThere: boolean;
  /** Waits for it; null where pictures are not wanted. */
  wait(): BlobRef | null;
  /** Nobody hears of it: it goes. */
  drop(): void;
}

export const noFile: RunFile = { isThere: true, wait: () => null, drop: () => undefined };

/** One that is there. */
export const writtenFile = (blob: BlobRef, path: string): RunFile => ({
  isThere: true,
  wait: () => blob,
  drop: () => rmSync(path, { force: true }),
});

interface Waiting {
  readonly files: readonly RunFile[];
  tell(blobs: readonly (BlobRef | null)[]): void;
}

/**
 * Events of a run that name files, told in order and no sooner than the files are there. Other work goes on meanwhile.
 */
export class FileEvents {
  private readonly waiting: Waiting[] = [];

  /** @param tell is called with what the files are called, in their order */
  say(files: readonly RunFile[], tell: Waiting['tell']): void {
    this.waiting.push({ files, tell });
    this.flush();
  }

  /** Whether nothing is held back. */
  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Tells what can be told. */
  flush(): void {
    while (this.waiting[0]?.files.every(({ isThere }) => isThere)) this.tellFirst();
  }

  /** Waits for all files and tells the rest. */
  finish(): void {
    while (!this.isEmpty) this.tellFirst();
  }

  /** The run ended otherwise: what nobody heard of goes. */
  drop(): void {
    for (const { files } of this.waiting.splice(0)) for (const file of files) file.drop();
  }

  private tellFirst(): void {
    const first = this.waiting[0];
    if (first === undefined) return;
    const blobs = first.files.map((file) => file.wait());
    this.waiting.shift();
    first.tell(blobs);
  }
}
