import { message, say, type Code, type Language, type ValuesOf } from '../messages';

/** A sentence by its code, said at once. */
export type Words = <C extends Code>(
  code: C,
  ...values: keyof ValuesOf<C> extends never ? [] : [values: ValuesOf<C>]
) => string;

/** The words of a document in one language. */
export function wordsIn(language: Language): Words {
  return (code, ...values) => say(message(code, ...values), language);
}
