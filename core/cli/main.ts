import { UpbenchError, describe } from '../tensor/errors';
import { exitCodeOf } from './exitCode';
import { stackOf, toFault } from '../engine/files/fault';
import { writeFailure } from '../engine/files/fileErrors';
import { VERSION } from '../engine/host/version';
import type { Command, CommandIo } from './command';
import { commands as allCommands } from './commands';
import { nearest } from './nearest';
import { placesFrom } from './places';

const INTERRUPTED = 130;
/** Ctrl+C, a service that ends, and a terminal that is closed: all of them leave nothing behind. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function overview(commands: readonly Command[]): string {
  const width = Math.max(0, ...commands.map((command) => command.name.length));
  return [
    'Usage: upbench COMMAND [OPTION...]',
    '',
    'Compares the upsampling layers of neural networks on real pictures.',
    '',
    'Commands:',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    'upbench COMMAND --help tells more about a command. upbench --version prints the version.',
    'Exit code: 0 done; 2 an input or a parameter was bad (the good ones are still done); 1 a fault of upbench itself.',
    '',
  ].join('\n');
}

/** Whether help is asked for before `--`. */
function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

/** Says what went wrong in one sentence and returns the exit code that goes with it. */
function report(error: unknown, io: CommandIo): number {
  if (error instanceof UpbenchError && error.code === 'cancelled') {
    io.stderr('Cancelled.\n');
    return INTERRUPTED;
  }
  const fault = toFault(error);
  io.stderr(`upbench: ${fault.message}\n`);
  // The stack is for whoever looks for the fault, not for whoever met it.
  if (process.env['UPBENCH_DEBUG'] !== undefined && error instanceof Error) io.stderr(`${stackOf(error)}\n`);
  return exitCodeOf(fault);
}

async function dispatch(argv: readonly string[], io: CommandIo, commands: readonly Command[]): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined) {
    io.stderr(overview(commands));
    return 2;
  }
  if (name === '--version' || name === '-V') {
    io.stdout(`${VERSION}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && args.length === 0)) {
    io.stdout(overview(commands));
    return 0;
  }
  const asked = name === 'help' ? args[0] : name;
  const command = commands.find((candidate) => candidate.name === asked);
  if (command === undefined) {
    const meant = nearest(
      asked ?? '',
      commands.map((candidate) => candidate.name),
    );
    const hint =
      meant === undefined
        ? `Commands: ${commands.map((candidate) => candidate.name).join(', ')}.`
        : `Did you mean ${meant}?`;
    throw new UpbenchError(
      'invalid-parameter',
      `Unknown ${asked?.startsWith('-') === true ? 'option' : 'command'} ${describe(asked)}. ${hint}`,
    );
  }
  if (name === 'help' || wantsHelp(args)) {
    io.stdout(`${typeof command.usage === 'string' ? command.usage : command.usage()}\n`);
    return 0;
  }
  return command.run(args, io);
}

/** The process's own streams and Ctrl+C; `stop` takes the handlers off again. */
function processIo(): { io: CommandIo; settle: () => Promise<unknown>; stop: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    // The second Ctrl+C does not wait for anything.
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  let broken: unknown;
  const closed = (error: NodeJS.ErrnoException): void => {
    // A reader that went away (`| head`) is no fault; a full disk behind `>` is one to tell.
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
  commands: readonly Command[] = allCommands,
): Promise<number> {
  const { io: own, settle, stop } = processIo();
  const io: CommandIo = { ...own, ...given };
  try {
    const code = await dispatch(argv, io, commands).catch((error: unknown) => report(error, io));
    const broken = await settle();
    return broken === undefined ? code : report(broken, io);
  } finally {
    stop();
  }
}
