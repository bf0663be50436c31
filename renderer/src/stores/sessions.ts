import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import { message as messageOf, type Said } from '@core/messages';
import { saidOf } from '@core/tensor/errors';
import type { GivenForPictures, PictureInfo } from '@core/engine/contract/contract';
import { MAX_FILE_BYTES } from '@core/engine/contract/limits';
import type { Experiment } from '@core/experiment/schema';
import { useOf } from '@core/experiment/keys';
import {
  isSessionName,
  parseWeightsFile,
  weightFileNames,
  type Session,
  type SessionFile,
} from '@core/experiment/session';
import { readSession } from '@core/experiment/sessionBundle';
import { isNetworkName } from '@core/network/fileNames';
import { looksLikeSafetensors, parseWeightFile } from '@core/tensor/weightFile';
import { safetensorsMetadata } from '@core/tensor/safetensors';
import { useExperiment } from './experiment';
import { useGiven } from './given';
import { useNetwork } from './network';
import { usePictures } from './pictures';
import { useRecentSessions } from './recentSessions';
import { useMasks } from './masks';
import { useRun } from './run';
import type { SetupFile } from './setup';
import { useHost } from '../host';
import { hashOf, markFileWithoutPath } from '../host/files';
import type { Saved } from '../host/host';
import { isPictureName } from '@core/tensor/pictureKinds';
import { tensorName, toWire } from '../host/wireTensor';

/** So many tensors of a weight file go to the engine; upsampling layers have two. */
const MOST_TENSORS = 64;

type Entries = Readonly<Record<string, Uint8Array>>;
/** A file the session names and that is not here. */
interface Missing extends SessionFile {
  readonly base: string;
}

const baseName = (path: string): string => path.replace(/^.*[/\\]/, '');
export const isSessionFile = ({ name }: Pick<File, 'name'>): boolean => isSessionName(name);

