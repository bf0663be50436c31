import { message, type Message } from '../messages';
import { UpbenchError, describe } from '../tensor/errors';
import { exitCodeOf } from './exitCode';
import { stackOf, toFault } from '../engine/files/fault';
import { writeFailure } from '../engine/files/fileErrors';
import { VERSION } from '../engine/host/version';
import { ComputeThread } from '../engine/thread/computeThread';
import { tell, warn, type CommandIo, type ListedCommand } from './command';
import { commands as allCommands } from './commands';
import { helpText, overviewText } from './help';
import { takeLanguage, usualLanguage } from './language';
import { nearest } from './nearest';
import { placesFrom } from './places';

const INTERRUPTED = 130;
/** Ctrl+C, a service that ends, and a terminal that is closed: all of them leave nothing behind. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whether help is asked for before `--`. */
function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

/** Says what went wrong in one sentence and returns the exit code that goes with it. */
function report(error: unknown, io: CommandIo): number {
  if (error instanceof UpbenchError && error.code === 'cancelled') {
    tell(io, message('cancelled'));
    return INTERRUPTED;
  }
  const fault = toFault(error);
  warn(io, fault.said ?? fault.message);
  // The stack is for whoever looks for the fault, not for whoever met it.
  if (process.env['UPBENCH_DEBUG'] !== undefined && error instanceof Error) io.stderr(`${stackOf(error)}\n`);
  return exitCodeOf(fault);
}

function unknown(asked: string, commands: readonly ListedCommand[]): Message {
  const names = commands.map(({ name }) => name);
  const meant = nearest(asked, names);
  const hint =
    meant === undefined ? message('known-commands', { commands: names }) : message('did-you-mean', { name: meant });
  return message(asked.startsWith('-') ? 'unknown-option' : 'unknown-command', { given: describe(asked), hint });
}

async function dispatch(argv: readonly string[], io: CommandIo, commands: readonly ListedCommand[]): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined) {
    io.stderr(`${overviewText(commands, io.language)}\n`);
    return 2;
  }
  if (name === '--version' || name === '-V') {
    io.stdout(`${VERSION}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && args.length === 0)) {
    io.stdout(`${overviewText(commands, io.language)}\n`);
    return 0;
  }
  const asked = name === 'help' ? args[0] : name;
  const command = commands.find((candidate) => candidate.name === asked);
  if (command === undefined) {
    throw new UpbenchError('invalid-parameter', unknown(asked ?? '', commands));
  }
  if (name === 'help' || wantsHelp(args)) {
    io.stdout(`${helpText(command.name, await command.load(), io.language)}\n`);
    return 0;
  }
  // The thread loads beside the command.
  if (command.computes) io.computing();
  return (await command.load()).run(args, io);
}

/** The process's own streams and Ctrl+C; `stop` takes the handlers off again. */
function processIo(): { io: Omit<CommandIo, 'computing'>; settle: () => Promise<unknown>; stop: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    // The second Ctrl+C does not wait for anything.
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  let broken: unknown;
  const closed = (error: NodeJS.ErrnoException): void => {
    // A reader that ended early (`| head`) is not an error; a full disk behind `>` is.
    if (error.code !== 'EPIPE') broken ??= writeFailure('standard output', error);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  process.stdout.on('error', closed);
  return {
    io: {
      stdout: (text) => void process.stdout.write(text),
      stderr: (text) => void process.stderr.write(text),
      signal: controller.signal,
      interactive: process.stderr.isTTY,
      places: placesFrom(import.meta.url),
      language: usualLanguage(process.env),
    },
    /** What kept the results from standard output, once everything is written there. */
    settle: async () => {
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
      return broken;
    },
    stop: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
      process.stdout.off('error', closed);
    },
  };
}

/** Runs one command line; the number is the process's exit code. `given` replaces streams and places in tests. */
export async function main(
  argv: readonly string[],
  given: Partial<CommandIo> = {},
  commands: readonly ListedCommand[] = allCommands,
): Promise<number> {
  const { io: own, settle, stop } = processIo();
  let thread: ComputeThread | undefined;
  const computing = (): ComputeThread => (thread ??= new ComputeThread(io.places.computeWorker));
  let io: CommandIo = { computing, ...own, ...given };
  const answer = async (): Promise<number> => {
    const { language, rest } = takeLanguage(argv);
    if (language !== null) io = { ...io, language };
    return dispatch(rest, io, commands);
  };
  try {
    const code = await answer().catch((error: unknown) => report(error, io));
    const broken = await settle();
    return broken === undefined ? code : report(broken, io);
  } finally {
    await thread?.dispose();
    stop();
  }
}
