import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createServedHost } from '../../server/servedHost';
import { UpbenchError } from '../../tensor/errors';
import { toFault } from '../../engine/files/fault';
import { defineOptions, formatOptions, parseArguments, wholeNumber } from '../arguments';
import type { Command, CommandIo } from '../command';
import { findInputs } from '../compare/inputs';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';
import { openBrowser } from '../openBrowser';

/** The same every time where it can be: a browser keeps settings by address. */
const USUAL_PORT = 47_160;

const serveOptions = defineOptions({
  port: {
    type: 'string',
    short: 'p',
    placeholder: 'N',
    help: `Listen there. Default: ${USUAL_PORT}, or any free port while that is in use.`,
  },
  'no-open': { type: 'boolean', help: 'Do not open the browser; only print the address.' },
  recursive: { type: 'boolean', short: 'r', help: 'Look into the folders of a folder, too.' },
});

const usage = [
  'Usage: upbench serve [OPTION...] [PICTURE...]',
  '',
  'Opens the workbench in the browser. It listens on this machine only, and the address it prints holds a',
  'secret: whoever has it can use the workbench. Ctrl+C ends it.',
  '',
  'Options:',
  formatOptions(serveOptions),
].join('\n');

/** Resolves at Ctrl+C. */
function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function serve(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, serveOptions);
  const port = options.port === undefined ? USUAL_PORT : wholeNumber('port', options.port, 0, 65_535);
  const { places } = io;
  if (!existsSync(places.renderer))
    throw new UpbenchError('missing-file', 'The page is not built. Run npm run build first.');
  const { files, failed, remarks } = await findInputs(positionals, options.recursive);
  const log = (line: string): void => io.stderr(`${line}\n`);
  for (const { message } of failed) log(`upbench: ${message}`);
  for (const remark of remarks) log(remark);
  let code = failed.map(exitCodeOf).reduce<ExitCode>(worst, 0);
  const host = await createServedHost({
    port,
    log,
    orAnyPort: options.port === undefined,
    recover: true,
    servedEngine: places.servedEngine,
    page: places.renderer,
    samples: existsSync(places.samples) ? places.samples : null,
    openSample: files.length === 0,
  });
  const ended = interrupted(io.signal);
  try {
    // The pictures first: a page that opens finds them there.
    for (const file of files) {
      if (io.signal.aborted) break;
      try {
        await host.open(file);
      } catch (error) {
        const fault = toFault(error);
        code = worst(code, exitCodeOf(fault));
        log(`upbench: ${fault.message}`);
      }
    }
    if (!io.signal.aborted) {
      io.stdout(`${host.url}\n`);
      if (!options['no-open'] && !(await openBrowser(pathToFileURL(host.visitFile()).href)))
        log('No browser could be started here: open the address above.');
    }
    await ended;
  } finally {
    await host.close();
  }
  return code;
}

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Open the workbench in the browser.',
  usage,
  run: serve,
};
