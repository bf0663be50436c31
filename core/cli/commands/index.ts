import type { Command } from '../command';
import { compareCommand } from './compare';
import { metricsCommand } from './metrics';
import { op } from './op';
import { serveCommand } from './serve';
import { shape } from './shape';

/** Every command, in the order of the help; one line each. */
export const commands: readonly Command[] = [compareCommand, metricsCommand, serveCommand, op, shape];
