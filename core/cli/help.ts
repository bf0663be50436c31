import { message, say, type Language } from '../messages';
import { padAfter, textWidth } from '../tensor/textColumns';
import type { OptionTable } from './arguments';
import type { Command, ListedCommand } from './command';

const LANGUAGE_OPTION = { type: 'string', placeholder: 'en|zh-CN' } as const;

/** The lines about the options: those of the table, and the two that every command has. */
export function optionsText(table: OptionTable, language: Language): string {
  const rows = [
    ...Object.entries(table).map(([name, option]) => ({ name, ...option, help: option.help[language] })),
    { name: 'language', ...LANGUAGE_OPTION, help: say(message('help-language'), language) },
    { name: 'help', type: 'boolean' as const, short: 'h', help: say(message('help-help'), language) },
  ].map((option) => {
    const short = 'short' in option && option.short !== undefined ? `-${option.short}, ` : '    ';
    const placeholder = ('placeholder' in option ? option.placeholder : undefined) ?? 'VALUE';
    const value = option.type === 'string' ? ` ${placeholder}` : '';
    return { left: `${short}--${option.name}${value}`, help: option.help };
  });
  const width = Math.max(...rows.map(({ left }) => textWidth(left)));
  const indent = `\n${' '.repeat(width + 4)}`;
  return rows.map(({ left, help }) => `  ${padAfter(left, width)}  ${help.split('\n').join(indent)}`).join('\n');
}

/** The whole help of a command, without a newline at the end. */
export function helpText(name: string, command: Command, language: Language): string {
  const { forms, about, options, known, examples = [] } = command.help();
  const usage = say(message('help-usage'), language);
  const blank = ' '.repeat(textWidth(usage));
  const lines = forms.map((form, index) => `${index === 0 ? usage : blank} upbench ${name} ${form}`.trimEnd());
  const parts = [
    lines.join('\n'),
    about[language],
    `${say(message('help-options'), language)}\n${optionsText(options, language)}`,
    ...(known === undefined ? [] : [known(language)]),
    ...(examples.length === 0
      ? []
      : [`${say(message('help-examples', { count: examples.length }), language)}\n  ${examples.join('\n  ')}`]),
  ];
  return parts.join('\n\n');
}

/** The list of commands. */
export function overviewText(commands: readonly ListedCommand[], language: Language): string {
  const width = Math.max(0, ...commands.map(({ name }) => name.length));
  const line = ({ name, summary }: ListedCommand): string => `  ${name.padEnd(width)}  ${summary[language]}`;
  return [
    `${say(message('help-usage'), language)} upbench COMMAND [OPTION...]`,
    say(message('help-purpose'), language),
    [say(message('help-commands'), language), ...commands.map(line)].join('\n'),
    say(message('help-more'), language),
  ].join('\n\n');
}
