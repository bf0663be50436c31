import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readState, usableState, writeState } from '../../electron/main/windowState';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };

describe('where the window was', () => {
  test('is used while its title bar is on a screen', () => {
    const bounds = { x: 100, y: 50, width: 1300, height: 800 };
    expect(usableState({ bounds, isMaximized: true }, [SCREEN])).toEqual({ bounds, isMaximized: true });
  });

  test.each([
    ['right of every screen', { x: 3000, y: 10, width: 1280, height: 800 }],
    ['above every screen', { x: 10, y: -700, width: 1280, height: 800 }],
    ['with its title bar below the screen', { x: 10, y: 1070, width: 1280, height: 800 }],
  ])('is forgotten %s', (_name, bounds) => {
    expect(usableState({ bounds, isMaximized: false }, [SCREEN])).toEqual({ isMaximized: false });
  });

  test('is at least the minimum size', () => {
    const { bounds } = usableState({ bounds: { x: 0, y: 0, width: 10, height: 10 } }, [SCREEN]);
    expect([bounds?.width, bounds?.height]).toEqual([960, 600]);
  });

  test.each([[null], ['text'], [{}], [{ bounds: { x: 'a' } }], [{ bounds: { x: NaN, y: 0, width: 1, height: 1 } }]])(
    'nonsense %j is no place',
    (saved) => expect(usableState(saved, [SCREEN])).toEqual({ isMaximized: false }),
  );

  test('survives a round trip, a broken file and a folder that cannot be written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'window-state-'));
    const file = join(folder, 'window.json');
    const said: string[] = [];
    writeState(file, { isMaximized: true }, (line) => said.push(line));
    expect(readState(file)).toEqual({ isMaximized: true });
    expect(readdirSync(folder)).toEqual(['window.json']);
    writeFileSync(file, '{ broken');
    expect(readState(file)).toBeNull();
    writeState(join(file, 'inside', 'a-file.json'), { isMaximized: true }, (line) => said.push(line));
    expect(said).toHaveLength(1);
  });
});
