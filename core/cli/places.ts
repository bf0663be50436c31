import { fileURLToPath } from 'node:url';

/** Where the built neighbours of the command line are; the bundler does not rewrite such paths, so they are looked up here. */
export interface Places {
  /** Entry of the computing thread. */
  readonly computeWorker: URL;
  /** Entry of the thread that runs networks. */
  readonly runtimeWorker: URL;
  /** Entry of the engine process of the served workbench. */
  readonly servedEngine: URL;
  /** Folder with the built page. */
  readonly renderer: string;
  /** Folder with the generated sample pictures. */
  readonly samples: string;
  /** Folder of package.json. */
  readonly root: string;
}

/** Places seen from `entry`, the URL of a file in out/main. */
export function placesFrom(entry: string): Places {
  return {
    computeWorker: new URL('./computeWorker.js', entry),
    runtimeWorker: new URL('./runtimeWorker.js', entry),
    servedEngine: new URL('./servedEngine.js', entry),
    renderer: fileURLToPath(new URL('../renderer/', entry)),
    samples: fileURLToPath(new URL('../../resources/samples/', entry)),
    root: fileURLToPath(new URL('../../', entry)),
  };
}
