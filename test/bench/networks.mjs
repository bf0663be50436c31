// `npm run bench:networks`: bundles the benchmark of networks with the thread that runs them, and runs it.
import { rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { bundlePrograms } from './bundle.mjs';

const here = import.meta.dirname;
const root = resolve(here, '../..');
// Inside the project, so that onnxruntime-web is found, and where no tool looks for sources.
const folder = join(here, 'node_modules/.cache/networks', String(process.pid));

try {
  await bundlePrograms(
    folder,
    {
      networksMain: join(here, 'networksMain.ts'),
      networksChild: join(here, 'networksChild.ts'),
      runtimeWorker: join(root, 'core/engine/networks/runtimeWorker.ts'),
    },
    ['sharp', 'onnxruntime-web'],
  );
  const { status } = spawnSync(process.execPath, [join(folder, 'networksMain.js'), root, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
