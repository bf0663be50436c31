import { desktop } from './desktop';
import { engine } from './engine';
import { files } from './files';
import { fileSystem } from './fileSystem';
import { masks } from './masks';
import { numbers } from './numbers';
import { network } from './network';
import { pictures } from './pictures';
import { values } from './values';

/** Every sentence in English, by code. One file per area, with the same areas in every language. */
export const en = {
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
