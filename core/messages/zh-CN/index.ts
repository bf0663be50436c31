import type { en } from '../en';
import { desktop } from './desktop';
import { engine } from './engine';
import { files } from './files';
import { fileSystem } from './fileSystem';
import { masks } from './masks';
import { numbers } from './numbers';
import { network } from './network';
import { pictures } from './pictures';
import { values } from './values';

/** Every sentence in Chinese; a missing one does not compile. */
export const zhCN: typeof en = {
  ...desktop,
  ...engine,
  ...files,
  ...fileSystem,
  ...masks,
  ...numbers,
  ...network,
  ...pictures,
  ...values,
};
