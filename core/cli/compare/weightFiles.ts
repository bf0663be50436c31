import type { WeightFile } from '../../engine/weightShelf';
import type { Experiment } from '../../experiment/schema';

/** The files that the command line itself names, `weights=file:PATH` or `file:PATH#TENSOR`; nothing else is opened. */
export function weightFilesOf({ methods }: Experiment): WeightFile[] {
  const names = methods.flatMap(({ parameters }) => {
    const wanted = parameters['weights'];
    return typeof wanted === 'string' && wanted.startsWith('file:') ? [wanted.slice('file:'.length)] : [];
  });
  const paths = names.map((name) => name.replace(/#[^#/\\]*$/, ''));
  return [...new Set(paths)].map((path) => ({ name: path, path }));
}
