import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { memoryShelf, type KeptOutput, type OutputShelf } from '../../experiment/keptOutputs';
import { MOST_KEPT_BYTES } from '../thread/memory';
import { formOf, makeSamples, type Raster, type Samples } from '../../tensor/raster';

/**
 * Keeps the first outputs of a run in memory and the rest in one file of the work folder, which goes with `close`. Where
 * the file cannot be written, memory has to do.
 */
export class FileShelf implements OutputShelf {
  private inMemory = 0;
  private written = 0;
  private file: { readonly handle: number; readonly path: string } | undefined;

  constructor(
    private readonly folder: string,
    private readonly mostBytes = MOST_KEPT_BYTES,
  ) {}

  keep(raster: Raster): KeptOutput {
    const { byteLength } = raster.data;
    if (this.inMemory + byteLength > this.mostBytes) {
      const kept = this.write(raster);
      if (kept !== null) return kept;
    }
    this.inMemory += byteLength;
    return memoryShelf.keep(raster);
  }

  close(): void {
    if (!this.file) return;
    const { handle, path } = this.file;
    this.file = undefined;
    closeSync(handle);
    rmSync(path, { force: true });
  }

  private write(raster: Raster): KeptOutput | null {
    const { data, bitDepth } = raster;
    const start = this.written;
    try {
      const { handle } = (this.file ??= this.open());
      for (let done = 0; done < data.byteLength;)
        done += writeSync(handle, bytesOf(data), done, data.byteLength - done, start + done);
      this.written += data.byteLength;
      const size = data.BYTES_PER_ELEMENT;
      return {
        ...formOf(raster),
        length: data.length,
        values(from, to) {
          const part = makeSamples(bitDepth, to - from);
          const bytes = bytesOf(part);
          for (let done = 0; done < bytes.length;) {
            const read = readSync(handle, bytes, done, bytes.length - done, start + from * size + done);
            // A file that somebody shortened would be read for ever.
            if (read === 0) throw new Error('The file of kept outputs ended early.');
            done += read;
          }
          return part;
        },
      };
    } catch {
      return null;
    }
  }

  private open(): { readonly handle: number; readonly path: string } {
    // Beside the blobs, where what a killed thread leaves behind is looked for.
    const path = join(this.folder, 'blobs', `outputs-${randomBytes(8).toString('hex')}.part`);
    const handle = openSync(path, 'wx+', 0o600);
    // Windows keeps the names of open files; elsewhere a file without one goes with its process.
    if (process.platform !== 'win32') rmSync(path);
    return { handle, path };
  }
}

const bytesOf = (data: Samples): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
