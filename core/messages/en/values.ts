import { counted } from '../plural';
/** What was expected of a value, and what came instead. */
export const values = {
  'expected-value': ({ expected, name, received }: { expected: string; name: string; received: string }) =>
    `Expected ${expected} for ${name} but received ${received}.`,
  'integer-at-least': ({ min }: { min: number }) => `an integer >= ${min}`,
  'integer-between': ({ min, max }: { min: number; max: number }) => `an integer from ${min} to ${max}`,
  'number-between': ({ min, max }: { min: number; max: number }) => `a number from ${min} to ${max}`,
  'too-many-values': ({ what, shape, limit }: { what: string; shape: string; limit: number }) =>
    `${what} of ${shape} has more than ${counted(limit, 'value')}.`,
  'one-of': ({ choices }: { choices: readonly string[] }) => `one of ${choices.join(', ')}`,
  'true-or-false': () => 'true or false',
  text: ({ text }: { text: { readonly en: string; readonly 'zh-CN': string } }) => text.en,
  'pictures-of-folder': ({ folder, count }: { folder: string; count: number }) =>
    `${folder} (${counted(count, 'picture')})`,
  'pictures-counted': ({ count }: { count: number }) => counted(count, 'picture'),
  cancelled: () => 'Cancelled.',
  'whole-number-between': ({ min, max }: { min: number; max: number }) => `a whole number from ${min} to ${max}`,
  'received-nothing': () => 'nothing',
  'received-function': () => 'a function',
  'received-object': ({ keys }: { keys: readonly string[] }) => `an object (${keys.join(', ')})`,
};
