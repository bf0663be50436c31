import { describe, expect, it } from 'vitest';
import { ariaChord, chordOf, formatChord, isBareChord, normaliseChord, type KeyLike } from '@renderer/commands/chord';

const key = (name: string, code: string, held: Partial<KeyLike> = {}): KeyLike => ({
  key: name,
  code,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});
const ctrl = { ctrlKey: true };
const shift = { shiftKey: true };

describe('chordOf', () => {
  it.each([
    ['a letter', key('g', 'KeyG'), 'G'],
    ['a letter with Caps Lock', key('G', 'KeyG'), 'G'],
    ['Ctrl and a letter', key('p', 'KeyP', { ...ctrl, ...shift }), 'Ctrl+Shift+P'],
    ['a letter of another layout', key('й', 'KeyQ', ctrl), 'Ctrl+Q'],
    ['Shift and a digit, whatever it types', key('!', 'Digit1', shift), 'Shift+1'],
    ['a digit of the number pad', key('3', 'Numpad3'), '3'],
    ['a sign, whatever makes it', key('?', 'Slash', shift), '?'],
    ['the plus key', key('+', 'Equal', shift), '+'],
    ['an arrow', key('ArrowLeft', 'ArrowLeft', shift), 'Shift+Left'],
    ['the space bar', key(' ', 'Space'), 'Space'],
    ['Ctrl and a sign', key(',', 'Comma', ctrl), 'Ctrl+,'],
    ['a function key', key('F6', 'F6', shift), 'Shift+F6'],
    ['a modifier alone', key('Shift', 'ShiftLeft', shift), null],
  ])('%s', (_name, event, expected) => expect(chordOf(event, false)).toBe(expected));

  it('takes Cmd for Ctrl on macOS', () => {
    expect(chordOf(key('k', 'KeyK', { metaKey: true }), true)).toBe('Ctrl+K');
    expect(chordOf(key('k', 'KeyK', ctrl), true)).toBe('Meta+K');
    expect(chordOf(key('k', 'KeyK', { metaKey: true }), false)).toBe('Meta+K');
  });
});

describe('written chords', () => {
  it('puts order and case right', () => {
    expect(normaliseChord('shift+ctrl+p')).toBe('Ctrl+Shift+P');
    expect(normaliseChord('Ctrl++')).toBe('Ctrl++');
    expect(normaliseChord('+')).toBe('+');
  });
  it('shows them as keys', () => {
    expect(formatChord('Ctrl+Shift+P', false)).toBe('Ctrl ⇧ P');
    expect(formatChord('Ctrl+Shift+P', true)).toBe('⌘⇧P');
    expect(formatChord('Ctrl++', false)).toBe('Ctrl +');
    expect(formatChord('+', false)).toBe('+');
    expect(ariaChord('Ctrl+Left', false)).toBe('Control+ArrowLeft');
  });
  it('knows which ones rest while somebody types', () => {
    expect(['G', '?', 'Space', 'Shift+1', 'Left'].every(isBareChord)).toBe(true);
    expect(['Ctrl+K', 'Alt+1', 'F6', 'Esc'].some(isBareChord)).toBe(false);
  });
});
