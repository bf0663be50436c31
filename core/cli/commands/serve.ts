import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { stateFolder } from '../../server/stateFile';
import { forkEngine } from '../../server/forkEngine';
import { createServedHost, USUAL_PORT } from '../../server/servedHost';
import { UpbenchError } from '../../tensor/errors';
import { toFault } from '../../engine/files/fault';
import { defineOptions, parseArguments, wholeNumber } from '../arguments';
import { tell, warn, warnOfFile, type Command, type CommandIo } from '../command';
import { message } from '../../messages';
import { findInputs } from '../compare/inputs';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';
import { openBrowser } from '../openBrowser';

const serveOptions = defineOptions({
  port: {
    type: 'string',
    short: 'p',
    placeholder: 'N',
    help: {
      en: `Listen there. Default: ${USUAL_PORT}, or any free port while that is in use.`,
      'zh-CN': `监听的端口。默认：${USUAL_PORT}；被占用时用任一空闲端口。`,
    },
  },
  'no-open': {
    type: 'boolean',
    help: { en: 'Do not open the browser; only print the address.', 'zh-CN': '不打开浏览器，只打印地址。' },
  },
  empty: {
    type: 'boolean',
    help: {
      en: 'Do not open the sample picture: a program will send pictures.',
      'zh-CN': '不打开示例图像：将由程序发送图像。',
    },
  },
  recursive: {
    type: 'boolean',
    short: 'r',
    help: { en: 'Look into the folders of a folder, too.', 'zh-CN': '也查看子文件夹。' },
  },
});

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
  if (!existsSync(places.renderer)) throw new UpbenchError('missing-file', message('serve-page-missing'));
  const { files, failed, remarks } = await findInputs(positionals, options.recursive);
  const log = (line: string): void => io.stderr(`${line}\n`);
  for (const failure of failed) warnOfFile(io, failure);
  for (const remark of remarks) tell(io, remark);
  let code = failed.map(exitCodeOf).reduce<ExitCode>(worst, 0);
  const host = await createServedHost({
    port,
    log,
    orAnyPort: options.port === undefined,
    recover: true,
    startEngine: (events) => forkEngine(places.servedEngine, events),
    page: places.renderer,
    samples: existsSync(places.samples) ? places.samples : null,
    openSample: files.length === 0 && !options.empty,
    stateFolder: stateFolder(),
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
        warn(io, fault.said ?? fault.message);
      }
    }
    if (!io.signal.aborted) {
      io.stdout(`${host.url}\n`);
      if (!options['no-open'] && !(await openBrowser(pathToFileURL(host.visitFile()).href)))
        tell(io, message('serve-no-browser'));
    }
    await ended;
  } finally {
    await host.close();
  }
  return code;
}

export const serveCommand: Command = {
  help: () => ({
    forms: ['[OPTION...] [PICTURE...]'],
    about: {
      en: 'Opens the workbench in the browser. It listens on this machine only, and the address it prints holds a\nsecret: whoever has it can use the workbench. Ctrl+C ends it.',
      'zh-CN':
        '在浏览器中打开工作台。它只在本机监听，打印的地址中含有密钥：\n知道该地址的人都可以使用工作台。按 Ctrl+C 结束。',
    },
    options: serveOptions,
  }),
  run: serve,
};
