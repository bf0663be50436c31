import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { isPictureName } from '@core/tensor/pictureKinds';
import { pathInDrop } from '../host/filePicker';
import { usePictures } from './pictures';

interface TrainingFolder {
  readonly name: string;
  readonly ids: readonly string[];
  /** Pictures of the folder that could not be opened. */
  readonly failed: number;
}

/** Opened together: so often progress is said, and so soon a cancel is heard. */
const TOGETHER = 4;

/** A folder of pictures to fit on: opened in the engine, in the order of their names, never among the pictures on screen. */
export const useTrainingFolder = defineStore('trainingFolder', () => {
  const pictures = usePictures();
  const folder = shallowRef<TrainingFolder | null>(null);
  /** How far it is opened; null while none is. */
  const opening = shallowRef<{ readonly done: number; readonly total: number } | null>(null);
  /** Opened for this folder alone: nobody else has them. */
  let own: string[] = [];
  let abort: AbortController | null = null;
  /** The opening before, until it has given back what it opened: the engine keeps the same file once. */
  let last: Promise<void> = Promise.resolve();

  /** Takes the pictures of a folder in place of those before; nothing chosen changes nothing, and neither does a cancel. */
  function take(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (!first) return Promise.resolve();
    cancel();
    const { signal } = (abort = new AbortController());
    const named = files
      .filter(({ name }) => isPictureName(name))
      .toSorted((a, b) => (pathInDrop(a) < pathInDrop(b) ? -1 : 1));
    opening.value = { done: 0, total: named.length };
    const taken = last.then(() => open(pathInDrop(first).split('/')[0]!, named, signal));
    last = taken.catch(() => undefined);
    return taken;
  }
  async function open(name: string, named: readonly File[], signal: AbortSignal): Promise<void> {
    const before = new Set(pictures.aside.map(({ id }) => id));
    const ids = new Set<string>();
    let count = 0;
    try {
      for (let at = 0; at < named.length && !signal.aborted; at += TOGETHER) {
        if (at > 0) opening.value = { done: at, total: named.length };
        const opened = await pictures.openAside(named.slice(at, at + TOGETHER));
        count += opened.length;
        for (const { id } of opened) ids.add(id);
      }
    } catch (error) {
      await pictures.removeAside([...ids].filter((id) => !before.has(id)));
      // Whoever cancelled has no use for what went wrong meanwhile.
      if (signal.aborted) return;
      throw error;
    } finally {
      if (abort?.signal === signal) opening.value = null;
    }
    const fresh = [...ids].filter((id) => !before.has(id));
    if (signal.aborted) return pictures.removeAside(fresh);
    const old = own.filter((id) => !ids.has(id));
    own = [...fresh, ...own.filter((id) => ids.has(id))];
    folder.value = { name, ids: [...ids], failed: named.length - count };
    await pictures.removeAside(old);
  }
  /** Stops the opening; the folder before stays. */
  function cancel(): void {
    abort?.abort();
    abort = null;
    opening.value = null;
  }
  /** Gives the files back: they are kept as long as someone may fit on them. */
  async function release(): Promise<void> {
    cancel();
    folder.value = null;
    const old = own;
    own = [];
    await pictures.removeAside(old);
  }
  return { folder, opening, take, cancel, release };
});
