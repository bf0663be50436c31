import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { useExperiment } from '@renderer/stores/experiment';
import { useGiven } from '@renderer/stores/given';
import { usePictures } from '@renderer/stores/pictures';
import { useRun } from '@renderer/stores/run';
import { useSessions } from '@renderer/stores/sessions';
import { defaultExperiment } from '@core/experiment/defaults';
import type { Session } from '@core/experiment/session';
import { picture, shaOf } from '../../helpers/fakeHost/fakeResults';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let open: TestWindow | null = null;
async function start(...names: readonly string[]): Promise<TestWindow> {
  const app = (open = await mountWindow((host) => (host.fake.samplesOpen = false)));
  await usePictures().open(names.map((name) => new File([name], name)));
  await settle();
  return app;
}
afterEach(() => {
  open?.window.unmount();
  open = null;
});

/** As a drop on the list gives them. */
async function drop({ window }: TestWindow, zone: 'candidates' | 'low', ...names: readonly string[]): Promise<void> {
  const files = names.map((name) => new File([name], name));
  const dataTransfer = { types: ['Files'], files, items: files.map(() => ({ webkitGetAsEntry: () => null })) };
  const event = Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer });
  window.get(`[data-drop="${zone}"]`).element.dispatchEvent(event);
  await settle();
}
const marks = ({ window }: TestWindow): string[] =>
  window.findAll('[data-candidate]').map((row) => `${row.find('.name').text()} ${row.find('.chip').text()}`);

describe('candidates in the window', () => {
  it('come by a drop on the list, run, and stand as pane and row', async () => {
    const app = await start('cat.png');
    await drop(app, 'candidates', 'cat_my-net.png', 'cat_theirs.png');
    expect(marks(app)).toEqual(['my-net cat_my-net.png', 'theirs cat_theirs.png']);
    // They are no pictures.
    expect(usePictures().list.map(({ name }) => name)).toEqual(['cat.png']);
    await until(() => expect(app.host.fake.given.at(-1)?.candidates).toHaveLength(2));
    const [{ id: pictureId } = { id: '' }] = usePictures().list;
    const fileOf = (name: string) => usePictures().aside.find((file) => file.name === name)?.id;
    expect(app.host.fake.given.at(-1)?.candidates).toEqual([
      { pictureId, key: 'my-net', fileId: fileOf('cat_my-net.png') },
      { pictureId, key: 'theirs', fileId: fileOf('cat_theirs.png') },
    ]);
    expect(app.host.fake.started.at(-1)?.methods.at(-1)).toEqual({ id: 'candidate', key: 'theirs', parameters: {} });
    await until(() => expect(app.window.get('table[role="grid"]').text()).toContain('my-netyour files'));
    expect(app.window.get('table[role="grid"]').text()).toContain('theirs');
    // Nothing is inspected of them.
    expect(app.window.text()).not.toContain('There is no method');
  });

  it('are matched by name over several pictures; what is missing or double is named', async () => {
    const app = await start('a.png', 'b.png', 'c.png');
    await drop(app, 'candidates', 'a__out.png', 'b__out.png', 'b__out.jpg');
    expect(marks(app)).toEqual(['out 1 of 3 pictures']);
    await app.window.get('[data-candidate] .disclose').trigger('click');
    await settle();
    expect(app.window.get<HTMLInputElement>('#candidate-out-pattern').element.value).toBe('{file}__out');
    const rows = app.window.findAll('.matches li').map((row) => row.text());
    expect(rows).toEqual(['b.png←2 files: b__out.png, b__out.jpg', 'c.png←no file', 'a.png←a__out.png']);
  });

  it('can be renamed, but not to a name of a method, and removed; undo brings them back', async () => {
    const app = await start('cat.png');
    await drop(app, 'candidates', 'cat_mine.png');
    await app.window.get('[data-candidate] .disclose').trigger('click');
    await settle();
    const field = app.window.get<HTMLInputElement>('#candidate-mine-name');
    await field.setValue('bilinear');
    expect(app.window.get('.refusal').text()).toContain('no name of a method');
    await field.setValue('ours');
    await field.trigger('change');
    expect(useExperiment().setup.methods.at(-1)?.key).toBe('ours');
    useExperiment().removeInstance('ours');
    await settle();
    expect(marks(app)).toEqual([]);
    useExperiment().undo();
    await settle();
    expect(marks(app)).toEqual(['ours cat_mine.png']);
  });

  it('take other letters in names as they can', async () => {
    const app = await start('猫.png');
    await drop(app, 'candidates', '猫_结果.png', '猫_nearest.png');
    expect(marks(app).map((text) => text.split(' ')[0])).toEqual(['out-nearest', 'out-1']);
    expect(useGiven().filesFor([usePictures().list[0]!.id], ['out-1']).candidates).toHaveLength(1);
  });

  it('of another scale are those that say it, whatever else is in their names', async () => {
    const app = await start('a.png', 'b.png');
    const names = ['x2', 'x3'].flatMap((factor) => ['a', 'b'].map((picture) => `${picture}_max20_${factor}.png`));
    await drop(app, 'candidates', ...names);
    const files = names.map((name) => usePictures().aside.find((file) => file.name === name)!);
    useExperiment().addCandidates([
      { name: 'net', files: files.map(({ id, name, sha256 }) => ({ id, name, sha256 })) },
    ]);
    const ids = ['a.png', 'b.png'].map((name) => usePictures().list.find((picture) => picture.name === name)!.id);
    const found = (scale: number) =>
      useGiven()
        .filesFor(ids, ['net'], scale)
        .candidates?.map(({ fileId }) => fileId);
    expect(found(2)).toEqual(files.slice(0, 2).map(({ id }) => id));
    expect(found(3)).toEqual(files.slice(2).map(({ id }) => id));
  });

  it('stay when methods are added or a preset is taken', async () => {
    const app = await start('cat.png');
    await drop(app, 'candidates', 'cat_mine.png');
    useExperiment().addInstance('bilinear');
    expect(useExperiment().setup.methods.at(-1)?.key).toBe('mine');
  });
});

