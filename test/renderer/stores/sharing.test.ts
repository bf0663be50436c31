import { afterEach, expect, it } from 'vitest';
import { useCurrent } from '@renderer/stores/current';
import { useExperiment } from '@renderer/stores/experiment';
import { useSharing } from '@renderer/stores/sharing';
import { mountWindow, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  app = null;
});

it('a method leaves the pane of another one that was changed and run again alone', async () => {
  app = await mountWindow(({ fake }) => void fake.same.set('nearest-conv', 'conv-transpose'));
  const [experiment, current, sharing] = [useExperiment(), useCurrent(), useSharing()];
  const hosts = () => [...sharing.ofMethods].map(([key, { host }]) => [key, host]);
  await until(() => expect(current.progress).toEqual({ done: 7, all: 7 }));
  expect(hosts()).toEqual([['nearest-conv', 'conv-transpose']]);
  experiment.setParameter('conv-transpose', 'kernelSize', 6);
  expect(hosts()).toEqual([]);
  await until(() => expect(current.progress).toEqual({ done: 7, all: 7 }));
  expect(app.host.fake.started.at(-1)?.methods.map(({ key }) => key)).toEqual(['conv-transpose']);
  expect(hosts()).toEqual([]);
  // Made as before, it is the same again, whichever run made it.
  experiment.setParameter('conv-transpose', 'kernelSize', undefined);
  await until(() => expect(current.progress).toEqual({ done: 7, all: 7 }));
  expect(hosts()).toEqual([['nearest-conv', 'conv-transpose']]);
  experiment.setParameter('nearest-conv', 'kernelSize', 5);
  await until(() => expect(current.progress).toEqual({ done: 7, all: 7 }));
  experiment.setParameter('nearest-conv', 'kernelSize', undefined);
  await until(() => expect(current.progress).toEqual({ done: 7, all: 7 }));
  expect(app.host.fake.started.at(-1)?.methods.map(({ key }) => key)).toEqual(['nearest-conv']);
  expect(hosts()).toEqual([['nearest-conv', 'conv-transpose']]);
});
