import { say } from '../messages';
import type { Audit, AuditedLayer } from '../network/audit';
import { inWords } from '../network/replacements';

/** The audit as a table of text, the verdict on top and the replacements below. */
export function auditText({ network, macs, macsAtOutputSize, layers, verdict }: Audit): string {
  const shape = (sizes: readonly number[] | null): string => (sizes === null ? '-' : sizes.join('×'));
  const number = (value: number | null, digits = 3): string =>
    value === null ? '-' : String(Number(value.toFixed(digits)));
  const cells = [
    [
      'Layer',
      'Kind',
      'Input',
      'Output',
      'Params',
      'MACs',
      'at output size',
      'Share',
      'Overlap',
      'Pattern',
      'Channels',
      'At output',
    ],
    ...layers.map((row: AuditedLayer) => [
      row.layer.name,
      row.layer.kind,
      shape(row.layer.inputShape),
      shape(row.layer.outputShape),
      String(row.layer.parameters),
      number(row.layer.macs),
      number(row.layer.macsAtOutputSize),
      row.shareOfMacs === null ? '-' : `${number(row.shareOfMacs * 100, 1)} %`,
      row.overlap === null ? '-' : row.overlap.join('-'),
      number(row.pattern),
      row.share === null ? '-' : `${number(row.share * 100, 0)} %`,
      number(row.reachesOutput, 2),
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (column < 4 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const cures = layers.flatMap((row) =>
    row.replacements.map(
      (each) => `  ${row.layer.name}: ${inWords(each)} (${each.parameters} parameters, ${each.macs} MACs)`,
    ),
  );
  const inputs = network.inputs.map((each) => shape(each.shape)).join(', ');
  const outputs = network.outputs.map((each) => shape(each.shape)).join(', ');
  return [
    ...verdict.map((sentence) => say(sentence)),
    `${inputs} -> ${outputs}, ${network.parameters} parameters, ${number(macs)} MACs (${number(macsAtOutputSize)} at output size)`,
    '',
    ...lines,
    ...(cures.length > 0 ? ['', ...cures] : []),
  ].join('\n');
}
