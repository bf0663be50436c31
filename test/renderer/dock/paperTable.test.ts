import { afterEach, expect, it, vi } from 'vitest';
import { mountWindow, until, type TestWindow } from '../mountWindow';
import { useExperiment } from '@renderer/stores/experiment';
import { usePictures } from '@renderer/stores/pictures';
import { useSets } from '@renderer/stores/sets';
import { methodSignature, pictureSignature } from '@renderer/stores/setup';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function showTable(): Promise<TestWindow> {
  const opened = await mountWindow();
  await opened.window.get('#dock-tab-quality').trigger('click');
  await until(() => expect(opened.window.find('[name="quality-view"][value="tab"]').exists()).toBe(true));
  await opened.window.get('[name="quality-view"][value="tab"]').setValue(true);
  await until(() => expect(opened.window.findAll('[data-paper-table] tbody tr').length).toBeGreaterThan(3));
  return opened;
}
const cells = (window: TestWindow['window'], block: number): string[] =>
  window
    .findAll('[data-paper-table] tbody')
    [block]!.findAll('tr')
    .map((row) => row.findAll('td').at(-1)!.text());

it('the quality tab has the table of a paper with costs, from the numbers on screen', async () => {
  app = await showTable();
  const { window } = app;
  const marked = window.findAll('[data-paper-table] td.best');
  expect(marked.length).toBeGreaterThan(0);
  expect(marked[0]!.text()).toMatch(/^\d+\.\d\d$/);
  expect(window.find('[data-measure]').exists()).toBe(false);
  expect(window.get('.paper').text()).toContain('Protocol saved-file');
  // Costs are those of papers, for an output of 1280 x 720, until another size is chosen.
  expect(window.get('.paper').text()).toContain('1280×720');
  const costs = () => window.findAll('[data-paper-table] tbody tr').map((row) => row.findAll('td')[2]!.text());
  const before = costs();
  await window.get('.paper header select').setValue('3840×2160');
  await until(() => expect(costs()).not.toEqual(before));
});

/** Opens a menu of the table and takes the line of a format. */
async function take(window: TestWindow['window'], menu: 'copy' | 'save', format: string): Promise<void> {
  await window.get(`[data-table="${menu}"]`).trigger('keydown', { key: 'Enter' });
  const item = () =>
    [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')].find(({ textContent }) =>
      textContent?.includes(format),
    );
  await until(() => expect(item()).toBeDefined());
  item()!.click();
  await until(() => expect(item()).toBeUndefined());
}

it('the table is copied and saved as LaTeX and Markdown', async () => {
  app = await showTable();
  const { window } = app;
  const best = window.get('[data-paper-table] td.best').text();
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  await take(window, 'copy', 'LaTeX');
  await take(window, 'copy', 'Markdown');
  await until(() => expect(copied).toHaveLength(2));
  expect(copied[0]).toContain('\\toprule');
  expect(copied[0]).toContain(`\\textbf{${best}}`);
  expect(copied[1]).toContain(`**${best}**`);
  const blobs: Blob[] = [];
  const named: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    named.push(this.download);
  });
  await take(window, 'save', 'LaTeX');
  await take(window, 'save', 'Markdown');
  expect(named).toEqual(['table.tex', 'table.md']);
  expect(await Promise.all(blobs.map((blob) => blob.text()))).toEqual(copied);
});

it('measures the scales and sets that are missing, and keeps every number under its own scale', async () => {
  app = await showTable();
  const { window, host } = app;
  const own = useExperiment().setup.scale;
  const other = own === 3 ? 4 : 3;
  const shown = cells(window, 0);
  await window.get(`[name="table-scale"][value="${other}"]`).setValue(true);
  await until(() => expect(window.findAll('[data-paper-table] tbody')).toHaveLength(2));
  const at = own < other ? 1 : 0;
  expect(new Set(cells(window, at))).toEqual(new Set(['–']));
  await window.get('[data-measure]').trigger('click');
  await until(() => expect(cells(window, at)).not.toContain('–'));
  expect(host.fake.tables.map(({ groups }) => groups.map(({ experiment }) => experiment.scale))).toEqual([[other]]);
  // The numbers on screen stay those of their scale, and the others are not taken for them.
  expect(cells(window, 1 - at)).toEqual(shown);
  expect(cells(window, at)).not.toEqual(shown);
  // Another scale on screen shows the same table.
  const before = cells(window, at);
  useExperiment().patch('scale', other);
  await until(() => expect(cells(window, at)).toEqual(before));
  await until(() => expect(cells(window, 1 - at)).toEqual(shown));
  // Under another protocol the run on screen measures its own scale again; of the other one nothing is true any more.
  useExperiment().patch('protocol', 'sr-matlab');
  await until(() => expect(new Set(cells(window, 1 - at))).toEqual(new Set(['–'])));
});

it('pictures without a folder are a set beside a folder that is called like them', async () => {
  app = await showTable();
  const { window } = app;
  await usePictures().open(['a.png', 'b.png'].map((name) => new File([name], name)));
  const [first] = usePictures().plain.filter(({ isSample }) => !isSample);
  await useSets().assign([first!.id], 'Pictures');
  await until(() =>
    expect(window.findAll('[data-paper-table] th.set').map((head) => head.text())).toEqual([
      'Pictures',
      'Pictures (2)',
    ]),
  );
});

it('a job of the table can be cancelled, and what was measured stays', async () => {
  app = await showTable();
  const { window, host } = app;
  host.fake.tableWaits = true;
  const [first] = useSets().sets;
  await useSets().assign(first!.ids.slice(0, 1), 'Mine');
  await until(() => expect(window.findAll('[data-paper-table] th.set').map((head) => head.text())).toContain('Mine'));
  const other = useExperiment().setup.scale === 3 ? 4 : 3;
  await window.get(`[name="table-scale"][value="${other}"]`).setValue(true);
  await window.get('[data-measure]').trigger('click');
  await until(() => expect(window.find('.paper progress').exists()).toBe(true));
  // The fake engine waits after its first picture.
  const at = useExperiment().setup.scale < other ? 1 : 0;
  await until(() => expect(cells(window, at)).not.toContain('–'));
  await window
    .findAll('.paper header button')
    .find((button) => button.text() === 'Cancel')!
    .trigger('click');
  await until(() => expect(host.fake.cancelled).toContain('table'));
  await until(() => expect(window.find('.paper progress').exists()).toBe(false));
  expect(cells(window, at)).not.toContain('–');
});

it('the setup offers the ways of papers, and a result of another path is not up to date', async () => {
  app = await mountWindow();
  const experiment = useExperiment();
  const before = { ...experiment.setup };
  await app.window.get('#setup-input').setValue('matlab-bicubic');
  await app.window.get('#setup-space').setValue('y');
  expect(experiment.setup).toMatchObject({ degradation: 'matlab-bicubic', space: 'y' });
  const method = before.methods[0]!;
  const luma = { ...before, space: 'y' as const };
  expect(methodSignature(luma, method)).not.toBe(methodSignature(before, method));
  expect(pictureSignature(luma)).not.toBe(pictureSignature(before));
  await app.window.get('#setup-space').setValue('rgb');
  expect(experiment.setup.space).toBeUndefined();
});
