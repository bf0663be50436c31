import { afterEach, describe, expect, it } from 'vitest';
import { useExperiment } from '@renderer/stores/experiment';
import { useMasks } from '@renderer/stores/masks';
import { usePictures } from '@renderer/stores/pictures';
import { logitsPair } from '../../helpers/logitsPair';
import { mountWindow, until, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  app = null;
});
describe('the experiment of a pair', () => {
  it('has the methods of the list, but no finished outputs of pictures', async () => {
    app = await mountWindow();
    const pictures = usePictures();
    await until(() => expect(pictures.list).toHaveLength(1));
    useExperiment().addCandidates([{ name: 'mine', files: [] }]);
    pictures.add([{ ...pictures.list[0]!, id: 'pair', pair: logitsPair }]);
    const ids = useMasks().document!.methods.map(({ id }) => id);
    expect(ids).toContain('bilinear');
    expect(ids).not.toContain('candidate');
  });

  it('runs no more once a picture is on screen', async () => {
    app = await mountWindow();
    const [pictures, masks] = [usePictures(), useMasks()];
    await until(() => expect(pictures.list).toHaveLength(1));
    const [plain] = pictures.list;
    pictures.add([{ ...plain!, id: 'pair', pair: logitsPair }]);
    const run = masks.start();
    expect(masks.running).toBe(true);
    pictures.select(plain!.id);
    await masks.start();
    await run;
    expect(masks.running).toBe(false);
  });
});