/** Saving what is compared as one file, and going on from such a file, from results or from a report. */
export const useSessions = defineStore('sessions', () => {
  const host = useHost();
  const pictures = usePictures();
  const experiment = useExperiment();
  const run = useRun();
  const masks = useMasks();
  const recent = useRecentSessions();
  const given = useGiven();
  const network = useNetwork();
  /** The session whose files are looked for. */
  const waiting = shallowRef<Session | null>(null);
  const missing = shallowRef<readonly Missing[]>([]);

  /** What is compared as a file, and as the session that it holds. */
  async function write(isBundle: boolean, pair: PictureInfo | null) {
    const shown = pair === null ? pictures.plain.filter(given.takesPart) : [pair];
    const open = shown.map(({ id, name, sha256 }) => ({ id, name, path: name, sha256 }));
    const files =
      pair !== null
        ? {}
        : given.filesFor(
            open.map(({ id }) => id),
            experiment.experiment.methods.map(({ key }) => key),
          );
    const session: Session = {
      schema: 'upbench.session/1',
      version: '',
      experiment: (pair && masks.document) ?? experiment.experiment,
      pictures: open.map(({ id: _, ...file }) => file),
      weights: [],
      ...namedGiven(files),
    };
    const written = await network.inEngine((networkId) =>
      host.engine.sessions.save({
        experiment: session.experiment,
        ...(networkId === null ? {} : { networkId }),
        pictureIds: open.map(({ id }) => id),
        isBundle,
        ...files,
      }),
    );
    return { ...written, session };
  }
  /** Saves the experiment with all open pictures; null when the user changed their mind. */
  async function save(isBundle: boolean): Promise<Saved | null> {
    // A pair has an experiment of its own; it is saved while it is the one on screen.
    const { blob, suggestedName, session } = await write(isBundle, masks.picture);
    const saved = await host.save(blob, suggestedName);
    if (saved) recent.add(baseName(saved.where), session);
    return saved;
  }
  /** The same for the page itself: the pictures, whatever is on screen. */
  async function bundle(): Promise<Blob> {
    const { blob } = await write(true, null);
    return (await fetch(host.blobUrl(blob))).blob();
  }

  /** The same by the names that a session says. */
  function namedGiven({ candidates = [], low = [] }: GivenForPictures): Pick<Session, 'candidates' | 'low'> {
    const named = ({ pictureId, fileId }: { pictureId: string; fileId: string }) => {
      const picture = pictures.list.find(({ id }) => id === pictureId)?.name ?? '';
      const { name = '', sha256 = '' } = pictures.aside.find(({ id }) => id === fileId) ?? {};
      return { name, path: name, sha256, picture };
    };
    return {
      ...(candidates.length > 0 ? { candidates: candidates.map((file) => ({ ...named(file), key: file.key })) } : {}),
      ...(low.length > 0 ? { low: low.map(named) } : {}),
    };
  }

  /** Brings a saved experiment back, opens its pictures and runs it. Refuses with a sentence and changes nothing. */
  async function open(file: File): Promise<void> {
    let read: ReturnType<typeof readSession>;
    try {
      read = readSession(new Uint8Array(await file.arrayBuffer()), file.name, MAX_FILE_BYTES);
    } catch (error) {
      pictures.fail([{ file: file.name, message: saidOf(error) }]);
      return;
    }
    recent.add(file.name, read.session);
    await resume(read.session, read.entries);
  }

  /** Goes on from a session; what it does not hold is named. */
  async function resume(session: Session, entries: Entries | null = null): Promise<void> {
    const names = await keepWeights(session, entries);
    const found = await openPictures(session, entries);
    await openGiven(session, entries);
    const { files, low } = givenOf(session);
    const own = renamed(session.experiment, names.kept);
    await openNetwork(session, entries);
    if (own.mode === 'masks') {
      experiment.replace({ ...experiment.experiment, methods: usesOf(own) });
      masks.apply(own);
    } else experiment.replace(own, files, low);
    pictures.fail([...names.failed, ...found.failed]);
    waiting.value = session;
    const all = [
      ...session.pictures,
      ...(session.partners ?? []),
      ...(session.candidates ?? []),
      ...(session.low ?? []),
      ...session.weights.filter(({ name }) => networkNames(session).has(name)),
    ];
    missing.value = all.map((file) => ({
      ...file,
      base: baseName(file.name),
    }));
    tellMissing(pictures.list);
    if (run.runnable) await run.start();
  }

  /** Opens what a session holds; the experiment on screen stays, but for files that were given. */
  async function reopen(session: Session, entries: Entries | null): Promise<void> {
    await keepWeights(session, entries);
    await openPictures(session, entries);
    await openGiven(session, entries);
    const { candidates = [], low: smalls = [] } = session;
    const { files, low } = givenOf(session);
    if (candidates.length + smalls.length > 0) experiment.replace(session.experiment, files, low);
  }

  /** Says what the session still lacks; a picture of that name that is open instead has changed. */
  function tellMissing(list: readonly PictureInfo[]): void {
    const bases = new Set(missing.value.map(({ base }) => base));
    missing.value = missing.value.filter(
      ({ sha256 }) =>
        !list.some((picture) => holds(picture, sha256)) &&
        !pictures.aside.some((file) => file.sha256 === sha256) &&
        !given.hasNetwork(sha256),
    );
    pictures.fail([
      ...pictures.failures.filter(({ file }) => !bases.has(file)),
      ...missing.value.map(({ base }) => ({
        file: base,
        message: list.some(({ name }) => name === base)
          ? messageOf('session-picture-changed')
          : messageOf('session-picture-missing'),
      })),
    ]);
  }
  watch(
    () => pictures.list,
    (list) => {
      if (missing.value.length > 0) tellMissing(list);
    },
  );

  /** The network that was open in its own view, out of the bundle; a view with something open keeps it. */
  async function openNetwork({ network: files = [] }: Session, entries: Entries | null): Promise<void> {
    const own = files.flatMap(({ name, path }) => {
      const bytes = entries && Object.hasOwn(entries, path) ? entries[path] : undefined;
      return bytes ? [new File([bytes.slice()], baseName(name))] : [];
    });
    if (own.length > 0 && own.length === files.length && network.file === null) await network.open(own);
  }

  /** Takes those of the files that the session lacks as networks of its candidates; says which they were. */
  async function adoptNetworks(files: readonly File[]): Promise<File[]> {
    const networks = missing.value.filter(({ name }) => isNetworkName(name));
    // A hash reads the whole file: where no network is lacking, none is read.
    if (networks.length === 0) return [];
    const adopted: File[] = [];
    const names = new Map<string, string>();
    for (const file of files.filter(({ name }) => isNetworkName(name))) {
      const hash = await hashOf(file);
      const lacked = networks.find(({ sha256 }) => sha256 === hash);
      if (!lacked) continue;
      adopted.push(file);
      if (names.has(lacked.name)) continue;
      const own = experiment.setup.methods.flatMap((method) => method.network?.file ?? []);
      const taken = [...own.filter((name) => name !== lacked.name), ...names.values()];
      const beside = await filesBeside(lacked.name, files);
      adopted.push(...beside);
      names.set(lacked.name, await given.giveNetwork(file, taken, beside));
    }
    if (adopted.length === 0) return [];
    experiment.replace(
      renamed(experiment.experiment, names),
      Object.fromEntries(given.candidates.map(({ key, files: own = [] }) => [key, own])),
      experiment.setup.low ?? [],
    );
    tellMissing(pictures.list);
    return adopted;
  }

  /** Of the files those that the session's network keeps values in. */
  async function filesBeside(network: string, files: readonly File[]): Promise<File[]> {
    const found: File[] = [];
    for (const { beside, sha256 } of waiting.value?.weights ?? []) {
      if (beside?.network !== network) continue;
      for (const file of files) if (file.name === beside.location && (await hashOf(file)) === sha256) found.push(file);
    }
    return found;
  }

  /** Files that were given for pictures, out of the bundle. */
  async function openGiven({ candidates = [], low = [] }: Session, entries: Entries | null): Promise<void> {
    const files = new Map<string, File>();
    for (const { name, path, sha256 } of [...candidates, ...low]) {
      const bytes = entries && Object.hasOwn(entries, path) ? entries[path] : undefined;
      if (bytes && !pictures.aside.some((file) => file.sha256 === sha256))
        files.set(sha256, markFileWithoutPath(new File([bytes.slice()], baseName(name))));
    }
    if (files.size > 0) await pictures.openAside([...files.values()]);
  }
  /** The files of candidates and the small pictures, as far as they are open. */
  function givenOf({ candidates = [], low = [] }: Session) {
    const find = ({ name, sha256 }: SessionFile): SetupFile[] => {
      const file = pictures.aside.find((one) => one.sha256 === sha256);
      return file ? [{ id: file.id, name: baseName(name), sha256 }] : [];
    };
    const files: Record<string, SetupFile[]> = {};
    for (const file of candidates) (files[file.key] ??= []).push(...find(file));
    return { files, low: low.flatMap(find) };
  }

  /** Opens those of the files that the session lacks, whatever they are called now; says how many were found. */
  async function relocate(files: readonly File[]): Promise<number> {
    const networks = await adoptNetworks(files);
    const wanted = new Map(missing.value.map(({ sha256, base }) => [sha256, base]));
    const bases = new Set(wanted.values());
    // Those of the same name first: mostly no other has to be read.
    const likely = files.toSorted((a, b) => Number(bases.has(b.name)) - Number(bases.has(a.name)));
    const found: File[] = [];
    const foundAside: File[] = [];
    const { candidates = [], low = [] } = waiting.value ?? {};
    const asideHashes = new Set([...candidates, ...low].map(({ sha256 }) => sha256));
    for (const file of likely) {
      if (wanted.size === 0) break;
      if (!isPictureName(file.name) || file.size > MAX_FILE_BYTES) continue;
      const hash = await hashOf(file);
      if (wanted.delete(hash)) (asideHashes.has(hash) ? foundAside : found).push(file);
    }
    if (found.length > 0) await pictures.open(found);
    if (foundAside.length > 0 && waiting.value) {
      await pictures.openAside(foundAside);
      const { files: known, low: small } = givenOf(waiting.value);
      experiment.replace(experiment.experiment, known, small);
    }
    tellMissing(pictures.list);
    return found.length + foundAside.length + networks.length;
  }

  /** Out of the bundle, from what is open already, or from the samples. */
  async function openPictures(session: Session, entries: Entries | null) {
    const files: File[] = [];
    for (const { name, path, sha256 } of [...session.pictures, ...(session.partners ?? [])]) {
      const bytes = entries && Object.hasOwn(entries, path) ? entries[path] : undefined;
      if (pictures.list.some((picture) => holds(picture, sha256))) continue;
      if (bytes) files.push(markFileWithoutPath(new File([bytes.slice()], baseName(name))));
      else if (pictures.samples.some((sample) => sample.name === baseName(name)))
        await openSample(baseName(name), sha256);
    }
    const outcome = files.length > 0 ? await host.openFiles(files) : { pictures: [], failed: [] };
    await pictures.addJoined(outcome.pictures, pairsOf(session, outcome.pictures));
    const first = pictures.list.find(({ sha256 }) => sha256 === session.pictures[0]?.sha256);
    if (first) pictures.select(first.id);
    return outcome;
  }

  async function openSample(name: string, sha256: string): Promise<void> {
    const sample = await host.engine.pictures.openSample({ name }).catch(() => null);
    if (sample?.sha256 === sha256) pictures.add([sample]);
    else if (sample && !pictures.list.some(({ id }) => id === sample.id))
      await host.engine.pictures.remove({ ids: [sample.id] });
  }

  /** Hands the weight files of a bundle to the engine, which may give them other names. */
  async function keepWeights({ experiment: { methods }, weights }: Session, entries: Entries | null) {
    const kept = new Map<string, string>();
    const failed: { file: string; message: Said }[] = [];
    const wanted = new Set(weightFileNames({ methods }));
    for (const { name, path } of weights) {
      const bytes = entries && Object.hasOwn(entries, path) ? entries[path] : undefined;
      if (!bytes || !wanted.has(name)) continue;
      try {
        if (networkNames({ experiment: { methods } }).has(name)) {
          const file = new File([bytes.slice()], baseName(name));
          const beside = weights.flatMap((other) => {
            const held = entries && Object.hasOwn(entries, other.path) ? entries[other.path] : undefined;
            return held && other.beside?.network === name ? [new File([held.slice()], other.beside.location)] : [];
          });
          kept.set(name, await given.giveNetwork(file, [...kept.values()], beside));
          continue;
        }
        const about = looksLikeSafetensors(bytes) ? safetensorsMetadata(bytes, name) : {};
        const tensors = Object.entries(parseWeightFile(bytes, name)).slice(0, MOST_TENSORS);
        const answer = await host.engine.weights.keep({
          name: baseName(name),
          ...(about['origin'] === undefined ? {} : { origin: about['origin'] }),
          ...(about['pictures'] === undefined ? {} : { pictures: about['pictures'] }),
          tensors: tensors.map(([key, tensor]) => toWire(tensorName(key), tensor)),
        });
        kept.set(name, answer.name);
      } catch (error) {
        failed.push({ file: name, message: saidOf(error) });
      }
    }
    return { kept, failed };
  }

  return { missing, save, bundle, open, reopen, resume, relocate, adoptNetworks };
});

