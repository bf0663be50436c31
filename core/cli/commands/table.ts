import { tableCsv, tableDocument, tableLatex, tableMarkdown, tableText } from '../../report/paperTable';
import { formatOptions, parseArguments } from '../arguments';
import type { Command, CommandIo } from '../command';
import { knownIds } from '../compare/options';
import { writeNamed } from '../compare/writeFiles';
import { outputsOf, tableOptions, type TableOptions } from '../table/options';
import { runTable } from '../table/run';

function usage(): string {
  return [
    'Usage: upbench table FOLDER... [OPTION...]',
    '',
    'Makes the table of a paper: sets x scales x methods with mean PSNR and SSIM, and one receipt for all of it.',
    'Every FOLDER is a set. Without options, the bicubic row as papers print it.',
    '',
    'Options:',
    formatOptions(tableOptions),
    '',
    knownIds(),
    '',
    'Examples:',
    '  upbench table Set5 Set14 --scales 2,3,4 --protocol sr-matlab --space y',
    '  upbench table Set5 --candidate mine=out/x{scale}/{file}.png --network mine=mine_x{scale}.onnx --latex table.tex',
    '  upbench table photos --scales 2 --methods bilinear,bicubic --space rgb --cost-at 1280x720 --markdown -',
  ].join('\n');
}

async function run(given: readonly string[], options: TableOptions, io: CommandIo): Promise<number> {
  const outputs = outputsOf(options);
  const { table, experiment, environment, sets, code } = await runTable(given, options, io);
  const { protocol, degradation, space } = experiment;
  const origin = { environment, experiment: { protocol, degradation, space } };
  const write = {
    markdown: () => tableMarkdown(table, origin),
    latex: () => tableLatex(table, origin),
    csv: () => tableCsv(table, origin),
    json: () => {
      // The scales are those of the table.
      const { scale: _first, ...common } = experiment;
      const scales = table.blocks.map(({ scale }) => scale);
      const document = tableDocument(table, { environment, experiment: common }, { scales, files: sets });
      return `${JSON.stringify(document, null, 2)}\n`;
    },
  };
  if (!outputs.some(({ to }) => to === '-')) io.stdout(tableText(table, origin));
  for (const { format, to } of outputs) {
    const text = write[format]();
    if (to === '-') io.stdout(text);
    else io.stderr(`Wrote ${await writeNamed(to, text, options.force, io.signal)}.\n`);
  }
  return code;
}

export const tableCommand: Command = {
  name: 'table',
  summary: 'Make the table of a paper: sets, scales and methods with mean PSNR and SSIM.',
  usage,
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, tableOptions);
    return run(positionals, options, io);
  },
};
