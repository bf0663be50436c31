import { en } from './en';
import { LANGUAGES, type Language, type Text } from './language';
import { zhCN } from './zh-CN';

type Sentences = typeof en;

/** Name of a sentence: "expected-value". */
export type Code = keyof Sentences;

/** What the sentence function takes; a text among it may itself be a message, which is said in the same language. */
type Open<Value> = Value extends string
  ? Value | Message
  : Value extends readonly string[]
    ? readonly (string | Message)[]
    : Value;
export type ValuesOf<C extends Code> = Sentences[C] extends (values: infer Values) => string
  ? { readonly [Name in keyof Values]: Open<Values[Name]> }
  : never;

/** A sentence before it is said: its code and the values in it. Plain data, so it crosses every border of a process. */
export interface Message {
  readonly code: Code;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A sentence by its code, or a text that is the same in every language: a file's name, something a user wrote. */
export type Said = string | Message;

const LANGUAGE_SENTENCES: Readonly<Record<Language, Sentences>> = { en, 'zh-CN': zhCN };

/** The sentence `code` about `values`; the compiler knows which values each code takes. */
export function message<C extends Code>(
  code: C,
  ...[values]: keyof ValuesOf<C> extends never ? [] : [values: ValuesOf<C>]
): Message {
  return { code, values: values ?? {} };
}

/** `said` in words. Throws for a code that does not exist, which only data from outside can hold. */
export function say(said: Said, language: Language = LANGUAGES[0]): string {
  if (typeof said === 'string') return said;
  const { code, values } = said;
  const sentence = LANGUAGE_SENTENCES[language][code] as ((values: unknown) => string) | undefined;
  if (sentence === undefined) throw new RangeError(`There is no message "${code}".`);
  return sentence(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inWords(value, language)])));
}

/** A text of a descriptor as a message, to stand in another one. */
export function textSaid(text: Text): Message {
  return message('text', { text });
}

/** Whether `value` is a message and not some other data. */
export function isMessage(value: unknown): value is Message {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'values' in value &&
    typeof value.code === 'string' &&
    Object.hasOwn(en, value.code)
  );
}

function inWords(value: unknown, language: Language): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => inWords(item, language));
  if (typeof value === 'string') return printable(value);
  return isMessage(value) ? say(value, language) : value;
}

/** A sentence is one line whatever a file is called: control characters are spelled out, a new line as \n. */
export function printable(text: string): string {
  const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
