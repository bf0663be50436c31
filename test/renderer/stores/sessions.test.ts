import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hashOf } from '@renderer/host/files';
import { useGiven } from '@renderer/stores/given';
import { useExperiment } from '@renderer/stores/experiment';
import { useNetwork } from '@renderer/stores/network';
import { usePictures } from '@renderer/stores/pictures';
import { useRecentSessions } from '@renderer/stores/recentSessions';
import { useSessions } from '@renderer/stores/sessions';
import { defaultExperiment } from '@core/experiment/defaults';
import type { Session } from '@core/experiment/session';
import { say } from '@core/messages';
import { formatSafetensors } from '@core/tensor/safetensors';
import { createTensor } from '@core/tensor/tensor';
import { shaOf } from '../../helpers/fakeHost/fakeResults';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => app?.window.unmount());

const sessionOf = (names: readonly string[], weights = 'fitted'): Session => ({
  schema: 'upbench.session/1',
  version: '0.1.0',
  weights: [],
  experiment: {
    ...defaultExperiment(),
    scale: 3,
    methods: [{ id: 'conv-transpose', key: 'conv-transpose', parameters: { weights } }],
  },
  pictures: names.map((name) => ({ name: `photos/${name}`, path: `pictures/${name}`, sha256: shaOf(name) })),
});
const textFile = (session: Session): File => new File([JSON.stringify(session)], 'mine.upbench.json');

