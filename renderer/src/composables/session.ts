import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { announce, announceError, notifyError } from './announce';
import { useMethodNames } from './methodNames';
import { useOpenFiles } from './openFiles';
import { tellUpdate } from './updates';
import { useHost } from '../host';
import { useEngine } from '../stores/engine';
import { useGiven } from '../stores/given';
import { useLastPictures } from '../stores/lastPictures';
import { usePictures } from '../stores/pictures';
import { useRun } from '../stores/run';
import { useSettings } from '../stores/settings';

/** The life of the window: something worth looking at from the first second, and back to it after a reload or a crash. */
export function useSession(): void {
  const host = useHost();
  const engine = useEngine();
  const pictures = usePictures();
  const run = useRun();
  const last = useLastPictures();
  const given = useGiven();
  const { t } = useI18n();
  const names = useMethodNames();

  async function openFirstSample(): Promise<void> {
    const sample = pictures.samples[0];
    if (!sample) return;
    await pictures.openSample(sample.name);
  }

  async function begin(): Promise<void> {
    await Promise.all([engine.refresh(), pictures.refresh()]);
    const handover = (await host.handover?.()) ?? null;
    if (handover !== null) {
      given.receive(handover);
      return run.update();
    }
    if (await run.resume()) return;
    if (pictures.list.length === 0 && !(await last.restore())) await openFirstSample();
    await run.update();
  }
  void begin()
    .finally(() => last.follow())
    .catch(notifyError);
  if (host.updates && useSettings().values.updates) void tellUpdate(host.updates, t, false);

  const { openFiles } = useOpenFiles();
  host.onOpened?.(({ files, failed }) => {
    void pictures
      .refresh()
      .then(() => openFiles(files))
      .then(() => {
        if (failed.length > 0) pictures.fail(failed);
      })
      .catch(notifyError);
  });

  let wasLost = false;
  host.onConnection((state) => {
    if (state === 'gone') announceError(t('frame.engine.gone'));
    else if (state === 'lost') wasLost = true;
    else if (wasLost || state === 'restarted') {
      wasLost = false;
      void comeBack(state === 'restarted').catch(() => undefined);
    }
  });

  /** After a break the list is what the engine still has; results on screen stay. */
  async function comeBack(restarted: boolean): Promise<void> {
    if (restarted) {
      engine.restarted = true;
      announceError(t('frame.engine.restarted'));
    }
    await Promise.all([engine.refresh(), pictures.refresh()]);
  }

  watch(
    () => run.state.phase,
    (phase) => {
      if (phase === 'done') {
        // The window runs by itself after a restart, so its message stays until that run is over.
        engine.restarted = false;
        announce(t('frame.status.finished'));
      }
      if (phase === 'failed') announceError(run.state.message);
    },
  );
  watch(
    () => [run.state.current, run.state.done] as const,
    ([current, done]) => {
      if (current) announce(`${names.byKey(current)}, ${t('frame.runProgress', { done, total: run.state.total })}`);
    },
  );
}
