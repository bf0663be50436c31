import type { Command } from '../command';
import { compareCommand } from './compare';
import { serveCommand } from './serve';

/** Every command, in the order of the help; one line each. */
export const commands: readonly Command[] = [compareCommand, serveCommand];
