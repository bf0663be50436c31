import { say, type Language, type Said, type Text } from '../messages';
import type { ComputeThread } from '../engine/thread/computeThread';
import type { OptionTable } from './arguments';
import type { Places } from './places';

/** What a command may touch of the outside; tests give their own. */
export interface CommandIo {
  /** Results only. */
  stdout(text: string): void;
  /** Everything said to a person: progress, warnings, errors. */
  stderr(text: string): void;
  /** Aborted at Ctrl+C; a command then leaves nothing half-written and returns 130. */
  readonly signal: AbortSignal;
  /** Whether standard error is a terminal, so that a progress line may be redrawn. */
  readonly interactive: boolean;
  readonly places: Places;
  /** The computing thread of this command line, started when first asked for and ended with the command. */
  computing(): ComputeThread;
  /** Language of everything that is printed, and of reports. Results files keep English texts beside the codes. */
  readonly language: Language;
}

/** The help of a command, as data; `help.ts` prints it. */
export interface Help {
  /** What follows the command's name, a line for each form. */
  readonly forms: readonly string[];
  /** What it does, with lines broken by hand. */
  readonly about: Text;
  readonly options: OptionTable;
  /** Ids and names from the registries. */
  readonly known?: (language: Language) => string;
  /** Whole commands. */
  readonly examples?: readonly string[];
}

/** What the list of commands says of one; the rest is loaded when it is needed. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: Text;
  /** It hardly ever ends without the computing thread, which starts while the command is loaded. */
  readonly computes?: true;
  load(): Promise<Command>;
}

/** One file in `commands/` and one entry in `commands/index.ts`. */
export interface Command {
  /** Made when asked for: it lists registries. */
  readonly help: () => Help;
  /**
   * `args` are those after the command's name, `--help` and `--language` already handled. Returns the exit code: 0 done,
   * 2 some input or parameter was bad. Throwing an UpbenchError prints its sentence and exits with 2.
   */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

type Voice = Pick<CommandIo, 'stderr' | 'language'>;

/** Says a sentence to a person, on a line of its own. */
export function tell({ stderr, language }: Voice, said: Said): void {
  stderr(`${say(said, language)}\n`);
}

/** Says what is wrong, with the program's name before it, as tools in a pipe do. */
export function warn({ stderr, language }: Voice, said: Said): void {
  stderr(`upbench: ${say(said, language)}\n`);
}

/** What went wrong with a file; its name stands before a sentence that does not name it. */
export function warnOfFile(
  io: Voice,
  { file, message, said }: { readonly file: string; readonly message: string; readonly said?: Said | undefined },
): void {
  const sentence = say(said ?? message, io.language);
  warn(io, message.includes(file) ? sentence : `"${file}": ${sentence}`);
}
