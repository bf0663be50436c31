import { afterEach, describe, expect, it } from 'vitest';
import { useCurrent } from '@renderer/stores/current';
import { useExperiment } from '@renderer/stores/experiment';
import { usePictures } from '@renderer/stores/pictures';
import { useRun } from '@renderer/stores/run';
import { useSettings } from '@renderer/stores/settings';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let open: TestWindow | null = null;
async function start(...given: Parameters<typeof mountWindow>): Promise<TestWindow> {
  open = await mountWindow(...given);
  return open;
}
afterEach(() => {
  open?.window.unmount();
  open = null;
});
const rest = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 400));
  await settle();
};

describe('a window that runs by itself', () => {
  it('computes what changed, and only that, when the change rests', async () => {
    const app = await start();
    const [experiment, current] = [useExperiment(), useCurrent()];
    await until(() => expect(current.progress).toEqual({ done: 7, all: 7 }));
    experiment.setParameter('pixel-shuffle', 'kernelSize', 5);
    expect(current.progress.done).toBe(6);
    experiment.setParameter('pixel-shuffle', 'kernelSize', 7);
    await until(() => expect(current.progress.done).toBe(7));
    expect(app.host.fake.started.slice(1).map(({ methods }) => methods.map(({ parameters }) => parameters))).toEqual([
      [{ kernelSize: 7 }],
    ]);
  });

  it('waits for Run where that was wished, and where it takes long', async () => {
    const app = await start();
    const [experiment, current, settings] = [useExperiment(), useCurrent(), useSettings()];
    await until(() => expect(current.progress.done).toBe(7));
    settings.values.runsByItself = false;
    experiment.patch('scale', 3);
    await rest();
    expect(app.host.fake.started).toHaveLength(1);
    expect(current.progress).toEqual({ done: 0, all: 7 });
    expect(app.text('tbody')).toContain('Changed, not run');
    settings.values.runsByItself = true;
    await until(() => expect(current.progress.done).toBe(7));
    const run = useRun();
    const pictures = usePictures();
    pictures.add([{ ...pictures.list[0]!, id: 'huge', name: 'huge.png', width: 8000, height: 6000 }]);
    await rest();
    expect(run.estimateSelectedMs).toBeGreaterThan(2000);
    expect(app.host.fake.started).toHaveLength(3 - 1);
  });

  it('does not try again by itself what failed or was cancelled', async () => {
    const app = await start((host) => host.fake.failing.set('bicubic', 'It ran out of memory.'));
    const current = useCurrent();
    await until(() => expect(current.progress).toEqual({ done: 6, all: 7 }));
    await rest();
    expect(app.host.fake.started).toHaveLength(1);
  });
});

describe('a run that the engine knows already', () => {
  /** What the engine would say of a run of the sample. */
  const known = async (): Promise<NonNullable<TestWindow['host']['fake']['latest']>> => {
    const app = await start();
    await until(() => expect(useCurrent().progress.done).toBe(7));
    const [experiment] = app.host.fake.started;
    app.window.unmount();
    return { runId: 'before', running: true, experiment: experiment!, pictureIds: [], files: [] };
  };

  it('is taken up, and one that takes its place keeps its results when the old one ends', async () => {
    const latest = await known();
    const app = await start((host) => void (host.fake.latest = latest));
    expect(useRun().state.experiment?.scale).toBe(2);
    expect(app.host.fake.started).toHaveLength(0);
    const pictures = usePictures();
    await pictures.openSample(pictures.samples[0]!.name);
    await useRun().update();
    await until(() => expect(useCurrent().progress).toEqual({ done: 7, all: 7 }));
    await rest();
    expect(app.host.fake.started).toHaveLength(1);
  });

  it('does not take the place of one that was begun while it was asked for', async () => {
    const latest = await known();
    const app = await start();
    const [run, current] = [useRun(), useCurrent()];
    await until(() => expect(current.progress.done).toBe(7));
    app.host.fake.latest = latest;
    const asked = run.resume();
    const begun = run.start();
    expect(await asked).toBe(true);
    expect(current.progress).toEqual({ done: 7, all: 7 });
    await begun;
    expect(run.state.phase).toBe('done');
  });

  it('is left to its own window where it is of another experiment or of files that are not here', async () => {
    const latest = await known();
    for (const other of [
      { ...latest, experiment: { ...latest.experiment, scale: 4 } },
      { ...latest, files: ['x'] },
    ]) {
      const app = await start((host) => void (host.fake.latest = other));
      await until(() => expect(useCurrent().progress).toEqual({ done: 7, all: 7 }));
      expect(app.host.fake.started.map(({ scale }) => scale)).toEqual([2]);
      expect(app.host.fake.cancelled).toEqual([]);
      app.window.unmount();
    }
  });
});

describe('current results', () => {
  it('are of open pictures, of methods that are on, and made with the present parameters', async () => {
    await start();
    const [own, store, run, settings, list] = [useExperiment(), useCurrent(), useRun(), useSettings(), usePictures()];
    await until(() => expect(store.results).toHaveLength(7));
    settings.values.runsByItself = false;
    own.setEnabled('nearest', false);
    own.setParameter('conv-transpose', 'kernelSize', 6);
    expect(store.results.map(({ key }) => key)).not.toContain('nearest');
    expect(store.results.map(({ key }) => key)).not.toContain('conv-transpose');
    expect(store.progress).toEqual({ done: 5, all: 6 });
    const parts = run.parts;
    expect(parts[0]?.methods.map(({ key }) => key)).toEqual(store.results.map(({ key }) => key));
    // Undo makes them true again without computing.
    own.undo();
    expect(store.progress).toEqual({ done: 6, all: 6 });
    own.patch('protocol', 'sr-paper');
    expect(store.results).toEqual([]);
    own.undo();
    await list.remove(list.list[0]!.id);
    expect(store.measured).toEqual([]);
    expect(run.exportId).toBeNull();
  });

  it('gives up a run of what nobody wants any more', async () => {
    const app = await start((host) => (host.fake.stopBefore = 2));
    const [experiment, run] = [useExperiment(), useRun()];
    await until(() => expect(run.running).toBe(true));
    await until(() => expect(run.state.runId).toBe('run-1'));
    experiment.patch('scale', 4);
    await until(() => expect(app.host.fake.started.at(-1)?.scale).toBe(4));
    expect(app.host.fake.cancelled).toContain('run-1');
  });
});
