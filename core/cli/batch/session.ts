import { message, type Said } from '../../messages';
import { dirname } from 'node:path';
import type { Experiment, Failure } from '../../experiment/schema';
import { givenOf, isBundleName, isSessionName, sessionText, type Session } from '../../experiment/session';
import { UpbenchError } from '../../tensor/errors';
import { fileHash } from '../../engine/files/fileHash';
import { readBytes } from '../../engine/pictures/pictureFile';
import { bundleSession, openSession, sessionPath, type OpenedSession } from '../../engine/runs/sessionFile';
import { VERSION } from '../../engine/host/version';
import type { PairFiles } from '../../engine/thread/jobs';
import type { WeightFile } from '../../engine/files/namedFile';
import type { GivenByPicture, GivenFiles } from '../given';
import { grouped } from '../../experiment/givenNames';
import { tell, type CommandIo } from '../command';
import type { CompareOptions } from '../compare/options';
import { writeNamed } from '../compare/writeFiles';
import { imagesOf, type Finished } from './documents';

export { isSessionName };

/** What is to be run, from options or from a session. */
export interface Task {
  readonly experiment: Experiment;
  readonly refused: readonly UpbenchError[];
  readonly remarks: readonly Said[];
  /** Files of the folders that were given which are no picture of a kind that opens. */
  readonly leftOut?: readonly string[];
  readonly files: readonly string[];
  readonly failed: readonly Failure[];
  readonly paths?: ReadonlyMap<string, string>;
  readonly weightFiles?: readonly WeightFile[];
  /** Finished outputs and small pictures, by picture. */
  readonly given?: GivenByPicture;
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
  'candidates',
  'networks',
  'low',
  'range',
  'layout',
  'metrics',
  'protocol',
  'space',
  'size',
  'order',
  'labels-first',
  'values',
  'classes',
  'class-names',
  'ignore-label',
  'boundary-pixels',
  'samples',
  'seed',
] as const;

/** The task a session, results or a report hold; files that are missing or have changed are failures with their reason. */
export async function sessionTask(path: string, options: CompareOptions, workFolder: string): Promise<Task> {
  const given = [...SETTLED, 'arithmetic' as const].find(
    (name) => options[name] !== undefined && options[name] !== false,
  );
  const settled =
    given ??
    (['method', 'candidate', 'network', 'candidate-time', 'candidate-macs', 'truth', 'indices'] as const).find(
      (name) => options[name].length > 0,
    );
  if (settled !== undefined) {
    throw new UpbenchError('invalid-parameter', message('session-settles', { option: settled, path }), {
      parameter: settled,
    });
  }
  const opened = await openSession(path, workFolder, options.relocate);
  const { session, pictures, weights, candidates, low, partners } = opened;
  if (pictures.length === 0) throw new UpbenchError('invalid-parameter', message('session-without-pictures', { path }));
  const [lost] = [...weights, ...candidates, ...low, ...partners].flatMap(({ refusal }) =>
    refusal === undefined ? [] : [refusal],
  );
  if (lost !== undefined) throw lost;
  return {
    ...{ experiment: session.experiment, refused: [], remarks: [] },
    files: pictures.filter(({ refusal }) => refusal === undefined).map(({ name }) => name),
    failed: pictures.flatMap(({ name, refusal }) =>
      refusal === undefined ? [] : [{ file: name, code: refusal.code, message: refusal.message, said: refusal.said }],
    ),
    paths: new Map(pictures.map(({ name, path: place }) => [name, place])),
    weightFiles: weights.map(({ name, path: place }) => ({ name, path: place })),
    given: givenBy(opened),
    ...(session.experiment.mode === 'masks' ? { pairs: pairsBy(opened) } : {}),
  };
}

function pairsBy({ pictures, partners }: OpenedSession): ReadonlyMap<string, PairFiles> {
  const byPicture = grouped(partners, ({ picture }) => picture);
  return new Map(
    pictures.map(({ name }): [string, PairFiles] => {
      const files = (byPicture.get(name) ?? []).map(({ role, name: file, path }) => ({ role, name: file, path }));
      const [truth, indices] = (['truth', 'indices'] as const).map((role) => files.find((file) => file.role === role));
      return [name, { truth: truth ?? null, ...(indices ? { indices } : {}) }];
    }),
  );
}

function givenBy({ pictures, candidates, low }: OpenedSession): GivenByPicture {
  const outputs = grouped(candidates, ({ picture }) => picture);
  const small = new Map(low.map(({ picture, name, path }) => [picture, { name, path }]));
  return new Map(
    pictures.map(({ name }): [string, GivenFiles] => {
      const own = small.get(name);
      const files = (outputs.get(name) ?? []).map(({ key, name: file, path }) => ({ key, name: file, path }));
      return [name, { candidates: files, ...(own === undefined ? {} : { low: own }) }];
    }),
  );
}

/** Writes what was run as a session: with the files inside when the name says so. */
export async function saveSession(
  { journal, files, experiment, paths, given, pairs }: Finished,
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
  // A bundle that was opened has its files somewhere else than their names say.
  const givenFiles = [
    ...[...(given?.values() ?? [])].flatMap(({ candidates, low }) => [...candidates, low]),
    ...[...(pairs?.values() ?? [])].flatMap(({ truth, indices }) => [truth, indices]),
  ];
  const givenPlaces = new Map(givenFiles.flatMap((file) => (file ? [[file.name, file.path] as const] : [])));
  const images = given === undefined && pairs === undefined ? [] : [...imagesOf({ journal, files }, io.signal)];
  const weightPlaces = new Map(weightFiles.map(({ name, path }) => [name, path]));
  const session: Session = {
    schema: 'upbench.session/1',
    version: VERSION,
    experiment,
    pictures,
    weights,
    ...givenOf(images, (name) => sessionPath(folder, givenPlaces.get(name) ?? name)),
  };
  const content = isBundleName(to)
    ? await bundleSession(session, ({ name }) =>
        readBytes(places.get(name) ?? weightPlaces.get(name) ?? givenPlaces.get(name) ?? name),
      )
    : sessionText(session);
  tell(io, message('session-saved', { path: await writeNamed(to, content, force, io.signal) }));
}
