import { basename, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folder of core whose own tests are to notice: operators, metrics, checkerboard analysis. */
const FOLDER = process.env['UPBENCH_MUTATED'] ?? '{ops,metrics,checkerboard}';

/**
 * Laws over whole pictures, which notice little that the exact tests beside them do not, and make every mutant that
 * nothing notices wait for seconds. What they alone would notice counts as not noticed.
 */
const LEFT_OUT = ['test/core/metrics/measure.test.ts'];
/** Tests of seconds come last: a mutant that a quick one notices does not wait for them. */
const SLOW = ['why', 'msSsim', 'spectra', 'ssimulacra2', 'methods', 'onnxruntime', 'golden', 'torchGoldens'];

class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => SLOW.indexOf(basename(moduleId, '.test.ts'));
    return Promise.resolve([...files].sort((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId)));
  }
}

export default defineConfig({
  resolve: { alias: { '@core': resolve('core') } },
  test: {
    environment: 'node',
    isolate: false,
    testTimeout: 60_000,
    include: [`test/core/${FOLDER}/**/*.test.ts`],
    exclude: LEFT_OUT,
    sequence: { sequencer: QuickFirst },
  },
});
