/**
 * Key chords as text: "Ctrl+Shift+P", "Alt+1", "?", "Space". `Ctrl` stands for Cmd on macOS. Letters are upper case and
 * physical layout does not matter for them; a sign such as "?" is taken as typed, so its Shift is not part of the chord.
 */
const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
  Delete: 'Del',
};

const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process']);

export type KeyLike = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

/** The chord of a key event, or null while only modifiers are down. */
export function chordOf(event: KeyLike, isMac: boolean): string | null {
  if (MODIFIERS.has(event.key)) return null;
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const held = event.ctrlKey || event.altKey || event.metaKey;
  // With Shift or another modifier the sign is the layout's affair ("!" for Shift+1), so the key itself counts.
  let name = NAMES[event.key] ?? event.key;
  if (digit && (event.shiftKey || held)) name = digit;
  else if (letter && (held || /^[a-z]$/i.test(event.key))) name = letter;
  else if (event.key.length === 1 && event.key !== ' ') name = event.key.toUpperCase();
  // The full stop has a Shift of its own on every layout, whatever sign that types.
  const isShiftedStop = event.code === 'Period' && event.shiftKey && !held;
  if (isShiftedStop) name = '.';
  const sign = name.length === 1 && !/[A-Z0-9]/.test(name) && !isShiftedStop;
  const parts: string[] = [];
  if (isMac ? event.metaKey : event.ctrlKey) parts.push('Ctrl');
  if (isMac ? event.ctrlKey : event.metaKey) parts.push('Meta');
  if (event.altKey) parts.push('Alt');
  if (event.shiftKey && !sign) parts.push('Shift');
  return [...parts, name].join('+');
}

/** A chord somebody typed into a list: order and case of the parts put right. */
export function normaliseChord(text: string): string {
  const known = normalised.get(text);
  if (known !== undefined) return known;
  const chord = inOrder(text);
  normalised.set(text, chord);
  return chord;
}
/** All chords of the window, asked for at every key. */
const normalised = new Map<string, string>();

function inOrder(text: string): string {
  const parts = text.split('+').map((part) => part.trim());
  // "Ctrl++" ends in the plus key itself.
  const key = text.endsWith('+') ? '+' : (parts.at(-1) ?? '');
  const has = (name: string): boolean => parts.slice(0, -1).some((part) => part.toLowerCase() === name);
  const order = ['Ctrl', 'Meta', 'Alt', 'Shift'].filter((name) => has(name.toLowerCase()));
  return [...order, key.length === 1 ? key.toUpperCase() : key].join('+');
}

/** True for a chord that also types or moves inside a field: it rests while one has focus. */
export function isBareChord(chord: string): boolean {
  return !/^(Ctrl|Meta|Alt)\+/.test(chord) && !/^F\d/.test(chord) && chord !== 'Esc';
}

const SIGNS: Readonly<Record<string, string>> = { Up: '↑', Down: '↓', Left: '←', Right: '→', Enter: '↵', Shift: '⇧' };
const MAC_SIGNS: Readonly<Record<string, string>> = { ...SIGNS, Ctrl: '⌘', Meta: '⌃', Alt: '⌥' };

/** As printed on keys: "Ctrl ⇧ P", on macOS "⌘⇧P". */
export function formatChord(chord: string, isMac: boolean): string {
  const parts = chord.endsWith('++')
    ? [...chord.slice(0, -2).split('+'), '+']
    : chord === '+'
      ? ['+']
      : chord.split('+');
  const signs = isMac ? MAC_SIGNS : SIGNS;
  return parts.map((part) => signs[part] ?? part).join(isMac ? '' : ' ');
}

/** For aria-keyshortcuts: "Control+Shift+P". */
export function ariaChord(chord: string, isMac: boolean): string {
  return chord.replace(/^Ctrl/, isMac ? 'Meta' : 'Control').replace(/Up|Down|Left|Right/, (arrow) => `Arrow${arrow}`);
}
