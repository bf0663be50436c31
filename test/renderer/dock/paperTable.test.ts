import { afterEach, expect, it, vi } from 'vitest';
import { mountWindow, until, type TestWindow } from '../mountWindow';
import { useExperiment } from '@renderer/stores/experiment';
import { methodSignature, pictureSignature } from '@renderer/stores/setup';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  vi.unstubAllGlobals();
});

it('the quality tab has the table of a paper, to copy as LaTeX and Markdown', async () => {
  app = await mountWindow();
  await app.window.get('#dock-tab-quality').trigger('click');
  await until(() => expect(app!.window.find('[name="quality-view"][value="tab"]').exists()).toBe(true));
  await app.window.get('[name="quality-view"][value="tab"]').setValue(true);
  await until(() => expect(app!.window.findAll('[data-paper-table] tbody tr').length).toBeGreaterThan(3));
  const marked = app.window.findAll('[data-paper-table] td.best');
  expect(marked.length).toBeGreaterThan(0);
  expect(marked[0]!.text()).toMatch(/^\d+\.\d\d$/);
  const copied: string[] = [];
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: (text: string) => void copied.push(text) } });
  for (const button of app.window.findAll('.paper header button')) await button.trigger('click');
  await until(() => expect(copied).toHaveLength(2));
  expect(copied[0]).toContain('\\toprule');
  expect(copied[0]).toContain(`\\textbf{${marked[0]!.text()}}`);
  expect(copied[1]).toContain(`**${marked[0]!.text()}**`);
  expect(copied[1]).toContain('Protocol saved-file');
  // Costs are those of papers, for an output of 1280 x 720, until another size is chosen.
  expect(copied[1]).toContain('1280×720');
  const costs = () => app!.window.findAll('[data-paper-table] tbody tr').map((row) => row.findAll('td')[2]!.text());
  const before = costs();
  await app.window.get('.paper header select').setValue('3840×2160');
  await until(() => expect(costs()).not.toEqual(before));
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
