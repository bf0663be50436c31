import { LANGUAGES, languageNamed, message, type Language, type Message } from '../messages';
import { describe, UpbenchError } from '../tensor/errors';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of the locale, the first that is set counts, as everywhere on Unix. */
const LOCALE = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

/** The user's own setting: UPBENCH_LANGUAGE, else the locale, else English. */
export function usualLanguage(environment: Environment): Language {
  const own = environment['UPBENCH_LANGUAGE'] ?? '';
  const locale = LOCALE.map((name) => environment[name] ?? '').find((value) => value !== '') ?? '';
  return languageNamed(own === '' ? locale : own) ?? LANGUAGES[0];
}

/**
 * Takes `--language` out of a command line, wherever it stands before `--`.
 * @returns the language it names, null without one, and the other arguments
 */
export function takeLanguage(argv: readonly string[]): { readonly language: Language | null; readonly rest: string[] } {
  const rest: string[] = [];
  let given: string | undefined;
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at]!;
    if (arg === '--') {
      rest.push(...argv.slice(at));
      break;
    }
    const inline = arg.startsWith('--language=');
    if (!inline && arg !== '--language') {
      rest.push(arg);
      continue;
    }
    if (given !== undefined) throw refused(message('option-given-twice', { name: '--language' }));
    const value = inline ? arg.slice('--language='.length) : argv[++at];
    if (value === undefined || value.startsWith('-'))
      throw refused(message('option-needs-value', { name: '--language', placeholder: LANGUAGES.join('|') }));
    given = value;
  }
  if (given === undefined) return { language: null, rest };
  const language = languageNamed(given);
  if (language !== null) return { language, rest };
  const expected = message('one-of', { choices: LANGUAGES });
  throw refused(message('expected-value', { expected, name: '--language', received: describe(given) }));
}

const refused = (said: Message): UpbenchError => new UpbenchError('invalid-parameter', said, { parameter: 'language' });
