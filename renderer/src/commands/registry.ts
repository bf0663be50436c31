import { shallowReactive } from 'vue';
import { normaliseChord } from './chord';

/** One action of the window. Palette, shortcut sheet, menus and remapping all read this one list. */
export interface Command {
  /** "run.start"; the part before the dot is its group in the sheet. */
  readonly id: string;
  /** Message key of its name. */
  readonly titleKey: string;
  readonly defaultKeys: readonly string[];
  readonly run: () => void;
  /** On key up, for keys that are held. */
  readonly release?: () => void;
  /** Key repeat runs it again. */
  readonly repeats?: boolean;
  /** False while it would do nothing. */
  readonly enabled?: () => boolean;
  /** Found by the palette, and in no list of keys: one of many of its kind. */
  readonly paletteOnly?: boolean;
  /** Words for the placeholders of the title. */
  readonly titleWords?: Readonly<Record<string, string>>;
}

export interface CommandRegistry {
  readonly commands: ReadonlyMap<string, Command>;
  /** Adds commands; returns the function that takes them away again. */
  register(commands: readonly Command[]): () => void;
  /** Runs the command if it is known and enabled; says whether it did. */
  execute(id: string): boolean;
}

export function createCommandRegistry(): CommandRegistry {
  const commands = shallowReactive(new Map<string, Command>());
  return {
    commands,
    register(added) {
      for (const command of added) {
        if (commands.has(command.id)) throw new Error(`The command ${command.id} is registered twice.`);
        commands.set(command.id, command);
      }
      return () => {
        for (const { id } of added) commands.delete(id);
      };
    },
    execute(id) {
      const command = commands.get(id);
      if (!command || command.enabled?.() === false) return false;
      command.run();
      command.release?.();
      return true;
    },
  };
}

/** Chords by command after the user's changes. */
export function keysOf(command: Command, overrides: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return (overrides[command.id] ?? command.defaultKeys).map(normaliseChord);
}

/**
 * The command of a chord; the first registered wins, so a later one cannot steal a key silently. One that would do nothing
 * now lends its key to one that would.
 */
export function commandOf(
  commands: Iterable<Command>,
  overrides: Readonly<Record<string, readonly string[]>>,
  chord: string,
): Command | undefined {
  const claiming = [...commands].filter((command) => keysOf(command, overrides).includes(chord));
  return claiming.find(({ enabled }) => enabled?.() !== false) ?? claiming[0];
}

/** Chords that more than one command claims, with the ids. */
export function conflicts(
  commands: Iterable<Command>,
  overrides: Readonly<Record<string, readonly string[]>>,
): Map<string, string[]> {
  const claims = new Map<string, string[]>();
  for (const command of commands) {
    for (const chord of keysOf(command, overrides)) claims.set(chord, [...(claims.get(chord) ?? []), command.id]);
  }
  return new Map([...claims].filter(([, ids]) => ids.length > 1));
}
