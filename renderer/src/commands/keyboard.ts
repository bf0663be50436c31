import { chordOf, isBareChord } from './chord';
import { commandOf, type Command, type CommandRegistry } from './registry';

/** Whether the focused element needs plain keys for itself: fields, tables, lists, menus. */
export function takesPlainKeys(element: Element | null): boolean {
  if (!element) return false;
  if (element.closest('dialog[open], [role="menu"], [role="listbox"]')) return true;
  if (
    element.matches(
      'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable="true"]',
    )
  )
    return true;
  return element.closest('table, [role="grid"], [role="table"], [data-plain-keys]') !== null;
}

/** Arrows, Space and Enter on a control that uses them itself belong to it. */
function belongsToControl(element: Element | null, chord: string): boolean {
  if (!element) return false;
  if (chord === 'Space' || chord === 'Enter')
    return element.matches('button, a, summary, input, [role="button"], [role="tab"], [role="checkbox"]');
  if (/^(Shift\+)?(Up|Down|Left|Right)$/.test(chord))
    return element.matches('input[type="radio"], [role="tab"], [role="separator"], [role="option"]');
  return false;
}

/** Turns key events of the window into commands. Returns the function that stops it. */
export function listenToKeys(
  target: Window,
  registry: CommandRegistry,
  overrides: () => Readonly<Record<string, readonly string[]>>,
  isMac: boolean,
): () => void {
  /** Held commands by the physical key that started them. */
  const held = new Map<string, Command>();

  const down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const chord = chordOf(event, isMac);
    if (!chord) return;
    const focused = target.document.activeElement;
    if (isBareChord(chord) && (takesPlainKeys(focused) || belongsToControl(focused, chord))) return;
    if (target.document.querySelector('dialog[open]')) return;
    const command = commandOf(registry.commands.values(), overrides(), chord);
    if (!command || command.enabled?.() === false) return;
    event.preventDefault();
    if (event.repeat && !command.repeats) return;
    if (command.release && !held.has(event.code)) held.set(event.code, command);
    command.run();
  };
  const up = (event: KeyboardEvent): void => {
    const command = held.get(event.code);
    held.delete(event.code);
    command?.release?.();
  };
  const letGo = (): void => {
    // The key up of a window that lost focus never comes.
    for (const command of held.values()) command.release?.();
    held.clear();
  };
  target.addEventListener('keydown', down);
  target.addEventListener('keyup', up);
  target.addEventListener('blur', letGo);
  return () => {
    target.removeEventListener('keydown', down);
    target.removeEventListener('keyup', up);
    target.removeEventListener('blur', letGo);
  };
}
