import type { Command } from '../command';
import { op } from './op';
import { shape } from './shape';

/** Every command, in the order of the help; one line each. */
export const commands: readonly Command[] = [op, shape];