it('several candidates are a curve in Quality, in their order', async () => {
  const app = await start('cat.png');
  await drop(app, 'candidates', 'cat_s2000.png', 'cat_s100.png', 'cat_s500.png');
  expect(marks(app).map((text) => text.split(' ')[0])).toEqual(['s100', 's500', 's2000']);
  await until(() => expect(app.window.get('table[role="grid"]').text()).toContain('s2000'));
  await app.window
    .findAll('[role="tab"]')
    .find((tab) => tab.text() === 'Quality')!
    .trigger('click');
  await settle();
  const choices = () => app.window.findAll<HTMLInputElement>('input[name="quality-view"]');
  await until(() => expect(choices().map(({ element }) => element.value)).toEqual(['charts', 'curve', 'tab']));
  await choices()[1]!.setValue(true);
  await until(() => expect(app.window.text()).toContain('Over the candidates'));
  expect(app.window.text()).toContain('mean over 1 picture');
});

it('one file is for the one picture of the user, whatever else the program had open', async () => {
  const app = (open = await mountWindow());
  await usePictures().open([new File(['x'], 'cat.png')]);
  await settle();
  expect(usePictures().list).toHaveLength(2);
  await drop(app, 'candidates', 'result_final.png');
  expect(marks(app)).toEqual(['result_final result_final.png']);
  await until(() =>
    expect(app.host.fake.given.at(-1)?.candidates).toMatchObject([{ pictureId: usePictures().selectedId }]),
  );
});

it('a sample that is open beside given pairs is neither run nor saved with them', async () => {
  const app = (open = await mountWindow());
  await usePictures().open([new File(['x'], 'cat.png')]);
  await settle();
  await drop(app, 'low', 'catx2.png');
  await until(() => expect(app.host.fake.given.at(-1)?.low).toHaveLength(1));
  const [sample, own] = usePictures().list;
  expect([...useRun().missing.keys()]).not.toContain(sample!.id);
  await useSessions().save(true);
  expect(app.host.saved.at(-1)).toBe('1-pictures.upbench');
  expect(own!.name).toBe('cat.png');
});

