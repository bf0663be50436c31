import { chain } from './chain';
import { cli } from './cli';
import { report } from './report';
import { operators } from './operators';
import { documents } from './documents';
import { checkerboard } from './checkerboard';
import { candidates } from './candidates';
import { connection } from './connection';
import { handover } from './handover';
import { desktop } from './desktop';
import { engine } from './engine';
import { dialects } from './dialects';
import { fileSystem } from './fileSystem';
import { experiment } from './experiment';
import { layers } from './layers';
import { masks } from './masks';
import { numbers } from './numbers';
import { network } from './network';
import { methods } from './methods';
import { metrics } from './metrics';
import { page } from './page';
import { pictures } from './pictures';
import { table } from './table';
import { values } from './values';
import { why } from './why';

/** Every sentence in English, by code. One file per area, with the same areas in every language. */
export const en = {
  ...chain,
  ...cli,
  ...report,
  ...operators,
  ...documents,
  ...checkerboard,
  ...candidates,
  ...connection,
  ...handover,
  ...desktop,
  ...engine,
  ...dialects,
  ...fileSystem,
  ...experiment,
  ...layers,
  ...masks,
  ...numbers,
  ...network,
  ...methods,
  ...metrics,
  ...page,
  ...pictures,
  ...table,
  ...values,
  ...why,
};
