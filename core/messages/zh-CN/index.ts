import type { en } from '../en';
import { desktop } from './desktop';
import { files } from './files';
import { masks } from './masks';
import { pictures } from './pictures';
import { values } from './values';

/** Every sentence in Chinese; a missing one does not compile. */
export const zhCN: typeof en = {
  ...desktop,
  ...files,
  ...masks,
  ...pictures,
  ...values,
};
