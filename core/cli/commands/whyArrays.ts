import { readRegular } from '../../engine/files/regularFile';
import { resizedArray } from '../../engine/studies/resizedArray';
import { dialects, dialectsPage, explainArrays, type SideAnswer } from '../../dialects';
import { message, say, type Language } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { NpyArray } from '../../tensor/npy';
import { defineOptions, parseArguments, type OptionValues } from '../arguments';
import { readArray } from '../arrayFile';
import type { Command, CommandIo } from '../command';
import { keepInputs, namedForce, writeNamed } from '../outputFiles';

const options = defineOptions({
  json: {
    type: 'string',
    placeholder: '-',
    help: { en: '"-" prints the answer as JSON and nothing else.', 'zh-CN': '“-”表示只以 JSON 打印结果。' },
  },
  picture: {
    type: 'string',
    placeholder: 'FILE.svg',
    help: {
      en: 'Draw one row of sampling positions: where in the input each output looks, by both rules.',
      'zh-CN': '画出一行取样位置：两条规则下每个输出在输入中取样的位置。',
    },
  },
  rules: { type: 'boolean', help: { en: 'List every rule with its names.', 'zh-CN': '列出全部规则及其名称。' } },
  page: {
    type: 'boolean',
    help: {
      en: 'Print the page "Same name, different numbers": all rules and how far apart they are.',
      'zh-CN': '打印“同名不同数”页面：全部规则以及它们相差多少。',
    },
  },
  force: namedForce,
});

function text(name: string, { rules, nearest, tolerance, leftOut }: SideAnswer, language: Language): string {
  const lines = rules.map(({ names, maxDifference }) =>
    say(message('dialect-off', { names, difference: maxDifference.toExponential(1) }), language),
  );
  const head =
    rules.length > 0
      ? message('dialect-made', { name, tolerance: String(Number(tolerance.toPrecision(2))) })
      : nearest
        ? message('dialect-none', {
            name,
            nearest: nearest.names[0] ?? nearest.id,
            difference: nearest.maxDifference.toPrecision(3),
          })
        : message('dialect-nothing', { name });
  const left = leftOut > 0 ? [say(message('dialect-left-out', { name, count: leftOut }), language)] : [];
  return [say(head, language), ...lines.map((line) => `  ${line}`), ...left].join('\n');
}

/** A tensor (`x.npy`, `file.npz:name`) or a picture. */
async function readSide(file: string): Promise<NpyArray> {
  if (/\.npz(:|$)/i.test(file)) return readArray(file);
  return resizedArray(new Uint8Array(await readRegular(file)), file);
}

async function run(files: readonly string[], given: OptionValues<typeof options>, io: CommandIo): Promise<number> {
  if (given.rules || given.page) {
    if (files.length > 0) throw new UpbenchError('invalid-parameter', message('dialect-no-files'));
    io.stdout(given.page ? dialectsPage() : rulesText());
    return 0;
  }
  const [input, first, second, ...more] = files;
  if (input === undefined || first === undefined || more.length > 0)
    throw new UpbenchError('invalid-parameter', message('dialect-files'));
  const { json, picture } = given;
  if (json !== undefined && json !== '-') throw new UpbenchError('invalid-parameter', message('dialect-json'));
  await keepInputs([input, first, second], [picture]);
  const [x, a] = [await readSide(input), await readSide(first)];
  const b = second === undefined ? null : await readSide(second);
  const { picture: drawn, ...answer } = explainArrays(x, a, b);
  if (json === '-') io.stdout(`${JSON.stringify(answer, null, 2)}\n`);
  else {
    io.stdout(`${text(first, answer, io.language)}\n`);
    if (answer.second && second !== undefined) io.stdout(`${text(second, answer.second, io.language)}\n`);
    if (answer.comparison) {
      io.stdout(`${say(answer.comparison.said, io.language)}\n`);
      for (const { like, code, framework, name } of answer.comparison.agree) {
        const whose = like === 'a' ? first : (second ?? '');
        const head = message('dialect-agree', { like: whose, framework, name: name ?? '' });
        io.stdout(`\n${say(head, io.language)}\n${code.replace(/^/gm, '  ')}\n`);
      }
    }
  }
  if (picture !== undefined) {
    if (drawn === null) throw new UpbenchError('unavailable', message('dialect-no-picture'));
    await writeNamed(io, { path: picture, content: drawn });
  }
  return 0;
}

/** Every rule by its id, with its names and what it was held against. */
function rulesText(): string {
  return dialects.map(({ id, names, verified }) => `${id}\n  ${names.join('\n  ')}\n  (${verified})\n`).join('\n');
}

export const whyArraysCommand: Command = {
  help: () => ({
    forms: ['X A [B] [OPTION...]', '--rules', '--page'],
    about: {
      en: 'Names the rules that make A (and B) of X: which framework, function and options resize like that.\nX is an input of shape H×W, C×H×W, N×C×H×W or with channels last, or a picture; A and B are results of any size.',
      'zh-CN':
        '说出由 X 得到 A（和 B）的规则：哪个框架、哪个函数、哪些选项这样缩放。\nX 是形状为 H×W、C×H×W、N×C×H×W 或通道在最后的输入，也可以是图像；A 和 B 是任意尺寸的结果。',
    },
    options,
    examples: [
      'upbench why-arrays x.npy phone.npy',
      'upbench why-arrays small.png large.png',
      'upbench why-arrays x.npy pytorch.npy phone.npy --picture row.svg',
      'upbench why-arrays --rules',
    ],
  }),
  run: (args, io) => {
    const { options: given, positionals } = parseArguments(args, options);
    return run(positionals, given, io);
  },
};
