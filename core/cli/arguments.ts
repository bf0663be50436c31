import { parseArgs } from 'node:util';
import { message, type Message, type Text } from '../messages';
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
  /** What it does, with lines broken by hand. */
  readonly help: Text;
}
export type OptionTable = Readonly<Record<string, OptionDescriptor>>;

export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name]['type'] extends 'boolean'
    ? boolean
    : Table[Name]['multiple'] extends true
      ? readonly string[]
      : string | undefined;
};

/** Of commands that enlarge something of their own. */
export const scaleOption = {
  type: 'string',
  short: 's',
  placeholder: 'N',
  help: { en: 'Enlarge by a whole number from 2 to 32. Default: 2.', 'zh-CN': '放大倍数，2 到 32 的整数。默认：2。' },
} as const satisfies OptionDescriptor;

interface ParsedArguments<Table extends OptionTable> {
  readonly options: OptionValues<Table>;
  readonly positionals: readonly string[];
}

/** Keeps the literal types of a table. */
export function defineOptions<const Table extends OptionTable>(table: Table): Table {
  return table;
}

function unknownOption(given: string, table: OptionTable): UpbenchError {
  const known = [...Object.keys(table), 'language', 'help'];
  const meant = nearest(given.replace(/^-+/, ''), known);
  const hint =
    meant === undefined
      ? message('known-options', { options: known.map((name) => `--${name}`) })
      : message('did-you-mean', { name: `--${meant}` });
  return refused(given, message('unknown-option', { given: describe(given), hint }));
}

const refused = (parameter: string, said: Message): UpbenchError =>
  new UpbenchError('invalid-parameter', said, { parameter });

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
    const name = token.rawName;
    if (option.type === 'boolean' && token.value !== undefined)
      throw refused(token.name, message('option-takes-none', { name, received: describe(token.value) }));
    if (
      option.type === 'string' &&
      (token.value === undefined || (!token.inlineValue && /^--?[a-z]/i.test(token.value)))
    )
      throw refused(token.name, message('option-needs-value', { name, placeholder: option.placeholder ?? 'VALUE' }));
    const list = values.get(token.name) ?? [];
    if (list.length > 0 && option.type === 'string' && option.multiple !== true)
      throw refused(token.name, message('option-given-twice', { name }));
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
    throw invalidParameter(`--${name}`, message('whole-number-between', { min, max }), text);
  }
  return value;
}

/** `text` as one of `choices`, or the refusal that lists them. */
export function choice<const Value extends string>(name: string, text: string, choices: readonly Value[]): Value {
  const found = choices.find((value) => value === text);
  if (found === undefined) throw invalidParameter(`--${name}`, message('one-of', { choices }), text);
  return found;
}