describe('small pictures that are given', () => {
  it('are matched by the suffixes of the usual sets, and give the scale', async () => {
    const app = await start('a.png', 'b_HR.png');
    await drop(app, 'low', 'ax3.png', 'b_LR_x3.png');
    const { setup } = useExperiment();
    expect(setup.degradation).toBe('given');
    const ids = usePictures().list.map(({ id }) => id);
    // The made-up engine gives every picture one size, so no scale follows; the names are right.
    useExperiment().patch('scale', 3);
    await settle();
    expect([...useGiven().lowMatches.values()].map((files) => files.map(({ name }) => name))).toEqual([
      ['ax3.png'],
      ['b_LR_x3.png'],
    ]);
    expect(useGiven().filesFor(ids, []).low).toHaveLength(2);
    expect(app.text('[data-low]')).toContain('2 of 2 matched');
  });
});

it('white is asked for where it is not 255, with what the values look like', async () => {
  const app = (open = await mountWindow((host) => {
    const { pictures, blobs } = host.fake;
    host.fake.samplesOpen = false;
    pictures.push({ ...picture('scan.png', 1, false, blobs), bitDepth: 16, suggestedRange: 4095 });
    pictures.push(picture('photo.png', 2, false, blobs));
  }));
  const field = () => app.window.find<HTMLInputElement>('#setup-white');
  expect(field().element.placeholder).toBe('65535');
  usePictures().select('picture-2');
  await settle();
  expect(field().exists()).toBe(false);
  usePictures().select('picture-1');
  await settle();
  await app.window
    .findAll('button')
    .find((button) => button.text() === 'Use 4095')!
    .trigger('click');
  await until(() => expect(app.host.fake.started.at(-1)?.range).toBe(4095));
  await field().setValue('no number');
  expect(useExperiment().setup.range).toBe(4095);
  await field().setValue('');
  expect(useExperiment().setup.range).toBeUndefined();
});

it('what a program put on the bench is shown, in place of the candidates before', async () => {
  const aside = { isAside: true } as const;
  const app = (open = await mountWindow((host) => {
    const { pictures, blobs } = host.fake;
    host.fake.samplesOpen = false;
    pictures.push(picture('array.npy', 1, false, blobs), { ...picture('array__mine.npy', 2, false, blobs), ...aside });
    pictures.push({ ...picture('array__input.npy', 3, false, blobs), ...aside }, picture('other.npy', 4, false, blobs));
    const candidates = [{ name: 'mine', file: 'picture-2' }];
    const handover = { picture: 'picture-1', candidates, low: 'picture-3', mode: 'reference', scale: 2 } as const;
    Object.assign(host, { handover: () => Promise.resolve(handover) });
  }));
  expect(usePictures().selected?.name).toBe('array.npy');
  expect(useExperiment().setup).toMatchObject({ degradation: 'given', scale: 2 });
  expect(marks(app)).toEqual(['mine 1 of 2 pictures']);
  await until(() => expect(app.host.fake.given.at(-1)?.candidates).toMatchObject([{ fileId: 'picture-2' }]));
  expect(app.host.fake.given.at(-1)?.low).toEqual([{ pictureId: 'picture-1', fileId: 'picture-3' }]);
});

it('a bundle brings candidates and small pictures back', async () => {
  const app = await start();
  const files = { 'pictures/1-cat.png': 'cat', 'candidates/1-cat_mine.png': 'mine', 'low/1-catx2.png': 'low' };
  const session: Session = {
    schema: 'upbench.session/1',
    version: '0.2.0',
    weights: [],
    experiment: {
      ...defaultExperiment(),
      degradation: 'given',
      methods: [{ id: 'candidate', key: 'mine', parameters: {} }],
    },
    pictures: [{ name: 'cat.png', path: 'pictures/1-cat.png', sha256: shaOf('cat.png') }],
    candidates: [
      {
        name: 'out/cat_mine.png',
        path: 'candidates/1-cat_mine.png',
        sha256: shaOf('cat_mine.png'),
        picture: 'cat.png',
        key: 'mine',
      },
    ],
    low: [{ name: 'catx2.png', path: 'low/1-catx2.png', sha256: shaOf('catx2.png'), picture: 'cat.png' }],
  };
  const zip = zipSync({
    'session.upbench.json': strToU8(JSON.stringify(session)),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])),
  });
  await useSessions().open(new File([new Uint8Array(zip)], 'mine.upbench.zip'));
  await settle();
  expect(usePictures().aside.map(({ name }) => name)).toEqual(['cat_mine.png', 'catx2.png']);
  await until(() => expect(app.host.fake.given.at(-1)).toMatchObject({ candidates: [{ key: 'mine' }], low: [{}] }));
});
