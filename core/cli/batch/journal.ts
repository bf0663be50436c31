import { closeSync, createReadStream, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { Environment, Failure, ImageResult } from '../../experiment/schema';
import {
  failureLine,
  imageLine,
  journalLine,
  type FailureLine,
  type ImageLine,
  type RunLine,
} from '../../experiment/journalSchema';
import { isPlainFileName } from '../../experiment/schema';
import { message } from '../../messages';
import { UpbenchError, describe } from '../../tensor/errors';
import { readFailure, systemCode, writeFailure } from '../../engine/files/fileErrors';
import { openRegularSync } from '../../engine/files/regularFile';

export type { RunLine };

/** Where the latest word about a picture stands. */
export interface Entry {
  readonly type: 'image' | 'failure';
  readonly file: string;
  readonly index: number;
  readonly sha256: string | undefined;
  /** File names of its outputs. */
  readonly outputs: readonly string[];
  readonly offset: number;
  readonly length: number;
}

const NEWLINE = 10;

/** The output of a line that would leave its folder; a journal with one was not written by us. */
function unsafeOutput(line: unknown): string | undefined {
  const methods = z.object({ image: z.object({ methods: z.array(z.object({ output: z.string().optional() })) }) });
  const parsed = methods.safeParse(line);
  const outputs = parsed.success ? parsed.data.image.methods.map(({ output }) => output) : [];
  const unsafe = outputs.find((output) => output !== undefined && !isPlainFileName(output));
  return unsafe === undefined ? undefined : describe(unsafe);
}

/** An open journal. Lines that do not parse (after a power failure) count as never written. */
export class Journal {
  readonly entries = new Map<string, Entry>();
  run: RunLine | undefined;
  /** What computed it; known once the run has ended. */
  environment: Environment | undefined;
  private size = 0;

  private constructor(
    readonly path: string,
    private readonly descriptor: number,
  ) {}

  /** @param how `new` refuses a file that is there, `over` empties it, `open` reads it, `read` never writes. */
  static async open(path: string, how: 'new' | 'over' | 'open' | 'read'): Promise<Journal> {
    let descriptor: number;
    try {
      descriptor =
        how === 'new' || how === 'over'
          ? openSync(path, how === 'new' ? 'wx+' : 'w+')
          : openRegularSync(path, how === 'read' ? 'read' : 'read and write');
    } catch (error) {
      if (how === 'read' || how === 'open') throw error;
      if (how === 'new' && systemCode(error) === 'EEXIST')
        throw new UpbenchError('exists', message('made-by-other', { path }));
      throw writeFailure(path, error);
    }
    const journal = new Journal(path, descriptor);
    if (how === 'open' || how === 'read') {
      try {
        await journal.scan();
        // The half line of a process that was killed.
        if (how === 'open') ftruncateSync(descriptor, journal.size);
      } catch (error) {
        closeSync(descriptor);
        throw readFailure(path, error);
      }
    }
    return journal;
  }

  get isComplete(): boolean {
    return this.environment !== undefined;
  }

  begin(run: RunLine): void {
    this.append(run);
    this.run = run;
    this.environment = undefined;
  }

  addImage(index: number, image: ImageResult): void {
    this.enter({ type: 'image', index, image });
  }

  addFailure(index: number, failure: Failure): void {
    this.enter({ type: 'failure', index, failure });
  }

  end(environment: Environment): void {
    this.append({ type: 'end', environment });
    this.environment = environment;
  }

  image(entry: Entry): ImageResult {
    return imageLine.parse(this.read(entry)).image;
  }

  failure(entry: Entry): Failure {
    return failureLine.parse(this.read(entry)).failure;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private enter(line: ImageLine | FailureLine): void {
    this.remember(line, this.append(line));
  }

  private remember(line: ImageLine | FailureLine, place: { offset: number; length: number }): void {
    const { index } = line;
    if (line.type === 'failure') {
      const { file } = line.failure;
      this.entries.set(file, { type: 'failure', file, index, sha256: undefined, outputs: [], ...place });
    } else {
      const { file, sha256, methods, input } = line.image;
      const outputs = [...methods.map(({ output }) => output), input].flatMap((name) => name ?? []);
      this.entries.set(file, { type: 'image', file, index, sha256, outputs, ...place });
    }
  }

  /** All of the line or nothing of it, so that a full disk leaves a whole journal. */
  private append(value: unknown): { offset: number; length: number } {
    const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
    const offset = this.size;
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.descriptor, bytes, done, bytes.length - done, offset + done);
    } catch (error) {
      try {
        ftruncateSync(this.descriptor, offset);
      } catch {
        // The half line is passed over when the journal is read.
      }
      throw writeFailure(this.path, error);
    }
    this.size += bytes.length;
    return { offset, length: bytes.length - 1 };
  }

  private read({ offset, length }: Entry): unknown {
    const bytes = Buffer.alloc(length);
    try {
      for (let done = 0; done < length;) {
        const count = readSync(this.descriptor, bytes, done, length - done, offset + done);
        if (count === 0) throw new UpbenchError('corrupt-file', message('journal-shorter', { path: this.path }));
        done += count;
      }
    } catch (error) {
      throw readFailure(this.path, error);
    }
    return JSON.parse(bytes.toString('utf8'));
  }

  private async scan(): Promise<void> {
    let rest: Buffer[] = [];
    let offset = 0;
    for await (const chunk of createReadStream(this.path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE, from); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        const line = Buffer.concat([...rest, chunk.subarray(from, at)]);
        this.take(line.toString('utf8'), { offset, length: line.length });
        rest = [];
        offset += line.length + 1;
        from = at + 1;
      }
      rest.push(chunk.subarray(from));
    }
    this.size = offset;
  }

  private take(text: string, place: { offset: number; length: number }): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // A half line, see above: its picture is done again.
      return;
    }
    const parsed = journalLine.safeParse(value);
    if (!parsed.success) {
      const name = unsafeOutput(value);
      if (name === undefined) return;
      throw new UpbenchError('corrupt-file', message('unsafe-output-name', { name, journal: this.path }));
    }
    const line = parsed.data;
    if (line.type === 'run') {
      this.run = line;
      this.environment = undefined;
    } else if (line.type === 'end') this.environment = line.environment;
    else this.remember(line, place);
  }
}
