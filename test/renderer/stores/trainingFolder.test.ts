import { afterEach, describe, expect, it, vi } from 'vitest';
import { watch } from 'vue';
import { usePictures } from '@renderer/stores/pictures';
import { useTrainingFolder } from '@renderer/stores/trainingFolder';
import { mountWindow, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  app = null;
});

const files = (names: readonly string[]): File[] =>
  names.map((name) => {
    const file = new File([new Uint8Array([1])], name);
    Object.defineProperty(file, 'webkitRelativePath', { value: `photos/${name}` });
    return file;
  });
const many = files(Array.from({ length: 11 }, (_, i) => `picture-${String(i).padStart(2, '0')}.png`));
const held = async (): Promise<string[]> => (await app!.host.engine.pictures.list()).map(({ name }) => name);

describe('a folder to fit on', () => {
  it('says how far it is, and is given back', async () => {
    app = await mountWindow();
    const training = useTrainingFolder();
    const before = await held();
    const said: number[] = [];
    const stop = watch(
      () => training.opening,
      (opening) => said.push(opening?.done ?? -1),
      { flush: 'sync' },
    );
    await training.take(many);
    stop();
    expect(said).toEqual([0, 4, 8, -1]);
    expect(training.folder).toMatchObject({ name: 'photos', failed: 0 });
    expect(training.folder!.ids).toHaveLength(11);
    expect(training.opening).toBeNull();
    expect(usePictures().list.map(({ name }) => name)).toEqual(before);
    await training.release();
    expect(training.folder).toBeNull();
    expect(usePictures().aside).toEqual([]);
    expect(await held()).toEqual(before);
  });

  it('can be cancelled: what was opened goes, and the folder before stays', async () => {
    app = await mountWindow();
    const training = useTrainingFolder();
    await training.take(files(['a.png', 'b.png']));
    const before = await held();
    const stop = watch(
      () => training.opening,
      (opening) => {
        if (opening?.done === 4) training.cancel();
      },
      { flush: 'sync' },
    );
    const taking = training.take(many);
    expect(training.opening).toEqual({ done: 0, total: 11 });
    await taking;
    stop();
    expect(training.opening).toBeNull();
    expect(training.folder?.ids).toHaveLength(2);
    expect((await held()).toSorted()).toEqual(before.toSorted());
  });

  it('is opened as files that nobody looks at, and says nothing of what fails after a cancel', async () => {
    app = await mountWindow();
    const training = useTrainingFolder();
    const opened = vi.spyOn(app.host, 'openFiles');
    await training.take(files(['a.png']));
    expect(opened.mock.calls.map(([, isAside]) => isAside)).toEqual([true]);
    opened.mockImplementationOnce(() => {
      training.cancel();
      return Promise.reject(new Error('The engine is gone.'));
    });
    await expect(training.take(many)).resolves.toBeUndefined();
    expect(training.folder?.ids).toHaveLength(1);
    opened.mockRestore();
  });
});
