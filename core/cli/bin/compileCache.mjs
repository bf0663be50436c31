// Compiled scripts kept from one start to the next, where Node can (22.8 and newer): a tenth of the processor time of a small comparison.
import module from 'node:module';

export function keepCompiled() {
  /** @type {{ enableCompileCache?: () => void }} */ (module).enableCompileCache?.();
}
