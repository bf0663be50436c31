import { parseArgs } from 'node:util';
import { UpbenchError, describe, invalidParameter } from '../tensor/errors';
import { nearest } from './nearest';

/** One option of a command, as data: parsing and help are made from it. */
export interface OptionDescriptor {
  readonly type: 'string' | 'boolean';
  /** May be given several times; the value is then a list. */
  readonly multiple?: boolean;
  /** One letter. */
  readonly short?: string;
  /** Stands for the value in the help: `N`, `DIR`. */
  readonly placeholder?: string;
  readonly help: string;
}
export type OptionTable = Readonly<Record<string, OptionDescriptor>>;

export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name]['type'] extends 'boolean'
    ? boolean
    : Table[Name]['multiple'] extends true
      ? readonly string[]
      : string | undefined;
};

export interface ParsedArguments<Table extends OptionTable> {
  readonly options: OptionValues<Table>;
  readonly positionals: readonly string[];
}

/** Keeps the literal types of a table. */
export function defineOptions<const Table extends OptionTable>(table: Table): Table {
  return table;
}

function unknownOption(given: string, table: OptionTable): UpbenchError {
  const known = Object.keys(table);
  const meant = nearest(given.replace(/^-+/, ''), [...known, 'help']);
  const hint =
    meant === undefined
      ? `Known options: ${[...known, 'help'].map((name) => `--${name}`).join(', ')}.`
      : `Did you mean --${meant}?`;
  return new UpbenchError('invalid-parameter', `Unknown option ${describe(given)}. ${hint}`, { parameter: given });
}

/**
 * Splits `args` into options and positionals by `table`. Nothing is guessed: an unknown option, a missing or
 * superfluous value and a second use of a single option are refused by name. `--` ends the options.
 */
export function parseArguments<Table extends OptionTable>(
  args: readonly string[],
  table: Table,
): ParsedArguments<Table> {
  const config: Record<string, { type: 'string' | 'boolean'; short?: string; multiple: true }> = {};
  for (const [name, option] of Object.entries(table)) {
    config[name] = {
      type: option.type,
      multiple: true,
      ...(option.short === undefined ? {} : { short: option.short }),
    };
  }
  const { tokens } = parseArgs({
    args: [...args],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (option === undefined) throw unknownOption(token.rawName, table);
    if (option.type === 'boolean' && token.value !== undefined) {
      throw new UpbenchError(
        'invalid-parameter',
        `${token.rawName} takes no value but received ${describe(token.value)}.`,
        { parameter: token.name },
      );
    }
    if (
      option.type === 'string' &&
      (token.value === undefined || (!token.inlineValue && /^--?[a-z]/i.test(token.value)))
    ) {
      throw new UpbenchError(
        'invalid-parameter',
        `${token.rawName} needs a value: ${token.rawName} ${option.placeholder ?? 'VALUE'}.`,
        {
          parameter: token.name,
        },
      );
    }
    const list = values.get(token.name) ?? [];
    if (list.length > 0 && option.type === 'string' && option.multiple !== true) {
      throw new UpbenchError('invalid-parameter', `${token.rawName} was given twice.`, { parameter: token.name });
    }
    list.push(token.value ?? '');
    values.set(token.name, list);
  }
  const options: Record<string, boolean | string | readonly string[] | undefined> = {};
  for (const [name, option] of Object.entries(table)) {
    const list = values.get(name);
    if (option.type === 'boolean') options[name] = list !== undefined;
    else options[name] = option.multiple === true ? (list ?? []) : list?.[0];
  }
  return { options: options as OptionValues<Table>, positionals };
}

/** `text` as a whole number within limits, or the refusal that names `--name`. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw invalidParameter(`--${name}`, `a whole number from ${min} to ${max}`, text);
  }
  return value;
}

/** `text` as one of `choices`, or the refusal that lists them. */
export function choice<const Value extends string>(name: string, text: string, choices: readonly Value[]): Value {
  const found = choices.find((value) => value === text);
  if (found === undefined) throw invalidParameter(`--${name}`, `one of ${choices.join(', ')}`, text);
  return found;
}

/** The "Options:" part of a command's help, wrapped by hand in the table's `help`. */
export function formatOptions(table: OptionTable): string {
  const rows = [
    ...Object.entries(table),
    ['help', { type: 'boolean', short: 'h', help: 'Show this help.' }] as const,
  ].map(([name, option]) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    const value =
      option.type === 'string' ? ` ${('placeholder' in option ? option.placeholder : undefined) ?? 'VALUE'}` : '';
    return { left: `${short}--${name}${value}`, help: option.help };
  });
  const width = Math.max(...rows.map((row) => row.left.length));
  const indent = `\n${' '.repeat(width + 4)}`;
  return rows.map((row) => `  ${row.left.padEnd(width)}  ${row.help.split('\n').join(indent)}`).join('\n');
}
