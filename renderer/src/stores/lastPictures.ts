import { defineStore } from 'pinia';
import { watch } from 'vue';
import { MAX_FILE_BYTES } from '@core/engine/contract/limits';
import { readSession } from '@core/experiment/sessionBundle';
import { useExperiment } from './experiment';
import { useGiven } from './given';
import { keptFile, type KeptFile } from './keptFile';
import { usePictures } from './pictures';
import { useSessions } from './sessions';
import { useSettings } from './settings';

/** Larger sets are not copied: their session is what to save. */
const MOST_BYTES = 64 * 2 ** 20;
/** Opening and removing come in bursts. */
const REST_MS = 1500;

/** The open pictures, kept by the browser, so that a start goes on where the last one ended. */
export const useLastPictures = defineStore('lastPictures', () => {
  const pictures = usePictures();
  const sessions = useSessions();
  const settings = useSettings();
  const given = useGiven();
  const experiment = useExperiment();

  /** Everything that what is kept depends on. */
  const signature = (): string =>
    [
      settings.values.remembersPictures,
      ...pictures.plain.map(({ id }) => id),
      ...pictures.aside.map(({ id }) => id),
      given.candidates.length,
      ...experiment.setup.methods.map(({ parameters }) => String(parameters['weights'] ?? '')),
    ].join();
  /** Of what is kept now; null: not known. */
  let kept: string | null = null;

  /** Opens what was open; whether there was anything. */
  async function restore(file: KeptFile = keptFile('last')): Promise<boolean> {
    if (!settings.values.remembersPictures) return false;
    const blob = await file.get();
    if (!blob) return false;
    try {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const { session, entries } = readSession(bytes, 'last.upbench', MAX_FILE_BYTES);
      await sessions.reopen(session, entries);
      kept = signature();
    } catch {
      // What another version stored must not cause an error at the start.
      await file.put(null);
    }
    return pictures.list.length > 0;
  }

  /** Keeps what is open from now on. */
  function follow(file: KeptFile = keptFile('last')): void {
    if (!file.isAvailable) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function keepNow(): Promise<void> {
      const now = signature();
      if (now === kept) return;
      kept = now;
      const total = pictures.plain.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
      const isKept = settings.values.remembersPictures && pictures.plain.length > 0 && total <= MOST_BYTES;
      await file.put(isKept ? await sessions.bundle().catch(() => null) : null);
    }
    watch(
      signature,
      () => {
        clearTimeout(timer);
        timer = setTimeout(() => void keepNow(), REST_MS);
      },
      { immediate: true },
    );
  }
  return { restore, follow };
});