describe('sessions in the window', () => {
  it('a bundle brings its networks: those of candidates, and the one in its own view', async () => {
    app = await mountWindow();
    const network = { id: 'candidate', key: 'mine', parameters: {}, network: { file: '/home/me/model.onnx' } };
    const base = sessionOf(['cat.png']);
    const session = {
      ...base,
      experiment: { ...base.experiment, methods: [network] },
      weights: [
        { name: '/home/me/model.onnx', path: 'weights/1-model.onnx', sha256: 'ab'.repeat(32) },
        {
          name: '/home/me/model.onnx > part.data',
          path: 'weights/2-part.data',
          sha256: 'cd'.repeat(32),
          beside: { network: '/home/me/model.onnx', location: 'part.data' },
        },
      ],
      network: [{ name: 'seen.onnx', path: 'pictures/2-seen.onnx', sha256: 'ef'.repeat(32) }],
    };
    const zip = zipSync({
      'session.upbench.json': strToU8(JSON.stringify(session)),
      'pictures/cat.png': strToU8('a cat'),
      'weights/1-model.onnx': strToU8('a network'),
      'weights/2-part.data': strToU8('its values'),
      'pictures/2-seen.onnx': strToU8('another network'),
    });
    await useSessions().open(new File([new Uint8Array(zip)], 'mine.upbench'));
    await settle();
    expect(useExperiment().setup.methods[0]?.network?.file).toBe('model.onnx');
    expect(usePictures().failures.map(({ file }) => file)).not.toContain('/home/me/model.onnx');
    expect(useNetwork().file?.name).toBe('seen.onnx');
    expect(app.host.fake.openedNetworks).toEqual([
      { name: 'model.onnx', isMethod: true, beside: ['part.data'] },
      { name: 'seen.onnx', isMethod: false },
    ]);
  });

  it('a saved session takes along the network of its view, also when the engine had lost it', async () => {
    app = await mountWindow();
    await useNetwork().open([new File(['a network'], 'seen.onnx')]);
    await settle();
    const lost = app.host.fake.openedNetworks.length;
    expect(lost).toBe(1);
    app.host.fake.networksLost = lost;
    await useSessions().save(true);
    expect(app.host.fake.sessionNetworks).toEqual(['2']);
    expect(app.host.fake.openedNetworks.map(({ name }) => name)).toEqual(['seen.onnx', 'seen.onnx']);
  });

  it('a session without its files takes a network that is opened, by its bytes', async () => {
    app = await mountWindow();
    const network = { id: 'candidate', key: 'mine', parameters: {}, network: { file: 'model.onnx' } };
    const file = new File(['a network'], 'renamed.onnx');
    const values = new File(['its values'], 'part.data');
    const base = sessionOf(['cat.png']);
    const session = {
      ...base,
      experiment: { ...base.experiment, methods: [network] },
      weights: [
        { name: 'model.onnx', path: 'model.onnx', sha256: await hashOf(file) },
        {
          name: 'model.onnx > part.data',
          path: 'part.data',
          sha256: await hashOf(values),
          beside: { network: 'model.onnx', location: 'part.data' },
        },
      ],
    };
    await useSessions().open(textFile(session as Session));
    await settle();
    expect(usePictures().failures.map(({ file: name }) => name)).toContain('model.onnx');
    expect(await useSessions().adoptNetworks([new File(['other'], 'other.onnx'), values, file])).toEqual([
      file,
      values,
    ]);
    expect(app.host.fake.openedNetworks).toEqual([{ name: 'renamed.onnx', isMethod: true, beside: ['part.data'] }]);
    expect(useExperiment().setup.methods[0]?.network?.file).toBe('renamed.onnx');
    expect(usePictures().failures.map(({ file: name }) => name)).not.toContain('model.onnx');
  });

  it('networks of one name from several folders are called like their folders, each with its own values', async () => {
    app = await mountWindow();
    const files = ['step2', 'step10'].flatMap((step) =>
      ['model.onnx', 'model.onnx.data'].map((name) => {
        const file = new File([step], name);
        Object.defineProperty(file, 'webkitRelativePath', { value: `training/${step}/${name}` });
        return file;
      }),
    );
    await useGiven().add(files.toReversed());
    expect(app.host.fake.openedNetworks).toEqual(
      ['step2.onnx', 'step10.onnx'].map((name) => ({ name, isMethod: true, beside: ['model.onnx.data'] })),
    );
  });

  it('a bundle brings experiment, pictures and weights, and runs', async () => {
    app = await mountWindow();
    const session = sessionOf(['cat.png', 'dog.png'], 'file:layer.safetensors#up.weight');
    const layer = formatSafetensors(
      { 'up.weight': createTensor([3, 1, 4, 4], new Float32Array(48).fill(0.25)) },
      { origin: 'trained elsewhere' },
    );
    const weights = [{ name: 'layer.safetensors', path: 'weights/1-layer.safetensors', sha256: 'cd'.repeat(32) }];
    const zip = zipSync({
      'session.upbench.json': strToU8(JSON.stringify({ ...session, weights })),
      'pictures/cat.png': strToU8('a cat'),
      'pictures/dog.png': strToU8('a dog'),
      'weights/1-layer.safetensors': layer,
    });
    await useSessions().open(new File([new Uint8Array(zip)], 'mine.upbench.zip'));
    await settle();
    const pictures = usePictures();
    expect(pictures.list.map(({ name }) => name)).toEqual(expect.arrayContaining(['cat.png', 'dog.png']));
    expect(pictures.selected?.name).toBe('cat.png');
    expect(pictures.failures).toEqual([]);
    expect(useExperiment().setup).toMatchObject({ scale: 3, methods: [{ id: 'conv-transpose', enabled: true }] });
    expect(app.host.fake.keptWeights.get('layer.safetensors')).toMatchObject([
      { name: 'up.weight', shape: [3, 1, 4, 4] },
    ]);
    await until(() => expect(app!.host.fake.started.at(-1)?.scale).toBe(3));
    // One step back is the experiment from before.
    useExperiment().undo();
    expect(useExperiment().setup.scale).toBe(2);
  });

  it('what a session names and does not hold is named, until it is opened', async () => {
    app = await mountWindow();
    await useSessions().open(textFile(sessionOf(['cat.png', 'dog.png', 'still-life.png'])));
    const pictures = usePictures();
    // The third is a sample that every copy of the program has.
    expect(pictures.failures.map(({ file }) => file)).toEqual(['cat.png', 'dog.png']);
    expect(pictures.list.some(({ name }) => name === 'still-life.png')).toBe(true);
    await pictures.open([new File(['a cat'], 'cat.png')]);
    await settle();
    expect(pictures.failures.map(({ file }) => file)).toEqual(['dog.png']);
    await pictures.open([new File(['a dog'], 'dog.png')]);
    await settle();
    expect(pictures.failures).toEqual([]);
  });

  it('a picture that has changed since is no picture of the session', async () => {
    app = await mountWindow();
    const session = sessionOf(['cat.png']);
    const changed = { ...session, pictures: session.pictures.map((file) => ({ ...file, sha256: 'ef'.repeat(32) })) };
    await usePictures().open([new File(['another cat'], 'cat.png')]);
    await useSessions().open(textFile(changed));
    expect(usePictures().failures).toMatchObject([{ file: 'cat.png', message: { code: 'session-picture-changed' } }]);
  });

  it('finds what it lacks in a folder, whatever the files are called now', async () => {
    app = await mountWindow();
    const cat = new File(['the very cat'], 'IMG_0001.png');
    const sha256 = await hashOf(cat);
    const session = sessionOf(['cat.png']);
    await useSessions().open(textFile({ ...session, pictures: session.pictures.map((file) => ({ ...file, sha256 })) }));
    expect(usePictures().failures.map(({ file }) => file)).toEqual(['cat.png']);
    await settle();
    expect(app.text('.relocate')).toContain('Find in a folder');
    const opened = vi.spyOn(app.host, 'openFiles').mockImplementation(([file]) => {
      const found = { ...usePictures().list[0]!, id: 'found', name: file!.name, sha256 };
      return Promise.resolve({ pictures: [found], failed: [] });
    });
    const others = [new File(['the very cat'], 'notes.txt'), new File(['another cat'], 'cat.png')];
    expect(await useSessions().relocate([...others, cat])).toBe(1);
    expect(opened.mock.calls).toEqual([[[cat]]]);
    expect(usePictures().failures).toEqual([]);
  });

  it('is among the recent ones, and comes back from there', async () => {
    app = await mountWindow();
    await useSessions().open(textFile(sessionOf(['still-life.png'])));
    useExperiment().undo();
    const [latest] = useRecentSessions().list;
    expect(latest?.name).toBe('mine.upbench.json');
    expect(localStorage.getItem('upbench.recent/1')).toContain('mine.upbench.json');
    await useSessions().resume(latest!.session);
    expect(useExperiment().setup.scale).toBe(3);
    for (let i = 0; i < 12; i++) useRecentSessions().add(`${i}.json`, latest!.session);
    useRecentSessions().add('5.json', latest!.session);
    expect(useRecentSessions().list.map(({ name }) => name)).toEqual(
      [5, 11, 10, 9, 8, 7, 6, 4].map((n) => `${n}.json`),
    );
    useRecentSessions().clear();
    expect(useRecentSessions().list).toEqual([]);
  });

  it('what is no session is refused with a sentence, and nothing changes', async () => {
    app = await mountWindow();
    const before = useExperiment().setup;
    for (const [name, text, words] of [
      ['x.json', '{', 'damaged'],
      ['x.html', '<html></html>', 'not an Upbench report'],
      ['x.zip', 'PK\u0003\u0004', 'zip'],
      ['x.json', '{"schema":"upbench.session/9"}', 'newer'],
    ] as const) {
      await useSessions().open(new File([text], name));
      const [failure] = usePictures().failures;
      expect(failure?.file).toBe(name);
      expect(say(failure!.message)).toContain(words);
      expect(say(failure!.message, 'zh-CN')).toMatch(/\p{Script=Han}/u);
    }
    expect(useExperiment().setup).toEqual(before);
  });

  it('is saved with the experiment on screen under a name of its own', async () => {
    app = await mountWindow();
    await app.registry.execute('file.save-session');
    await until(() => expect(app!.host.saved).toEqual(['1-pictures.upbench']));
    await app.registry.execute('file.save-session-names');
    await until(() => expect(app!.host.saved).toHaveLength(2));
    expect(app.host.fake.sessions[0]).toEqual(useExperiment().experiment);
  });
});
