import { message, say, type Language, type Said } from '../messages';
import { textColumns } from '../tensor/textColumns';
import type { Audit, AuditedLayer } from '../network/audit';

const HEAD: readonly Said[] = [
  message('audit-layer'),
  message('audit-kind'),
  message('audit-input'),
  message('audit-output'),
  message('audit-parameters'),
  'MACs',
  message('audit-at-output-size'),
  message('audit-share'),
  message('audit-overlap'),
  message('audit-pattern'),
  message('audit-channels'),
  message('audit-at-output'),
];

/** The audit as a table of text, the verdict on top and the replacements below. */
export function auditText({ network, macs, macsAtOutputSize, layers, verdict }: Audit, language: Language): string {
  const shape = (sizes: readonly number[] | null): string => (sizes === null ? '-' : sizes.join('×'));
  const number = (value: number | null, digits = 3): string =>
    value === null ? '-' : String(Number(value.toFixed(digits)));
  const cells = [
    HEAD.map((title) => say(title, language)),
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
  const lines = textColumns(cells, (column) => column < 4);
  const cures = layers.flatMap((row) =>
    row.replacements.map((each) => {
      const { parameters, macs: needed } = each;
      const words = { layer: row.layer.name, words: each.text, parameters, macs: needed };
      return `  ${say(message('audit-replacement', words), language)}`;
    }),
  );
  const inputs = network.inputs.map((each) => shape(each.shape)).join(', ');
  const outputs = network.outputs.map((each) => shape(each.shape)).join(', ');
  return [
    ...verdict.map((sentence) => say(sentence, language)),
    say(
      message('audit-network', {
        inputs,
        outputs,
        parameters: network.parameters,
        macs: number(macs),
        atOutput: number(macsAtOutputSize),
      }),
      language,
    ),
    '',
    ...lines,
    ...(cures.length > 0 ? ['', ...cures] : []),
  ].join('\n');
}
