import { afterEach, describe, expect, it, vi } from 'vitest';
import { strToU8, zipSync } from 'fflate';
import { defaultExperiment } from '@core/experiment/defaults';
import type { KeptFile } from '@renderer/stores/keptFile';
import { useExperiment } from '@renderer/stores/experiment';
import { useLastPictures } from '@renderer/stores/lastPictures';
import { usePictures } from '@renderer/stores/pictures';
import { useSessions } from '@renderer/stores/sessions';
import { useSettings } from '@renderer/stores/settings';
import { shaOf } from '../../helpers/fakeHost/fakeResults';
import { logitsPair } from '../../helpers/logitsPair';
import { mountWindow, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  app = null;
});
const memory = (file: Blob | null): KeptFile & { file: Blob | null } => ({
  file,
  isAvailable: true,
  async get() {
    return this.file;
  },
  async put(next) {
    this.file = next;
  },
});
const names = ['cat.png', 'dog.png'];
const bundle = (): Blob =>
  new Blob([
    zipSync({
      'session.upbench.json': strToU8(
        JSON.stringify({
          schema: 'upbench.session/1',
          version: '0.2.0',
          weights: [],
          experiment: { ...defaultExperiment(), scale: 3 },
          pictures: names.map((name) => ({ name, path: `pictures/${name}`, sha256: shaOf(name) })),
        }),
      ),
      ...Object.fromEntries(names.map((name) => [`pictures/${name}`, strToU8(name)])),
    }) as Uint8Array<ArrayBuffer>,
  ]);
describe('pictures over a restart', () => {
  it('open again, under the experiment that is on screen', async () => {
    app = await mountWindow();
    const [pictures, experiment] = [usePictures(), useExperiment()];
    await until(() => expect(pictures.list).toHaveLength(1));
    expect(await useLastPictures().restore(memory(bundle()))).toBe(true);
    expect(pictures.list.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(experiment.setup.scale).toBe(2);
  });

  it('are kept when the list rests, and forgotten when that is not wished', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('bundle')));
    try {
      app = await mountWindow();
      const [pictures, settings] = [usePictures(), useSettings()];
      await until(() => expect(pictures.list).toHaveLength(1));
      const file = memory(null);
      useLastPictures().follow(file);
      await until(() => expect(file.file).not.toBeNull());
      settings.values.remembersPictures = false;
      await until(() => expect(file.file).toBeNull());
      expect(await useLastPictures().restore(memory(bundle()))).toBe(false);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('are kept as they are while a pair is on screen', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('bundle')));
    try {
      app = await mountWindow();
      const pictures = usePictures();
      await until(() => expect(pictures.list).toHaveLength(1));
      const [plain] = pictures.plain;
      pictures.add([{ ...plain!, id: 'pair', pair: logitsPair }]);
      await useSessions().save(true);
      await useSessions().bundle();
      expect(app.host.fake.sessions.map(({ mode }) => mode)).toEqual(['masks', 'reference']);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('are not written again when they were only opened again', async () => {
    app = await mountWindow();
    await until(() => expect(usePictures().list).toHaveLength(1));
    const file = memory(bundle());
    await useLastPictures().restore(file);
    useLastPictures().follow(file);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(app.host.fake.sessions).toEqual([]);
  });

  it('are given up without a word when they cannot be read', async () => {
    app = await mountWindow();
    const file = memory(new Blob(['no bundle']));
    await until(() => expect(usePictures().list).toHaveLength(1));
    await useLastPictures().restore(file);
    expect(file.file).toBeNull();
    expect(usePictures().failures).toEqual([]);
  });
});
