import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { PictureInfo } from '@core/engine/contract';
import type { Experiment } from '@core/experiment/schema';
import { isSessionName, weightFileNames, type Session, type SessionFile } from '@core/experiment/session';
import { readSession } from '@core/experiment/sessionBundle';
import { looksLikeSafetensors, parseWeightFile } from '@core/tensor/weightFile';
import { safetensorsMetadata } from '@core/tensor/safetensors';
import { useExperiment } from './experiment';
import { usePictures } from './pictures';
import { useRun } from './run';
import { useHost } from '../host';
import { markClipboardFile } from '../host/clipboardFiles';
import { toWire } from '../host/wireTensor';

/** The engine's own limit for a picture's file. */
const MOST_FILE_BYTES = 2 ** 29;
/** So many tensors of a weight file go to the engine; upsampling layers have two. */
const MOST_TENSORS = 64;

type Entries = Readonly<Record<string, Uint8Array>>;
/** A file the session names and that is not here. */
interface Missing extends SessionFile {
  readonly base: string;
}

const baseName = (path: string): string => path.replace(/^.*[/\\]/, '');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const isSessionFile = ({ name }: Pick<File, 'name'>): boolean => isSessionName(name);

/** Saving what is compared as one file, and going on from such a file, from results or from a report. */
export const useSessions = defineStore('sessions', () => {
  const host = useHost();
  const pictures = usePictures();
  const experiment = useExperiment();
  const run = useRun();
  const missing = shallowRef<readonly Missing[]>([]);

  /** Saves the experiment with all open pictures; null when the user changed their mind. */
  async function save(isBundle: boolean): Promise<{ where: string } | null> {
    const pictureIds = pictures.list.map(({ id }) => id);
    const { blob, suggestedName } = await host.engine.sessions.save({
      ...{ experiment: experiment.experiment, pictureIds, isBundle },
    });
    return host.save(blob, suggestedName);
  }

  /** Brings a saved experiment back, opens its pictures and runs it. Refuses with a sentence and changes nothing. */
  async function open(file: File): Promise<void> {
    let read: ReturnType<typeof readSession>;
    try {
      read = readSession(new Uint8Array(await file.arrayBuffer()), file.name, MOST_FILE_BYTES);
    } catch (error) {
      pictures.fail([{ file: file.name, message: messageOf(error) }]);
      return;
    }
    const { session, entries } = read;
    const names = await keepWeights(session, entries);
    const found = await openPictures(session, entries);
    experiment.replace(renamed(session.experiment, names.kept));
    pictures.fail([...names.failed, ...found.failed]);
    missing.value = session.pictures.map((picture) => ({ ...picture, base: baseName(picture.name) }));
    tellMissing(pictures.list);
    if (run.runnable) await run.start();
  }

  /** Says what the session still lacks; a picture of that name that is open instead has changed. */
  function tellMissing(list: readonly PictureInfo[]): void {
    const bases = new Set(missing.value.map(({ base }) => base));
    missing.value = missing.value.filter(({ sha256 }) => !list.some((picture) => picture.sha256 === sha256));
    pictures.fail([
      ...pictures.failures.filter(({ file }) => !bases.has(file)),
      ...missing.value.map(({ base }) => ({
        file: base,
        message: list.some(({ name }) => name === base)
          ? 'It has changed since the session was saved: its SHA-256 is another one.'
          : 'This session was saved with it, but does not hold it. Open it here to go on.',
      })),
    ]);
  }
  watch(
    () => pictures.list,
    (list) => {
      if (missing.value.length > 0) tellMissing(list);
    },
  );

  /** Out of the bundle, from what is open already, or from the samples. */
  async function openPictures(session: Session, entries: Entries | null) {
    const files: File[] = [];
    const known = new Set(pictures.list.map(({ sha256 }) => sha256));
    for (const { name, path, sha256 } of session.pictures) {
      const bytes = entries && Object.hasOwn(entries, path) ? entries[path] : undefined;
      if (known.has(sha256)) continue;
      if (bytes) files.push(markClipboardFile(new File([bytes.slice()], baseName(name))));
      else if (pictures.samples.some((sample) => sample.name === baseName(name)))
        await openSample(baseName(name), sha256);
    }
    const outcome = files.length > 0 ? await host.openFiles(files) : { pictures: [], failed: [] };
    pictures.add(outcome.pictures);
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

  /** Hands the weight files of a bundle to the engine; they may come to be called something else there. */
  async function keepWeights({ experiment: { methods }, weights }: Session, entries: Entries | null) {
    const kept = new Map<string, string>();
    const failed: { file: string; message: string }[] = [];
    const wanted = new Set(weightFileNames({ methods }));
    for (const { name, path } of weights) {
      const bytes = entries && Object.hasOwn(entries, path) ? entries[path] : undefined;
      if (!bytes || !wanted.has(name)) continue;
      try {
        const about = looksLikeSafetensors(bytes) ? safetensorsMetadata(bytes, name) : {};
        const tensors = Object.entries(parseWeightFile(bytes, name)).slice(0, MOST_TENSORS);
        const answer = await host.engine.weights.keep({
          name: baseName(name),
          ...(about['origin'] === undefined ? {} : { origin: about['origin'] }),
          ...(about['pictures'] === undefined ? {} : { pictures: about['pictures'] }),
          tensors: tensors.map(([key, tensor]) => toWire(key, tensor)),
        });
        kept.set(name, answer.name);
      } catch (error) {
        failed.push({ file: name, message: messageOf(error) });
      }
    }
    return { kept, failed };
  }

  return { missing, save, open };
});

/** The experiment with the weight files under the names they have here. */
function renamed(experiment: Experiment, names: ReadonlyMap<string, string>): Experiment {
  const ofValue = (value: unknown): string | null => {
    if (typeof value !== 'string' || !value.startsWith('file:')) return null;
    const [, name = '', tensor = ''] = /^file:(.*?)(#[^#/\\]*)?$/.exec(value) ?? [];
    const here = names.get(name);
    return here === undefined ? null : `file:${here}${tensor}`;
  };
  const methods = experiment.methods.map((method) => {
    const weights = ofValue(method.parameters['weights']);
    return weights === null ? method : { ...method, parameters: { ...method.parameters, weights } };
  });
  return { ...experiment, methods };
}