/** Whether the picture, or what a pair was made of, has these bytes. */
const holds = ({ sha256, pair }: PictureInfo, wanted: string): boolean =>
  sha256 === wanted || (pair?.hashes.includes(wanted) ?? false);

/** The ids of each array and of what the session says goes with it. */
function pairsOf({ pictures, partners = [] }: Session, opened: readonly PictureInfo[]): string[][] {
  const idOf = (wanted: string): string[] => opened.filter(({ sha256 }) => sha256 === wanted).map(({ id }) => id);
  return pictures.flatMap(({ name, sha256 }) => {
    const own = partners.filter(({ picture }) => picture === name);
    const array = idOf(sha256);
    return own.length === 0 || array.length === 0 ? [] : [[...array, ...own.flatMap((one) => idOf(one.sha256))]];
  });
}

/** The files of networks among the weight files of a session. */
const networkNames = ({ experiment: { methods } }: { readonly experiment: Pick<Experiment, 'methods'> }): Set<string> =>
  new Set(methods.flatMap(({ network }) => network?.file ?? []));

/** The list's own uses of an experiment of masks, which names a use once per order. */
function usesOf({ methods }: Experiment): Experiment['methods'] {
  const uses = methods.map(({ id, key, parameters }) => ({ id, key: useOf(key), parameters }));
  return uses.filter(({ key }, at) => uses.findIndex((use) => use.key === key) === at);
}

/** The experiment with the weight files under the names they have here. */
function renamed(experiment: Experiment, names: ReadonlyMap<string, string>): Experiment {
  const ofValue = (value: unknown): string | null => {
    const file = parseWeightsFile(value);
    const here = file && names.get(file.name);
    return file && here !== undefined ? `file:${here}${file.tensor}` : null;
  };
  const methods = experiment.methods.map((method) => {
    const weights = ofValue(method.parameters['weights']);
    const file = method.network && names.get(method.network.file);
    const own = file === undefined ? method : { ...method, network: { ...method.network!, file } };
    return weights === null ? own : { ...own, parameters: { ...own.parameters, weights } };
  });
  return { ...experiment, methods };
}
