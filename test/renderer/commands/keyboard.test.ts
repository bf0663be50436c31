import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import { listenToKeys } from '@renderer/commands/keyboard';
import { conflicts, createCommandRegistry, keysOf, type Command } from '@renderer/commands/registry';

const command = (
  id: string,
  defaultKeys: string[],
  extra: Partial<Command> = {},
): Command & { run: Mock<() => void> } => ({
  id,
  titleKey: id,
  defaultKeys,
  ...extra,
  run: vi.fn<() => void>(),
});
const press = (type: 'keydown' | 'keyup', key: string, code: string, extra: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent(type, { key, code, bubbles: true, cancelable: true, ...extra });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event;
};

describe('listenToKeys', () => {
  let registry = createCommandRegistry();
  let overrides: Record<string, string[]> = {};
  let stop = (): void => undefined;
  beforeEach(() => {
    registry = createCommandRegistry();
    overrides = {};
    stop = listenToKeys(window, registry, () => overrides, false);
    document.body.innerHTML =
      '<input id="field"><button id="button">b</button><table><tr><td tabindex="0" id="cell">1</td></tr></table>';
  });
  afterEach(() => {
    stop();
    document.body.innerHTML = '';
  });
  const focus = (id: string): void => document.getElementById(id)!.focus();

  it('runs the command of a chord and keeps the browser from doing its own', () => {
    const run = command('run.start', ['Ctrl+Enter']);
    registry.register([run]);
    expect(press('keydown', 'Enter', 'Enter', { ctrlKey: true }).defaultPrevented).toBe(true);
    expect(run.run).toHaveBeenCalledTimes(1);
  });

  it('lets single keys rest in fields and tables, but not Ctrl chords', () => {
    const grid = command('viewer.grid', ['G']);
    const palette = command('window.palette', ['Ctrl+K']);
    registry.register([grid, palette]);
    for (const id of ['field', 'cell']) {
      focus(id);
      expect(press('keydown', 'g', 'KeyG').defaultPrevented).toBe(false);
      press('keydown', 'k', 'KeyK', { ctrlKey: true });
    }
    expect(grid.run).not.toHaveBeenCalled();
    expect(palette.run).toHaveBeenCalledTimes(2);
    focus('button');
    press('keydown', 'g', 'KeyG');
    expect(grid.run).toHaveBeenCalledTimes(1);
  });

  it('leaves Space to a focused button', () => {
    const peek = command('viewer.peek', ['Space']);
    registry.register([peek]);
    focus('button');
    press('keydown', ' ', 'Space');
    expect(peek.run).not.toHaveBeenCalled();
  });

  it('holds: runs once while the key repeats, releases on key up and when the window loses focus', () => {
    const release = vi.fn();
    const peek = command('viewer.peek', ['I'], { release });
    registry.register([peek]);
    press('keydown', 'i', 'KeyI');
    press('keydown', 'i', 'KeyI', { repeat: true });
    expect(peek.run).toHaveBeenCalledTimes(1);
    press('keyup', 'i', 'KeyI');
    expect(release).toHaveBeenCalledTimes(1);
    press('keydown', 'i', 'KeyI');
    window.dispatchEvent(new Event('blur'));
    expect(release).toHaveBeenCalledTimes(2);
  });

  it('follows the keys the user chose', () => {
    const grid = command('viewer.grid', ['G']);
    registry.register([grid]);
    overrides = { 'viewer.grid': ['h'] };
    press('keydown', 'g', 'KeyG');
    expect(grid.run).not.toHaveBeenCalled();
    press('keydown', 'h', 'KeyH');
    expect(grid.run).toHaveBeenCalledTimes(1);
  });

  it('does nothing for a command that is not enabled', () => {
    const cancel = command('run.cancel', ['Ctrl+.'], { enabled: () => false });
    registry.register([cancel]);
    expect(press('keydown', '.', 'Period', { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(registry.execute('run.cancel')).toBe(false);
    expect(cancel.run).not.toHaveBeenCalled();
  });
});

describe('registry', () => {
  it('refuses the same id twice and forgets on request', () => {
    const registry = createCommandRegistry();
    const forget = registry.register([command('a.b', [])]);
    expect(() => registry.register([command('a.b', [])])).toThrow('The command a.b is registered twice.');
    forget();
    expect(registry.commands.size).toBe(0);
  });
  it('names chords that two commands claim', () => {
    const commands = [command('a.one', ['G']), command('a.two', ['H'])];
    expect(conflicts(commands, {})).toEqual(new Map());
    expect(conflicts(commands, { 'a.two': ['g'] })).toEqual(new Map([['G', ['a.one', 'a.two']]]));
    expect(keysOf(commands[0]!, { 'a.one': [] })).toEqual([]);
  });
});
