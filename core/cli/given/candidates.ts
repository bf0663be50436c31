import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { candidateNameFor, grouped, isCandidateName, isPattern, stemOf } from '../../experiment/givenNames';
import { CANDIDATE } from '../../experiment/keys';
import type { Experiment, MethodSpec } from '../../experiment/schema';
import { readFailure } from '../../engine/files/fileErrors';
import { message } from '../../messages';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { isPictureName } from '../../tensor/pictureKinds';
import type { CompareOptions } from '../compare/options';
import { filesOfPattern, kindOf, nearestTo, oneForEach, picturesBelow, SHOWN } from './matching';

/** `NAME=FILE|FOLDER|PATTERN` on the command line -> a name, and for every picture its file. */
interface GivenCandidate {
  readonly spec: MethodSpec;
  /** By picture. */
  readonly files: ReadonlyMap<string, string>;
}

interface Named {
  readonly name: string;
  readonly source: string;
}

/** The candidates of a run with the file of every picture; refused where one is missing or in doubt. */
export async function findCandidates(
  options: Pick<CompareOptions, 'candidate' | 'candidates' | 'candidate-time' | 'candidate-macs'>,
  files: readonly string[],
  scale: Experiment['scale'],
): Promise<GivenCandidate[]> {
  const named = [...options.candidate.map(parseNamed), ...(await everyEntry(options.candidates))];
  const names = named.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UpbenchError('invalid-parameter', message('candidate-twice', { name: twice }), {
      parameter: 'candidate',
    });
  const times = costsOf('candidate-time', options['candidate-time'], names);
  const macs = costsOf('candidate-macs', options['candidate-macs'], names);
  const found: GivenCandidate[] = [];
  for (const { name, source } of named) {
    const given = {
      ...(macs.has(name) ? { macs: macs.get(name)! } : {}),
      ...(times.has(name) ? { timeMs: times.get(name)! } : {}),
    };
    found.push({
      spec: {
        id: CANDIDATE,
        key: name,
        parameters: {},
        ...(Object.keys(given).length === 0 ? {} : { given }),
      },
      files: await match({ name, source }, files, scale),
    });
  }
  return found;
}

function parseNamed(text: string): Named {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at)).trim();
  const source = text.slice(at + 1).trim();
  if (at < 1 || source === '' || !isCandidateName(name))
    throw invalidParameter('--candidate', message('candidate-name'), text);
  return { name, source };
}

/** Every folder or picture in a folder as a candidate under its own name, in natural order. */
async function everyEntry(folder: string | undefined): Promise<Named[]> {
  if (folder === undefined) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw readFailure(folder, error);
  });
  const found = entries
    .filter((entry) => entry.isDirectory() || isPictureName(entry.name))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    .reduce<Named[]>((all, entry) => {
      const text = entry.isDirectory() ? entry.name : stemOf(entry.name);
      const name = candidateNameFor(
        text,
        all.map((other) => other.name),
      );
      return [...all, { name, source: join(folder, entry.name) }];
    }, []);
  if (found.length === 0)
    throw new UpbenchError('missing-file', message('candidates-none', { path: folder }), { parameter: 'candidates' });
  return found;
}

async function match(
  { name, source }: Named,
  files: readonly string[],
  scale: Experiment['scale'],
): Promise<ReadonlyMap<string, string>> {
  const find = await finderOf({ name, source }, files, scale);
  const matched = await oneForEach(files, find, {
    parameter: 'candidate',
    several: (picture, found) => message('candidate-two-files', { name, picture, files: found }),
    none: (count, pictures) => message('candidate-no-file', { name, count, files: pictures }),
  });
  refuseShared(name, matched);
  return matched;
}

async function finderOf(
  { name, source }: Named,
  files: readonly string[],
  scale: Experiment['scale'],
): Promise<(file: string) => Promise<readonly string[]>> {
  if (isPattern(source)) return (file) => filesOfPattern(source, file, scale);
  const kind = await kindOf(source);
  if (kind === null)
    throw new UpbenchError('missing-file', message('candidate-not-there', { name, path: source }), {
      parameter: 'candidate',
    });
  if (kind === 'file') {
    // One file for one picture, whatever it is called; among several pictures the one of its stem.
    const own = files.length === 1 ? files : files.filter((file) => stemOf(file) === stemOf(source));
    return (file) => Promise.resolve(own.includes(file) || own.length === 0 ? [source] : []);
  }
  const below = await picturesBelow(source);
  const byStem = grouped(below, ({ path }) => stemOf(path));
  return (file) => {
    const found = byStem.get(stemOf(file)) ?? [];
    return Promise.resolve(nearestTo(file, found).map(({ path }) => path));
  };
}

/** One output cannot be that of two pictures. */
function refuseShared(name: string, matched: ReadonlyMap<string, string>): void {
  const owners = grouped([...matched], ([, path]) => path);
  for (const [file, pictures] of owners) {
    if (pictures.length < 2) continue;
    const named = pictures.map(([picture]) => picture).slice(0, SHOWN);
    throw new UpbenchError('invalid-parameter', message('candidate-shared', { name, file, pictures: named }), {
      parameter: 'candidate',
    });
  }
}

const SUFFIX: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** NAME=N of what a user knows of candidates. */
export function costsOf(
  option: 'candidate-time' | 'candidate-macs' | 'candidate-params',
  given: readonly string[],
  names: readonly string[],
): ReadonlyMap<string, number> {
  return new Map(
    given.map((text) => {
      const [, name = '', number = '', suffix = ''] =
        /^\s*([^=]+?)\s*=\s*([0-9.eE+-]+)\s*(ms|[kMGT]?)\s*$/.exec(text) ?? [];
      const factor = option === 'candidate-time' ? (/^(ms)?$/.test(suffix) ? 1 : undefined) : SUFFIX[suffix];
      const value = Number(number) * (factor ?? NaN);
      if (name === '' || number === '' || !Number.isFinite(value) || value < 0)
        throw invalidParameter(`--${option}`, message('candidate-cost', { option }), text);
      if (!names.includes(name))
        throw new UpbenchError('invalid-parameter', message('candidate-cost-of-none', { option, name }), {
          parameter: option,
        });
      return [name, value] as const;
    }),
  );
}
