import { main } from '@core/cli/main';
import type { CommandIo, ListedCommand } from '@core/cli/command';
import type { Places } from '@core/cli/places';

export interface CliOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process and keeps what it printed. */
export async function runCli(
  argv: readonly string[],
  given: Partial<CommandIo> = {},
  commands?: readonly ListedCommand[],
): Promise<CliOutcome> {
  let stdout = '';
  let stderr = '';
  const io: Partial<CommandIo> = {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    interactive: false,
    ...given,
  };
  const code = await main(argv, io, commands);
  return { code, stdout, stderr };
}

/** Places for tests: only what the test needs has to be real. */
export function placesWith(known: Partial<Places>): Places {
  const nowhere = new URL('file:///nonexistent/upbench/');
  return {
    computeWorker: nowhere,
    runtimeWorker: nowhere,
    servedEngine: nowhere,
    renderer: '',
    samples: '',
    root: '',
    ...known,
  };
}
