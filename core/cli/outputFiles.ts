import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { systemCode, writeFailure } from '../engine/files/fileErrors';
import { message, type Message } from '../messages';
import { UpbenchError, cancelled } from '../tensor/errors';
import { shortened } from '../tensor/fileNames';
import type { OptionDescriptor } from './arguments';
import { tell, type CommandIo } from './command';

/**
 * Files that commands write, and the one rule about files that are there already:
 *
 * - Names that the product makes (in the folder of `--out`) never take a file's place. All files of a run get the first
 *   number that is free: `results-2.json`. `--force` replaces them.
 * - A file that an option names is written under exactly that name. What was there is replaced, and the command says
 *   so. It is never a file that the command reads, nor one that two options name.
 *
 * Every file is written under a hidden name first and takes its place when it is whole.
 */

/** Of commands whose files are all named by options, for scripts that give it. */
export const namedForce = {
  type: 'boolean',
  short: 'f',
  help: {
    en: 'Changes nothing: a file that an option names is replaced.',
    'zh-CN': '无作用：选项指定的文件总会被替换。',
  },
} as const satisfies OptionDescriptor;

type Content = string | Uint8Array | AsyncIterable<string>;

/** A file to be: its name below the folder, and its bytes or the file they are in. */
export interface FileToWrite {
  readonly name: string;
  readonly content: Content | { readonly path: string };
}

/** A hidden name beside a file, for what is not complete yet; it fits where the file's own name does. */
function partBeside(path: string): string {
  return join(dirname(path), `.${shortened(basename(path), 120)}.${randomBytes(6).toString('hex')}.part`);
}

/** Names of a process's own streams. */
const OWN_STREAMS = /^\/(dev\/(stdout|stderr|fd\/\d+)|proc\/[^/]+\/fd\/\d+)$/;

/**
 * Whether a name stands for a device or pipe instead of a file on a disk: `/dev/null`, a terminal, a named pipe. It is
 * written to; a file put in its place would be a surprise.
 */
export async function isDevice(path: string): Promise<boolean> {
  if (process.platform !== 'win32' && OWN_STREAMS.test(resolve(path))) return true;
  try {
    const found = await stat(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    // Nothing there yet, or nothing we may look at: writing it says what is wrong.
    return false;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Refuses an output that names a file the command reads, because writing it would lose the input, and two outputs of
 * one name. Links are followed.
 */
export async function keepInputs(
  inputs: readonly (string | undefined)[],
  outputs: readonly (string | undefined)[],
): Promise<void> {
  const written = new Map<string, string>();
  for (const path of outputs) {
    if (path === undefined || path === '-' || (await isDevice(path))) continue;
    const place = await placeOf(path);
    if (written.has(place)) throw new UpbenchError('invalid-parameter', message('output-named-twice', { path }));
    written.set(place, path);
  }
  // There may be thousands of inputs, and most command lines name no output.
  if (written.size === 0) return;
  for (const input of inputs) {
    if (input === undefined) continue;
    const path = written.get(await placeOf(input.replace(/(\.npz):[^/\\]+$/i, '$1')));
    if (path !== undefined) throw new UpbenchError('invalid-parameter', message('output-is-input', { path }));
  }
}

/** Where a file lies without links; one that is not there yet, by its folder. */
async function placeOf(path: string): Promise<string> {
  const full = resolve(path);
  try {
    return await realpath(full);
  } catch {
    const folder = await realpath(dirname(full)).catch(() => dirname(full));
    return join(folder, basename(full));
  }
}

/** Names in a folder, in lower case because some disks do not tell cases apart; none when it does not exist. */
export async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set((await readdir(folder)).map((name) => name.toLowerCase()));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Set();
    throw writeFailure(folder, error);
  }
}

/** Puts a finished part in its place; without `force` never over something that is there. */
async function settle(part: string, path: string, force: boolean): Promise<void> {
  if (force) return rename(part, path);
  try {
    await link(part, path);
    await rm(part, { force: true });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new UpbenchError('exists', message('made-by-other', { path }));
    // Disks without hard links.
    await rename(part, path);
  }
}

/**
 * Writes all files or none: each under a hidden name first, and only when all are complete, in their places.
 * A failure or an abort removes what was begun, and folders that were made for it.
 */
export async function writeFiles(
  folder: string,
  files: readonly FileToWrite[],
  force: boolean,
  signal: AbortSignal,
): Promise<void> {
  const parts: { part: string; path: string }[] = [];
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
    for (const { name, content } of files) {
      if (signal.aborted) throw cancelled();
      const path = join(folder, name);
      const part = partBeside(path);
      parts.push({ part, path });
      try {
        if (typeof content === 'string' || content instanceof Uint8Array || Symbol.asyncIterator in content)
          await writeFile(part, content, { flag: 'wx', signal });
        else await copyFile(content.path, part);
      } catch (error) {
        throw signal.aborted ? cancelled() : writeFailure(path, error);
      }
    }
    if (signal.aborted) throw cancelled();
    for (const { part, path } of parts) {
      try {
        await settle(part, path, force);
      } catch (error) {
        throw writeFailure(path, error);
      }
    }
  } catch (error) {
    await Promise.all(parts.map(({ part }) => rm(part, { force: true }).catch(() => undefined)));
    if (made !== undefined) await removeEmpty(resolve(made), resolve(folder));
    throw writeFailure(folder, error);
  }
}

/** A file that an option names. */
export interface NamedOutput {
  readonly path: string;
  readonly content: Content;
  /** In place of "Wrote FILE". */
  readonly said?: Message;
}

/**
 * Writes files that options name, all or none, and says so. Devices and pipes are written to as they are; "-" is the
 * command's own affair.
 */
export async function writeNamed(
  io: Pick<CommandIo, 'signal' | 'stderr' | 'language'>,
  ...files: readonly NamedOutput[]
): Promise<void> {
  const parts: { part: string; path: string }[] = [];
  const told: Message[] = [];
  const { signal } = io;
  try {
    for (const { path, content, said } of files) {
      const isDirect = await isDevice(path);
      if (!isDirect && (await exists(path))) told.push(message('replaced-file', { path }));
      else if (said === undefined) told.push(message('wrote-file', { path }));
      if (said !== undefined) told.push(said);
      const place = isDirect ? path : partBeside(path);
      if (!isDirect) parts.push({ part: place, path });
      await writeFile(place, content, { flag: isDirect ? 'w' : 'wx', signal }).catch((error: unknown) => {
        throw signal.aborted ? cancelled() : writeFailure(path, error);
      });
    }
    if (signal.aborted) throw cancelled();
    for (const { part, path } of parts) {
      await rename(part, path).catch((error: unknown) => {
        throw writeFailure(path, error);
      });
    }
  } finally {
    await Promise.all(parts.map(({ part }) => rm(part, { force: true }).catch(() => undefined)));
  }
  for (const said of told) tell(io, said);
}

/** Removes `folder` and its parents up to `first`, as far as they are empty. */
export async function removeEmpty(first: string, folder: string): Promise<void> {
  for (let at = folder; at.length >= first.length; at = dirname(at)) {
    try {
      if ((await readdir(at)).length > 0) return;
      await rm(at, { recursive: true });
    } catch {
      // An empty folder that stays is harmless, and the first error is the one to report.
      return;
    }
  }
}
