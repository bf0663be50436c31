import { message, type Said } from '../../messages';
import { dirname, resolve } from 'node:path';
import type { Experiment, Failure } from '../../experiment/schema';
import { givenOf, isBundleName, sessionText, type GivenPart, type Session } from '../../experiment/session';
import { UpbenchError } from '../../tensor/errors';
import { readBytes } from '../../engine/pictures/pictureFile';
import { bundleSession, openSession, sessionPath, type OpenedSession } from '../../engine/runs/sessionFile';
import { MISSING, withFilesBeside } from '../../engine/runs/resultsDocument';
import { VERSION } from '../../engine/host/version';
import type { PairFiles } from '../../engine/thread/jobs';
import type { WeightFile } from '../../engine/files/namedFile';
import type { GivenByPicture, GivenFiles } from '../given';
import { grouped } from '../../experiment/givenNames';
import type { CommandIo } from '../command';
import type { CompareOptions } from '../compare/options';
import { writeNamed } from '../outputFiles';
import { imagesOf, type Finished } from './documents';

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
export async function sessionTask(
  path: string,
  options: CompareOptions,
  workFolder: string,
  signal: AbortSignal,
): Promise<Task> {
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
  const opened = await openSession(path, workFolder, options.relocate, signal);
  const { session, pictures, weights, candidates, low, partners } = opened;
  if (pictures.length === 0) throw new UpbenchError('invalid-parameter', message('session-without-pictures', { path }));
  const [lost] = [...weights, ...candidates, ...low, ...partners].flatMap(({ refusal }) =>
    refusal === undefined ? [] : [refusal],
  );
  if (lost !== undefined) throw lost;
  return {
    experiment: session.experiment,
    refused: [],
    remarks: [],
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
  { journal, files, experiment, paths, given, pairs, weights }: Finished,
  weightFiles: readonly WeightFile[],
  to: string,
  io: CommandIo,
): Promise<void> {
  const folder = dirname(to);
  const images = given === undefined && pairs === undefined ? [] : [...imagesOf({ journal, files }, io.signal)];
  const session: Session = {
    schema: 'upbench.session/1',
    version: VERSION,
    experiment,
    pictures: files.flatMap((name) => {
      const sha256 = journal.entries.get(name)?.sha256;
      return sha256 === undefined ? [] : [{ name, path: sessionPath(folder, paths?.get(name) ?? name), sha256 }];
    }),
    weights: (await withFilesBeside(weightFiles)).flatMap(({ name, path, beside }) => {
      const sha256 = weights[name];
      // The methods that name one that is not there have failed and said so.
      if (sha256 === undefined || sha256 === MISSING) return [];
      return [{ name, path: sessionPath(folder, path), sha256, ...(beside ? { beside } : {}) }];
    }),
    ...givenOf(images, (file) => sessionPath(folder, placeOf(file, { given, pairs }))),
  };
  const content = isBundleName(to)
    ? await bundleSession(session, ({ name, path }) => readBytes(resolve(folder, path), name, io.signal))
    : sessionText(session);
  await writeNamed(io, { path: to, content, said: message('session-saved', { path: to }) });
}

/** Where a file that was given for a picture is. Its name does not tell: outputs of several candidates may be called alike. */
function placeOf({ name, picture, as }: GivenPart, { given, pairs }: Pick<Finished, 'given' | 'pairs'>): string {
  const own = given?.get(picture);
  const known =
    'key' in as
      ? own?.candidates.find(({ key }) => key === as.key)
      : as.role === 'low'
        ? own?.low
        : pairs?.get(picture)?.[as.role];
  return known?.path ?? name;
}
