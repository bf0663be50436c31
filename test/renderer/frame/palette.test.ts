import { DOMWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { filterCommands } from '@renderer/frame/filterCommands';
import { mountWindow, settle, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  app = null;
});

describe('filterCommands', () => {
  const names = ['Window Left panel', 'Edit Undo', 'Files Open pictures', 'Window Light theme'];
  const find = (query: string): string[] => filterCommands(names, query, (name) => name);

  it('wants all words, and likes the beginnings of words', () => {
    expect(find('')).toEqual(names);
    expect(find('li wi')).toEqual(['Window Light theme']);
    expect(find('p')[0]).toBe('Window Left panel');
  });
  it('takes letters in order as a last resort', () => expect(find('opic')).toEqual(['Files Open pictures']));
  it('finds nothing for nonsense', () => expect(find('zzz')).toEqual([]));
});

/** Dialogs stand beside the window. */
const body = () => new DOMWrapper(document.body);

describe('the palette', () => {
  it('runs the command that was picked with the keyboard', async () => {
    app = await mountWindow();
    app.registry.execute('window.palette');
    await settle();
    const field = body().get('[role="combobox"]');
    await field.setValue('dark');
    expect(
      body()
        .findAll('[role="option"][id^="palette-"]')
        .map((option) => option.attributes('id')),
    ).toEqual(['palette-window.theme-dark']);
    await field.trigger('keydown', { key: 'Enter' });
    await settle();
    expect(document.documentElement.classList.contains('dark')).toBe(true);
    expect(body().find('dialog[open]').exists()).toBe(false);
  });

  it('lists no command that would do nothing', async () => {
    app = await mountWindow();
    app.registry.execute('window.palette');
    await settle();
    const ids = body()
      .findAll('[id^="palette-"]')
      .map((option) => option.attributes('id'));
    expect(ids).not.toContain('palette-run.cancel');
    expect(ids).not.toContain('palette-edit.undo');
    expect(ids).toContain('palette-run.start');
  });

  it('shows every command with a key in the sheet', async () => {
    app = await mountWindow();
    app.registry.execute('help.shortcuts');
    await settle();
    const sheet = body().get('dialog[open]').text();
    for (const title of ['Undo', 'Left panel', 'Next area', 'Show Compare']) expect(sheet).toContain(title);
  });
});
