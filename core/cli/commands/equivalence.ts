import { fitNested, type NestedRow } from '../../engine/weights/fitNested';
import { equivalences } from '../../experiment/equivalence';
import { formatFixed } from '../../experiment/shown';
import { isNested } from '../../experiment/nested';
import type { Experiment } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { defineOptions, parseArguments, scaleOption, wholeNumber } from '../arguments';
import type { Command, CommandIo } from '../command';
import { message, say, type Language } from '../../messages';
import { padAfter } from '../../tensor/textColumns';
import { progressLine } from '../progressLine';

const table = defineOptions({
  scale: scaleOption,
  seed: {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Of the random weights and the picture. Default: 0.', 'zh-CN': '随机权重与图像的种子。默认：0。' },
  },
  nested: {
    type: 'boolean',
    help: {
      en: 'Fit layers that contain one another on the built-in set instead, and print their errors.',
      'zh-CN': '改为在内置训练集上拟合互相包含的层，并打印它们的误差。',
    },
  },
  json: { type: 'boolean', help: { en: 'Print the table as JSON.', 'zh-CN': '以 JSON 打印表格。' } },
});

async function nested(scale: Experiment['scale'], asJson: boolean, io: CommandIo): Promise<number> {
  const line = progressLine(io);
  const thread = io.computing();
  try {
    const chains = await fitNested(thread, scale, io.signal, ({ layer, done, total }) =>
      line.show(say(message('nested-progress', { layer, done, total }), io.language)),
    );
    line.clear();
    if (asJson) io.stdout(`${JSON.stringify(chains, null, 2)}\n`);
    else io.stdout(`${chains.map((rows) => nestedText(rows, io.language)).join('\n')}`);
    return 0;
  } finally {
    line.clear();
    await thread.dispose();
  }
}

function nestedText(rows: readonly NestedRow[], language: Language): string {
  const lines = rows.map(({ id, kernelSize, unknowns, mse, psnr }, index) => {
    const name = padAfter(`${index === 0 ? ' ' : '≤'} ${id} k${kernelSize}`, 24);
    const row = message('nested-row', {
      unknowns: String(unknowns).padStart(4),
      mse: mse.toExponential(6),
      psnr: formatFixed(psnr, 3),
    });
    return name + say(row, language);
  });
  const holds = isNested(rows.map(({ mse }) => mse));
  const verdict = say(message(holds ? 'nested-holds' : 'nested-rounding'), language);
  return `${[...lines, `  ${verdict}`].join('\n')}\n`;
}

export const equivalenceCommand: Command = {
  help: () => ({
    forms: ['[OPTION...]'],
    about: {
      en: 'Turns random weights of one family into weights of another where the two are the same function, runs both in\nfloat64 and prints the largest difference of any pixel, and for which borders it holds.\nWith --nested, layers whose functions contain one another: the larger set is never worse where it was fitted.',
      'zh-CN':
        '在两类层是同一个函数时，把一类的随机权重换算成另一类的权重，两者都以 float64 运行，\n打印各像素的最大差异，以及对哪些边界成立。\n给出 --nested 时，比较函数互相包含的层：在拟合所用的数据上，较大的集合从不更差。',
    },
    options: table,
  }),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, table);
    if (positionals.length > 0)
      throw new UpbenchError('invalid-parameter', message('equivalence-no-files', { given: positionals[0]! }));
    const scale = wholeNumber('scale', options.scale ?? '2', SMALLEST_SCALE, LARGEST_SCALE);
    const seed = options.seed === undefined ? 0 : wholeNumber('seed', options.seed, 0, 2 ** 32 - 1);
    if (options.nested) return nested(scale, options.json, io);
    const rows = equivalences(scale, seed);
    if (options.json) io.stdout(`${JSON.stringify(rows, null, 2)}\n`);
    else
      for (const { largestDifference, said } of rows) {
        const words = { difference: largestDifference.toExponential(1), border: said.border };
        const sentence = say(message('equivalence-row', words), io.language);
        const [from, to, rule] = [said.from, said.to, said.rule].map((one) => say(one, io.language));
        io.stdout(`${from} = ${to}\n  ${sentence}\n  ${rule}\n`);
      }
    return Promise.resolve(0);
  },
};
