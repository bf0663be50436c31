import { counted } from '../plural';
/** Rules of resizing in different frameworks. */
export const dialects = {
  'dialect-files': () =>
    'Name an input and one or two results: .npy files, arrays of .npz files or pictures. See upbench why-arrays --help.',
  'dialect-json': () => 'Expected - after --json, which prints the answer.',
  'dialect-rank': ({ shape }: { shape: string }) =>
    `Expected an array of two to four axes that is not empty but received ${shape}.`,
  'dialect-shapes': ({ input, result }: { input: string; result: string }) =>
    `An input of ${input} cannot become a result of ${result} by resizing: the number of axes and all but height and width must agree.`,
  'dialect-pair': ({ a, b }: { a: string; b: string }) =>
    `Expected two results of one shape but received ${a} and ${b}.`,
  'dialect-made': ({ name, tolerance }: { name: string; tolerance: string }) =>
    `${name} is made by (within ${tolerance}):`,
  'dialect-none': ({ name, nearest, difference }: { name: string; nearest: string; difference: string }) =>
    `No known rule makes ${name}; the nearest is ${nearest}, which is up to ${difference} off.`,
  'dialect-nothing': ({ name }: { name: string }) => `No known rule makes ${name}.`,
  'dialect-input-not-finite': ({ count, all }: { count: number; all: number }) =>
    `Expected an input of finite numbers but ${count} of its ${counted(all, 'value')} ${count === 1 ? 'is' : 'are'} NaN or infinite.`,
  'dialect-result-not-finite': ({ all }: { all: number }) =>
    `Expected a result with numbers to hold against the rules but all ${all} of its values are NaN or infinite.`,
  'dialect-left-out': ({ name, count }: { name: string; count: number }) =>
    `${counted(count, 'value')} of ${name} ${count === 1 ? 'is' : 'are'} NaN or infinite and left out.`,
  'dialect-no-files': () => 'Expected no files beside --rules or --page.',
  'dialect-no-picture': () => 'No rule is known that made these arrays, so there are no positions to draw.',
  'dialect-agree': ({ like, framework, name }: { like: string; framework: string; name: string }) =>
    name === ''
      ? `Both like ${like}: no function of the other framework has that rule; step by step in PyTorch:`
      : `Both like ${like}: ${name}, in ${framework}:`,
  'dialect-unknown': ({ rule, near }: { rule: string; near: readonly string[] }) =>
    `There is no rule "${rule}". Near it: ${near.join('; ')}. upbench why-arrays --rules lists all.`,
  'dialect-difference': ({ difference, at }: { difference: string; at: string }) =>
    `The results differ by at most ${difference}, at (${at}).`,
  'dialect-differ': ({ difference, at, parts }: { difference: string; at: string; parts: readonly string[] }) =>
    `The results differ by at most ${difference}, at (${at}). Their rules differ in ${parts.join(' and ')}.`,
  'dialect-part-coordinates': () => 'where they look (coordinates)',
  'dialect-part-kernel': () => 'their weights (kernel)',
  'dialect-part-antialias': () => 'antialiasing',
  'dialect-part-border': () => 'the border',
  'dialect-part-arithmetic': () => 'the arithmetic of bytes',
};
