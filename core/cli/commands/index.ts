import type { Command } from '../command';

/** Every command, in the order of the help; one line each. */
export const commands: readonly Command[] = [];
