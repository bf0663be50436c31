import { inject, onScopeDispose, type InjectionKey } from 'vue';
import { createCommandRegistry, type Command, type CommandRegistry } from './registry';

export type { Command, CommandRegistry };

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

export const COMMANDS: InjectionKey<CommandRegistry> = Symbol('commands');

/** The window's registry. */
export function useCommands(): CommandRegistry {
  return inject(COMMANDS, createCommandRegistry, true);
}

/** Registers commands for as long as the calling component lives. */
export function provideCommands(commands: readonly Command[]): void {
  onScopeDispose(useCommands().register(commands));
}
