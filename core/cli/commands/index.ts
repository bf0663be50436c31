import type { Command } from '../command';
import { auditCommand } from './audit';
import { calibrate } from './calibrate';
import { chainCommand } from './chain';
import { compareCommand } from './compare';
import { convertLayerCommand } from './convertLayer';
import { equivalenceCommand } from './equivalence';
import { exampleCommand } from './example';
import { fitCommand } from './fit';
import { mergeCommand } from './merge';
import { metricsCommand } from './metrics';
import { op } from './op';
import { rewriteCommand } from './rewrite';
import { runNetworkCommand } from './runNetwork';
import { serveCommand } from './serve';
import { shape } from './shape';
import { solveCommand } from './solve';
import { sweepCommand } from './sweep';
import { tableCommand } from './table';
import { weightsCommand } from './weights';
import { whyArraysCommand } from './whyArrays';

/** Every command, in the order of the help; one line each. */
export const commands: readonly Command[] = [
  compareCommand,
  mergeCommand,
  fitCommand,
  sweepCommand,
  equivalenceCommand,
  metricsCommand,
  tableCommand,
  whyArraysCommand,
  convertLayerCommand,
  calibrate,
  serveCommand,
  op,
  shape,
  solveCommand,
  chainCommand,
  auditCommand,
  runNetworkCommand,
  rewriteCommand,
  weightsCommand,
  exampleCommand,
];
