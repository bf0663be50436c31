import { app, shell } from 'electron';
import { sentenceOf } from '@core/tensor/errors';
import { createServedHost, USUAL_PORT } from '@core/server/servedHost';
import { stateFolder } from '@core/server/stateFile';
import { forkEngine } from './forkEngine';

interface Places {
  /** Entry of the engine. */
  readonly engine: string;
  /** Folder of the built page. */
  readonly page: string;
  readonly samples: string;
}

/** Serves the workbench to the browser. There is no window, so nothing here needs Chromium's sandbox. */
export async function serveInstead(files: readonly string[], { engine, page, samples }: Places): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const host = await createServedHost({
    port: USUAL_PORT,
    orAnyPort: true,
    recover: true,
    startEngine: (events) => forkEngine(engine, events),
    page,
    samples,
    openSample: files.length === 0,
    stateFolder: stateFolder(),
    log,
  });
  let isEnding = false;
  app.on('will-quit', (event) => {
    if (isEnding) return;
    event.preventDefault();
    isEnding = true;
    void host.close().finally(() => app.quit());
  });
  // The pictures first: a page that opens finds them there.
  for (const file of files) await host.open(file).catch((error: unknown) => log(sentenceOf(error)));
  process.stdout.write(`${host.url}\n`);
  // Through a private file, because the address with its token would be visible in the browser's command line.
  const failure = await shell.openPath(host.visitFile());
  if (failure !== '') log(failure);
}
