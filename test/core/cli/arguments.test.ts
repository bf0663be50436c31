import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice, defineOptions, parseArguments, wholeNumber } from '@core/cli/arguments';
import { optionsText } from '@core/cli/help';
import { inAll } from '@core/messages';
import { editDistance, nearest } from '@core/cli/nearest';
import { UpbenchError } from '@core/tensor/errors';

const table = defineOptions({
  scale: { type: 'string', short: 's', placeholder: 'N', help: inAll('Enlarge by N.') },
  method: { type: 'string', multiple: true, help: inAll('One more.') },
  force: { type: 'boolean', short: 'f', help: inAll('Overwrite.') },
});

describe('parseArguments', () => {
  it('splits options and positionals in any order, with = or without, short or long', () => {
    expect(parseArguments(['a.png', '-s', '3', '--method', 'x:k=1', '--force', 'b.png', '--method=y'], table)).toEqual({
      options: { scale: '3', method: ['x:k=1', 'y'], force: true },
      positionals: ['a.png', 'b.png'],
    });
  });

  it('fills what was not given with undefined, an empty list and false', () => {
    expect(parseArguments([], table).options).toEqual({ scale: undefined, method: [], force: false });
  });

  it('takes everything after -- as it is', () => {
    expect(parseArguments(['--', '--force', '-s'], table).positionals).toEqual(['--force', '-s']);
  });

  it('takes - and negative numbers as values', () => {
    expect(parseArguments(['--scale', '-'], table).options.scale).toBe('-');
    expect(parseArguments(['--scale', '-2'], table).options.scale).toBe('-2');
  });

  it.each([
    [['--scael', '2'], 'Unknown option "--scael". Did you mean --scale?'],
    [['--forc'], 'Unknown option "--forc". Did you mean --force?'],
    [['--zzzzzz'], 'Unknown option "--zzzzzz". Known options: --scale, --method, --force, --language, --help.'],
    [['-x'], 'Unknown option "-x". Known options: --scale, --method, --force, --language, --help.'],
    [['--toString'], 'Unknown option "--toString". Known options: --scale, --method, --force, --language, --help.'],
    [['--scale'], '--scale needs a value: --scale N.'],
    [['--scale', '--force'], '--scale needs a value: --scale N.'],
    [['--force=yes'], '--force takes no value but received "yes".'],
    [['--scale', '2', '--scale=3'], '--scale was given twice.'],
  ])('refuses %j', (args, sentence) => {
    expect(() => parseArguments(args, table)).toThrow(
      expect.objectContaining({ code: 'invalid-parameter', message: sentence }),
    );
  });

  it('answers any arguments with values or a sentence', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string(), fc.constantFrom('--', '-', '--scale', '-s', '-fs', '--force', '--no-force', '-sf=1')),
        ),
        (args) => {
          try {
            parseArguments(args, table);
          } catch (error) {
            expect(error).toBeInstanceOf(UpbenchError);
            expect((error as Error).message).toMatch(/\.$|\?$/);
          }
        },
      ),
    );
  });
});

describe('values', () => {
  it('wholeNumber takes digits within limits and nothing else', () => {
    expect(wholeNumber('port', '8080', 0, 65535)).toBe(8080);
    for (const text of ['', 'x', '1.5', '1e3', '0x10', '-1', '65536', '99999999999999999999', 'NaN']) {
      expect(() => wholeNumber('port', text, 0, 65535)).toThrow('Expected a whole number from 0 to 65535 for --port');
    }
  });

  it('choice lists what there is', () => {
    expect(choice('mode', 'b', ['a', 'b'])).toBe('b');
    expect(() => choice('mode', 'c', ['a', 'b'])).toThrow('Expected one of a, b for --mode but received "c".');
  });

  it('the help lines up every option and ends with those of every command', () => {
    expect(optionsText(table, 'en').split('\n')).toEqual([
      '  -s, --scale N            Enlarge by N.',
      '      --method VALUE       One more.',
      '  -f, --force              Overwrite.',
      '      --language en|zh-CN  Language of everything printed and of reports. Default: UPBENCH_LANGUAGE, or that of the locale.',
      '  -h, --help               Show this help.',
    ]);
  });
});

describe('nearest', () => {
  it('counts edits, a swap as one', () => {
    expect(editDistance('scale', 'scael')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });

  it('finds a near word or the one that was begun, and nothing far', () => {
    expect(nearest('compar', ['serve', 'compare'])).toBe('compare');
    expect(nearest('degr', ['degradation', 'metrics'])).toBe('degradation');
    expect(nearest('xyz', ['compare', 'serve'])).toBeUndefined();
    expect(nearest('a'.repeat(1000), ['compare'])).toBeUndefined();
  });
});
