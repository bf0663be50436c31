import { describe, expect, it } from 'vitest';
import type { Command, ListedCommand } from '@core/cli/command';
import { commands } from '@core/cli/commands';
import { UpbenchError, cancelled } from '@core/tensor/errors';
import packageJson from '../../../package.json' with { type: 'json' };
import { runCli } from '../../helpers/cli';

const fake: Command = {
  help: () => ({
    forms: ['[OPTION...]'],
    about: { en: 'Measures a thing.', 'zh-CN': '测量一样东西。' },
    options: {},
  }),
  run: (args, io) => {
    if (args[0] === 'bad') throw new UpbenchError('missing-file', 'Cannot find "bad".');
    if (args[0] === 'fault') return Promise.reject(new TypeError('x is not a function'));
    if (args[0] === 'stop') return Promise.reject(cancelled());
    io.stdout(args.join(' '));
    return Promise.resolve(0);
  },
};
const listed: ListedCommand = {
  name: 'measure',
  summary: { en: 'Measures.', 'zh-CN': '测量。' },
  load: () => Promise.resolve(fake),
};
const run = (...argv: string[]) => runCli(argv, {}, [listed]);

describe('the frame of the command line', () => {
  it('hands a command its arguments and returns its exit code', async () => {
    expect(await run('measure', 'a', '--b')).toEqual({ code: 0, stdout: 'a --b', stderr: '' });
  });

  it('prints the version', async () => {
    expect(await run('--version')).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  it.each([['--help'], ['-h'], ['help']])('%s lists the commands on standard output', async (flag) => {
    const { code, stdout, stderr } = await run(flag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('measure  Measures.');
  });

  it('without a command the list goes to standard error and the exit code is 2', async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('measure  Measures.');
  });

  it.each([
    ['measure', '--help'],
    ['measure', 'x', '-h'],
    ['help', 'measure'],
  ])('%s %s explains the command', async (...argv) => {
    const { code, stdout, stderr } = await run(...argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: upbench measure \[OPTION...\]\n\nMeasures a thing.\n\nOptions:\n/);
  });

  it('does not take --help after -- for a question', async () => {
    expect((await run('measure', '--', '--help')).stdout).toBe('-- --help');
  });

  it.each([
    [['mesure'], 'upbench: Unknown command "mesure". Did you mean measure?\n'],
    [['zzz'], 'upbench: Unknown command "zzz". Commands: measure.\n'],
    [['--verbose'], 'upbench: Unknown option "--verbose". Commands: measure.\n'],
    [['measure', 'bad'], 'upbench: Cannot find "bad".\n'],
  ])('%j is refused with a sentence and exit code 2', async (argv, stderr) => {
    expect(await run(...argv)).toEqual({ code: 2, stdout: '', stderr });
  });

  it('a fault of our own is exit code 1, without a stack', async () => {
    expect(await run('measure', 'fault')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'upbench: Internal fault: x is not a function\n',
    });
  });

  it('Ctrl+C is exit code 130', async () => {
    expect(await run('measure', 'stop')).toEqual({ code: 130, stdout: '', stderr: 'Cancelled.\n' });
  });
});

describe('every command', () => {
  it.each(commands.map((command) => [command.name, command] as const))(
    '%s has a help text and refuses unknown options',
    async (name, command) => {
      expect(command.summary.en).toMatch(/^[A-Z].*\.$/);
      expect(command.summary['zh-CN']).toMatch(/。$/);
      const help = await runCli([name, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(new RegExp(`^Usage: upbench ${name}`));
      const refused = await runCli([name, '--no-such-option']);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('Unknown option "--no-such-option"');
    },
  );

  it('has a name of its own', () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  });
});
