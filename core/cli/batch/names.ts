import type { Experiment } from '../../experiment/schema';
import { freeName, stem } from '../../engine/runs/fileNames';
import { fillTemplate, parameterPart } from '../../engine/runs/nameTemplate';
import { numbered } from '../compare/writeFiles';

/** Stands for the small picture among the keys of methods, none of which begins so. */
export const SMALL_PICTURE = ' input';

/** File names of one run's outputs: the same list of pictures gives the same names, whichever part of it is run. */
export class OutputNames {
  private readonly stems = new Map<string, string>();
  /** The owner of each name. */
  private readonly owners = new Map<string, string>();

  constructor(
    files: readonly string[],
    private readonly experiment: Experiment,
    private readonly template: string,
    private readonly number: number,
  ) {
    const stems = new Set<string>();
    for (const file of files) {
      const own = freeName(stem(file), (candidate) => stems.has(candidate.toLowerCase()));
      stems.add(own.toLowerCase());
      this.stems.set(file, own);
    }
  }

  /** Names that an earlier part of this run gave to a picture. */
  take(file: string, names: readonly string[]): void {
    for (const name of names) this.owners.set(name.toLowerCase(), file);
  }

  /** For every method's key its name, now taken; a picture that is done again gets its names again. */
  of(file: string): Map<string, string> {
    const names = new Map<string, string>();
    const own = new Set<string>();
    for (const [key, name] of this.wished(file)) {
      const free = freeName(name, (candidate) => {
        const lower = candidate.toLowerCase();
        return own.has(lower) || (this.owners.get(lower) ?? file) !== file;
      });
      own.add(free.toLowerCase());
      names.set(key, free);
    }
    this.take(file, [...names.values()]);
    return names;
  }

  /** The names before any of them is taken: of every method, and of the small picture where one is made. */
  wished(file: string): [key: string, name: string][] {
    const { methods, mode, degradation } = this.experiment;
    const names = methods.map((method): [string, string] => {
      return [method.key, this.nameOf(file, method.key.replaceAll('#', '-'), parameterPart(method))];
    });
    const isMade = mode === 'reference' && degradation !== 'given';
    return isMade ? [...names, [SMALL_PICTURE, this.nameOf(file, 'input', '')]] : names;
  }

  private nameOf(file: string, method: string, params: string): string {
    const parts = {
      file: this.stems.get(file) ?? stem(file),
      method,
      params,
      scale: String(this.experiment.scale),
      ext: 'png',
    };
    return numbered(fillTemplate(this.template, parts), this.number);
  }
}
