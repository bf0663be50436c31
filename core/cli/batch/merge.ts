import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, ImageResult } from '../../experiment/schema';
import { SMALL_PICTURE, withOutputs } from '../../experiment/outputNames';
import { message, type Message } from '../../messages';
import { UpbenchError, cancelled } from '../../tensor/errors';
import { freeNumber, numbered } from '../../tensor/fileNames';
import { namesIn, writeFiles, type FileToWrite } from '../outputFiles';
import { DOCUMENTS, type Finished } from './documents';
import { Journal, type Entry, type RunLine } from './journal';
import { differencesOf, JOURNAL } from './place';
import type { Shard } from './shard';

/** One shard's folder, complete. */
interface ShardFolder {
  readonly folder: string;
  readonly journal: Journal;
  readonly run: RunLine;
  readonly shard: Shard;
  readonly environment: Environment;
}

const refuse = (said: Message): never => {
  throw new UpbenchError('invalid-parameter', said);
};

async function openShard(folder: string): Promise<ShardFolder> {
  const journal = await Journal.open(join(folder, JOURNAL), 'read');
  const { run, environment } = journal;
  try {
    if (run === undefined)
      throw new UpbenchError('corrupt-file', message('shard-no-run', { path: join(folder, JOURNAL) }));
    const { shard } = run;
    if (shard === null) return refuse(message('shard-is-whole', { folder }));
    if (environment === undefined) {
      const done = journal.entries.size;
      return refuse(message('shard-unfinished', { shard: `${shard.index}/${shard.count}`, folder, done }));
    }
    return { folder, journal, run, shard, environment };
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** The shards in their order; refused when one is missing, twice there, unfinished or of another run. */
export async function openShards(folders: readonly string[]): Promise<ShardFolder[]> {
  const shards: ShardFolder[] = [];
  try {
    for (const folder of folders) shards.push(await openShard(folder));
    checkTogether(shards);
  } catch (error) {
    for (const { journal } of shards) journal.close();
    throw error;
  }
  return shards.sort((a, b) => a.shard.index - b.shard.index);
}

function checkTogether(shards: readonly ShardFolder[]): void {
  const [first, ...rest] = shards;
  if (first === undefined) return;
  for (const other of rest) {
    const differing = [
      ...differencesOf(first.run, other.run),
      ...(first.shard.count === other.shard.count ? [] : [message('shards-number')]),
      ...(first.run.inputs.sha256 === other.run.inputs.sha256 ? [] : [message('shards-list')]),
    ];
    if (differing.length > 0)
      refuse(message('shards-differ', { first: first.folder, second: other.folder, parts: differing }));
  }
  const { count } = first.shard;
  const byIndex = new Map<number, string>();
  for (const { folder, shard } of shards) {
    const twice = byIndex.get(shard.index);
    if (twice !== undefined)
      refuse(message('shard-twice', { shard: `${shard.index}/${count}`, first: twice, second: folder }));
    byIndex.set(shard.index, folder);
  }
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const names = missing.slice(0, 10).map((index) => `${index}/${count}`);
    refuse(message('shards-missing', { names, more: missing.length > 10 }));
  }
  const known = new Set(shards.flatMap(({ journal }) => [...journal.entries.values()].map(({ index }) => index)));
  if (known.size !== first.run.inputs.count)
    refuse(message('shards-pictures', { known: known.size, count: first.run.inputs.count }));
}

/** Before anything is written: every output is a regular file of its shard, under a name of its own. */
async function checkOutputs(lines: readonly { readonly shard: ShardFolder; readonly entry: Entry }[]): Promise<void> {
  const owners = new Map<string, string>();
  for (const { shard, entry } of lines) {
    for (const name of entry.outputs) {
      const path = join(shard.folder, name);
      // Not followed: a link may lead anywhere.
      const found = await lstat(path).catch(() => undefined);
      if (found?.isFile() !== true) throw new UpbenchError('missing-file', message('shard-output-missing', { path }));
      const first = owners.get(name.toLowerCase());
      if (first !== undefined && first !== path)
        throw new UpbenchError('exists', message('shard-output-twice', { name, first, second: path }));
      owners.set(name.toLowerCase(), path);
    }
  }
}

/** Copies pictures and journal lines of all shards, in the order of one run. The journal comes back open. */
export async function joinShards(
  shards: readonly ShardFolder[],
  out: string,
  force: boolean,
  signal: AbortSignal,
): Promise<Finished & { readonly number: number }> {
  const [first] = shards;
  if (first === undefined) throw new UpbenchError('invalid-parameter', message('shards-none'));
  const lines = shards
    .flatMap((shard) => [...shard.journal.entries.values()].map((entry) => ({ shard, entry })))
    .sort((a, b) => a.entry.index - b.entry.index);
  await checkOutputs(lines);
  const all = [JOURNAL, ...DOCUMENTS, ...lines.flatMap(({ entry }) => entry.outputs)];
  const number = force ? 1 : freeNumber(all, await namesIn(out));
  const copy = ({ folder }: ShardFolder, { outputs }: Entry): FileToWrite[] =>
    outputs.map((name) => ({ name: numbered(name, number), content: { path: join(folder, name) } }));
  const renamed = (image: ImageResult): ImageResult => {
    const made = image.methods.map(({ key, output }) => [key, output] as const);
    const named = [...made, [SMALL_PICTURE, image.input] as const].flatMap(([key, name]) =>
      name === undefined ? [] : [[key, numbered(name, number)] as const],
    );
    return withOutputs(image, new Map(named));
  };
  // The folder comes into being with its first files.
  await writeFiles(out, [], force, signal);
  const journal = await Journal.open(join(out, numbered(JOURNAL, number)), force ? 'over' : 'new');
  try {
    journal.begin({ ...first.run, shard: null });
    for (const { shard, entry } of lines) {
      if (signal.aborted) throw cancelled();
      await writeFiles(out, copy(shard, entry), force, signal);
      if (entry.type === 'image') journal.addImage(entry.index, renamed(shard.journal.image(entry)));
      else journal.addFailure(entry.index, shard.journal.failure(entry));
    }
    const environment = joined(shards);
    journal.end(environment);
    const files = lines.map(({ entry }) => entry.file);
    const { experiment, weights } = first.run;
    return { journal, files, experiment, environment, weights, number };
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** The first shard's environment; where others differ, both values are named. */
function joined(shards: readonly ShardFolder[]): Environment {
  const all = shards.map(({ environment }) => environment);
  const first = all[0]!;
  const words = (of: (environment: Environment) => string): string => [...new Set(all.map(of))].join('; ');
  return {
    ...first,
    date:
      all
        .map(({ date }) => date)
        .sort()
        .at(-1) ?? first.date,
    platform: words(({ platform }) => platform),
    cpu: words(({ cpu }) => cpu),
    operators: words(({ operators }) => operators),
  };
}
