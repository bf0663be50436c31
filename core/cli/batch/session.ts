import { dirname } from 'node:path';
import type { Experiment, Failure } from '../../experiment/schema';
import { isBundleName, isSessionName, sessionText, type Session } from '../../experiment/session';
import { UpbenchError } from '../../tensor/errors';
import { fileHash } from '../../engine/files/fileHash';
import { readBytes } from '../../engine/pictures/pictureFile';
import { bundleSession, openSession, sessionPath } from '../../engine/runs/sessionFile';
import { VERSION } from '../../engine/host/version';
import type { PairFiles } from '../../engine/thread/jobs';
import type { WeightFile } from '../../engine/files/namedFile';
import type { CommandIo } from '../command';
import type { CompareOptions } from '../compare/options';
import { writeNamed } from '../compare/writeFiles';
import type { Finished } from './documents';

export { isSessionName };

/** What is to be run, from options or from a session. */
export interface Task {
  readonly experiment: Experiment;
  readonly refused: readonly UpbenchError[];
  readonly remarks: readonly string[];
  /** Files of the folders that were given which are no picture of a kind that opens. */
  readonly leftOut?: readonly string[];
  readonly files: readonly string[];
  readonly failed: readonly Failure[];
  readonly paths?: ReadonlyMap<string, string>;
  readonly weightFiles?: readonly WeightFile[];
  /** Of arrays: what each is held against. */
  readonly pairs?: ReadonlyMap<string, PairFiles>;
}

/** Options that a session answers already. */
const SETTLED = [
  'scale',
  'methods',
  'preset',
  'mode',
  'degradation',
  'metrics',
  'protocol',
  'samples',
  'seed',
] as const;

/** The task a session, results or a report hold; files that are missing or have changed are failures with their reason. */
export async function sessionTask(path: string, options: CompareOptions, workFolder: string): Promise<Task> {
  const given = [...SETTLED, 'arithmetic' as const].find((name) => options[name] !== undefined);
  const settled = given ?? (options.method.length > 0 ? 'method' : undefined);
  if (settled !== undefined) {
    throw new UpbenchError('invalid-parameter', `--${settled} does not go with a session: "${path}" says it already.`, {
      parameter: settled,
    });
  }
  const { session, pictures, weights } = await openSession(path, workFolder, options.relocate);
  if (pictures.length === 0)
    throw new UpbenchError('invalid-parameter', `"${path}" names no picture. Give pictures and options instead.`);
  const [lost] = weights.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]));
  if (lost !== undefined) throw lost;
  return {
    ...{ experiment: session.experiment, refused: [], remarks: [] },
    files: pictures.filter(({ refusal }) => refusal === undefined).map(({ name }) => name),
    failed: pictures.flatMap(({ name, refusal }) =>
      refusal === undefined ? [] : [{ file: name, code: refusal.code, message: refusal.message }],
    ),
    paths: new Map(pictures.map(({ name, path: place }) => [name, place])),
    weightFiles: weights.map(({ name, path: place }) => ({ name, path: place })),
  };
}

/** Writes what was run as a session: with the files inside when the name says so. */
export async function saveSession(
  { journal, files, experiment, paths }: Finished,
  weightFiles: readonly WeightFile[],
  to: string,
  force: boolean,
  io: CommandIo,
): Promise<void> {
  const folder = dirname(to);
  const places = new Map(paths);
  const pictures = files.flatMap((name) => {
    const sha256 = journal.entries.get(name)?.sha256;
    if (sha256 === undefined) return [];
    const place = places.get(name) ?? name;
    places.set(name, place);
    return [{ name, path: sessionPath(folder, place), sha256 }];
  });
  const weights: Session['weights'] = [];
  for (const { name, path } of weightFiles) {
    try {
      weights.push({ name, path: sessionPath(folder, path), sha256: await fileHash(path) });
    } catch {
      // The methods that name it have failed and said so.
    }
  }
  const weightPlaces = new Map(weightFiles.map(({ name, path }) => [name, path]));
  const session: Session = { schema: 'upbench.session/1', version: VERSION, experiment, pictures, weights };
  const content = isBundleName(to)
    ? await bundleSession(session, ({ name }) => readBytes(places.get(name) ?? weightPlaces.get(name) ?? name))
    : sessionText(session);
  io.stderr(`Saved the session as ${await writeNamed(to, content, force, io.signal)}.\n`);
}
