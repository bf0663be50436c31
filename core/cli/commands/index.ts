import type { Command } from '../command';
import { compareCommand } from './compare';
import { fitCommand } from './fit';
import { metricsCommand } from './metrics';
import { op } from './op';
import { serveCommand } from './serve';
import { shape } from './shape';

/** Every command, in the order of the help; one line each. */
export const commands: readonly Command[] = [compareCommand, fitCommand, metricsCommand, serveCommand, op, shape];
