const HELP = `Usage: upbench <command> [options]

Options:
  --help     show this help
`;

/** Runs one command line; the number is the process's exit code. */
export function main(argv: readonly string[]): Promise<number> {
  const command = argv[0];
  if (command === undefined || command === '--help') {
    process.stdout.write(HELP);
    return Promise.resolve(0);
  }
  process.stderr.write(`Expected a command of upbench but received "${command}". See upbench --help.\n`);
  return Promise.resolve(2);
}
