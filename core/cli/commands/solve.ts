import { message, say, type Language } from '../../messages';
import { FAMILIES, solve, type Family, type Solution, type Solved } from '../../chain';
import { invalidParameter } from '../../tensor/errors';
import { readSize } from '../readSize';
import { choice, defineOptions, parseArguments, wholeNumber } from '../arguments';
import { writeNamed } from '../outputFiles';
import type { Command, CommandIo } from '../command';

const table = defineOptions({
  input: { type: 'string', placeholder: 'H,W', help: { en: 'Size of the input.', 'zh-CN': '输入的尺寸。' } },
  scale: {
    type: 'string',
    placeholder: 'N',
    help: { en: 'The goal: this many times larger.', 'zh-CN': '目标：放大的倍数。' },
  },
  output: {
    type: 'string',
    placeholder: 'H,W',
    help: { en: 'The goal: exactly this size.', 'zh-CN': '目标：正好这个尺寸。' },
  },
  family: {
    type: 'string',
    placeholder: 'ID',
    help: { en: `Only this family: ${FAMILIES.join(', ')}.`, 'zh-CN': `只考虑这一类：${FAMILIES.join('、')}。` },
  },
  'kernel-size': {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Only this kernel size.', 'zh-CN': '只考虑这个核大小。' },
  },
  dilation: { type: 'string', placeholder: 'N', help: { en: 'Only this dilation.', 'zh-CN': '只考虑这个膨胀率。' } },
  channels: {
    type: 'string',
    placeholder: 'N',
    help: {
      en: 'Channels in and out, for the costs. Default 3.',
      'zh-CN': '计算代价所用的输入和输出通道数。默认：3。',
    },
  },
  limit: {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Ways shown per family. Default 3.', 'zh-CN': '每一类显示的方案数。默认：3。' },
  },
  json: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'All ways as JSON, - for standard output.', 'zh-CN': '以 JSON 写出所有方案，- 表示标准输出。' },
  },
});

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  if (positionals.length > 0) throw invalidParameter('arguments', message('expected-only-options'), positionals[0]);
  if ((options.scale === undefined) === (options.output === undefined)) {
    throw invalidParameter('--scale', message('expected-scale-or-output'), options.scale);
  }
  const whole = (name: 'scale' | 'kernel-size' | 'dilation' | 'channels' | 'limit', most: number) =>
    options[name] === undefined ? undefined : wholeNumber(name, options[name], 1, most);
  const solved = solve({
    input: readSize('input', options.input),
    target: whole('scale', 32) ?? readSize('output', options.output),
    channels: whole('channels', 65536),
    fixed: { kernelSize: whole('kernel-size', 64), dilation: whole('dilation', 16) },
  });
  const family = options.family === undefined ? undefined : choice('family', options.family, FAMILIES);
  const kept = family === undefined ? solved : only(solved, family);
  if (options.json === undefined) io.stdout(`${describe(kept, whole('limit', 1000) ?? 3, io.language)}\n`);
  else {
    const text = `${JSON.stringify(kept, null, 2)}\n`;
    if (options.json === '-') io.stdout(text);
    else await writeNamed(io, { path: options.json, content: text });
  }
  return kept.solutions.length > 0 ? 0 : 2;
}

function only(solved: Solved, family: Family): Solved {
  return {
    output: solved.output,
    solutions: solved.solutions.filter((solution) => solution.family === family),
    unreachable: solved.unreachable.filter((answer) => answer.family === family),
  };
}

function describe({ output, solutions, unreachable }: Solved, limit: number, language: Language): string {
  const shown = solutions.filter(
    (solution, i) => solutions.slice(0, i).filter(({ family }) => family === solution.family).length < limit,
  );
  return [
    say(message('solve-ways', { output: output.join('x') }), language),
    ...shown.flatMap((solution) => ['', ...rows(solution, language)]),
    ...unreachable.flatMap(({ family, whySaid }) => [
      '',
      say(message('about-method', { name: family, sentence: whySaid }), language),
    ]),
  ].join('\n');
}

function rows(solution: Solution, language: Language): string[] {
  const { family, layers, checkerboardFree, fitsEverySize, macs, parameterCount, whySaid } = solution;
  const facts = [
    message(checkerboardFree ? 'solve-even' : 'solve-uneven'),
    message(fitsEverySize ? 'solve-every-size' : 'solve-this-size'),
    message('solve-parameters', { count: parameterCount }),
    message('solve-macs', { count: macs }),
  ];
  return [
    say(message('solve-row', { family, facts }), language),
    ...layers.map((layer) => `  ${layer}`),
    `  ${say(whySaid, language)}`,
  ];
}

export const solveCommand: Command = {
  help: () => ({
    forms: ['--input H,W (--scale N | --output H,W) [OPTION...]'],
    about: {
      en: `Finds kernel size, stride, padding, output padding and dilation for every family of upsampling layers,\nthose with an even overlap first and then the cheapest, and says why output_padding is what it is.\nExit code 2 when nothing reaches the size.`,
      'zh-CN': `为每一类上采样层寻找核大小、步幅、填充、输出填充和膨胀率，\n先列重叠均匀的，再列代价最低的，并说明 output_padding 为何如此。\n没有能得到该尺寸的方案时退出码为 2。`,
    },
    options: table,
  }),
  run,
};
