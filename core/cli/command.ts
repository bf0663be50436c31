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
}

/** One file in `commands/` and one line in `commands/index.ts`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole help text, without a trailing newline. Made when asked for: it lists registries. */
  readonly usage: string | (() => string);
  /**
   * `args` are those after the command's name, `--help` already handled. Returns the exit code: 0 done,
   * 2 some input or parameter was bad. Throwing an UpbenchError prints its sentence and exits with 2.
   */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}
