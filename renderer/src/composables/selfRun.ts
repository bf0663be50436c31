import { onScopeDispose, watch } from 'vue';
import { useEngine } from '../stores/engine';
import { useExperiment } from '../stores/experiment';
import { usePictures } from '../stores/pictures';
import { useRun } from '../stores/run';
import { useSettings } from '../stores/settings';

/** What takes longer than this waits for Run. */
export const SELF_RUN_MS = 2000;
/** Typing and dragging are waited for. */
const REST_MS = 250;

/**
 * Keeps the picture on screen up to date: whatever changed is computed when it rests, where the estimate allows it. A
 * run that nobody wants any more is given up at once. Failures and cancelled runs are not tried again by themselves.
 */
export function useSelfRun(): void {
  const run = useRun();
  const experiment = useExperiment();
  const pictures = usePictures();
  const settings = useSettings();
  const engine = useEngine();
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Everything that decides what has to be computed; a change of it is a reason to run. */
  const wanted = (): string => {
    const signatures = experiment.experiment.methods.map(({ key }) => run.signatures.get(key));
    return JSON.stringify([pictures.selectedId, signatures, settings.values.runsByItself]);
  };
  const isAllowed = (): boolean => settings.values.runsByItself && run.estimateSelectedMs <= SELF_RUN_MS;

  watch(wanted, () => {
    clearTimeout(timer);
    if (!settings.values.runsByItself) return;
    timer = setTimeout(() => {
      if (engine.connection !== 'ready') return;
      // A few small pictures are all brought up to date; of many, the one on screen.
      if (isAllowed()) void run.update(run.estimateMs <= SELF_RUN_MS);
      // Too much to begin unasked, but what was begun for other parameters is of no use.
      else run.dropOutdated();
    }, REST_MS);
  });
  // Whoever cancels wants nothing of what was waited for until then.
  watch(
    () => run.state.phase,
    (phase) => {
      if (phase === 'cancelled') clearTimeout(timer);
    },
  );
  onScopeDispose(() => clearTimeout(timer));
}
