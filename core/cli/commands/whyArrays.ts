import { codeFor, compareResults, identifyRules, type Identified } from '../../dialects';
import { message, say, type Language } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { NpyArray } from '../../tensor/npy';
import { defineOptions, parseArguments } from '../arguments';
import { readArray } from '../arrayFile';
import type { Command, CommandIo } from '../command';

const options = defineOptions({
  json: {
    type: 'string',
    placeholder: '-',
    help: { en: '"-" prints the answer as JSON and nothing else.', 'zh-CN': '“-”表示只以 JSON 打印结果。' },
  },
});

function sizeOf({ shape }: NpyArray): readonly [number, number] {
  const rank = shape.length;
  const isLast = rank > 2 && shape[rank - 1]! <= 4 && shape[rank - 3]! > 4;
  return isLast ? [shape[rank - 3]!, shape[rank - 2]!] : [shape[rank - 2]!, shape[rank - 1]!];
}

/** Rules with the code that follows them. */
function document(found: Identified, result: NpyArray) {
  const size = sizeOf(result);
  const coded = (match: Identified['rules'][number]) => ({
    ...match,
    code: Object.fromEntries(
      match.names.flatMap((name) => {
        const code = codeFor(name, size);
        return code === null ? [] : [[name, code]];
      }),
    ),
  });
  return { rules: found.rules.map(coded), nearest: found.nearest && coded(found.nearest), tolerance: found.tolerance };
}

function text(name: string, { rules, nearest, tolerance }: Identified, language: Language): string {
  const lines = rules.map(({ names, maxDifference }) =>
    say(message('dialect-off', { names, difference: maxDifference.toExponential(1) }), language),
  );
  const head =
    rules.length > 0
      ? message('dialect-made', { name, tolerance: String(tolerance) })
      : nearest
        ? message('dialect-none', {
            name,
            nearest: nearest.names[0] ?? nearest.id,
            difference: nearest.maxDifference.toPrecision(3),
          })
        : message('dialect-nothing', { name });
  return [say(head, language), ...lines.map((line) => `  ${line}`)].join('\n');
}

async function run(files: readonly string[], json: string | undefined, io: CommandIo): Promise<number> {
  const [input, first, second, ...more] = files;
  if (input === undefined || first === undefined || more.length > 0)
    throw new UpbenchError('invalid-parameter', message('dialect-files'));
  if (json !== undefined && json !== '-') throw new UpbenchError('invalid-parameter', message('dialect-json'));
  const [x, a] = [await readArray(input), await readArray(first)];
  const b = second === undefined ? null : await readArray(second);
  const found = identifyRules(x, a);
  const other = b && identifyRules(x, b);
  const pair = b && compareResults(x, a, b);
  if (json === '-') {
    const answer = {
      ...document(found, a),
      ...(b && other && pair ? { second: document(other, b), comparison: pair } : {}),
    };
    io.stdout(`${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  }
  io.stdout(`${text(first, found, io.language)}\n`);
  if (other && second !== undefined) io.stdout(`${text(second, other, io.language)}\n`);
  if (pair) io.stdout(`${say(pair.said, io.language)}\n`);
  return 0;
}

export const whyArraysCommand: Command = {
  name: 'why-arrays',
  summary: {
    en: 'Name the rule of resizing that made an array, in the words of every framework.',
    'zh-CN': '说出数组是按哪种缩放规则得到的，并给出各框架的写法。',
  },
  help: () => ({
    forms: ['X.npy A.npy [B.npy] [OPTION...]'],
    about: {
      en: 'Names the rules that make A (and B) of X: which framework, function and options resize like that.\nX is an input of shape H×W, C×H×W, N×C×H×W or with channels last; A and B are results of any size.',
      'zh-CN':
        '说出由 X 得到 A（和 B）的规则：哪个框架、哪个函数、哪些选项这样缩放。\nX 是形状为 H×W、C×H×W、N×C×H×W 或通道在最后的输入；A 和 B 是任意尺寸的结果。',
    },
    options,
    examples: ['upbench why-arrays x.npy phone.npy', 'upbench why-arrays x.npy pytorch.npy phone.npy --json -'],
  }),
  run: (args, io) => {
    const { options: given, positionals } = parseArguments(args, options);
    return run(positionals, given.json, io);
  },
};
