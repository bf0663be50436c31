import { say, type Language } from '../messages';
import { familyOf } from '../network/families';
import { VISIBLE } from '../network/pattern';
import type { AuditReport } from '../network/auditReport';
import { formatShape } from '../tensor/tensor';
import { escapeHtml } from './escape';
import { glyphSvg } from './glyphs';
import { STYLE } from './htmlStyle';
import { formatCount } from './table';
import { formatFixed } from '../experiment/shown';
import { wordsIn } from './words';

const fixed = (value: number | null, digits: number): string => (value === null ? '–' : formatFixed(value, digits));
const count = (value: number | null): string => (value === null ? '–' : formatCount(value));
const shape = (sizes: readonly number[] | null): string => (sizes === null ? '–' : formatShape(sizes));

/**
 * What a network's enlarging layers cost, which of them makes a grid, and what could stand in their place.
 * @param level of its heading: 1 where it is a page of its own
 */
export function networkSection(report: AuditReport, language: Language, level: 1 | 2 = 2): string {
  const words = wordsIn(language);
  const { layers, verdict } = report;
  const [first, ...rest] = verdict.map((said) => escapeHtml(say(said, language)));
  const heads = [
    words('audit-layer'),
    words('audit-input'),
    words('audit-output'),
    words('audit-parameters'),
    'MACs',
    words('audit-at-output-size'),
    `${words('audit-share')} %`,
    words('audit-phases'),
    `${words('audit-pattern')} %`,
    `${words('audit-channels')} %`,
    words('audit-at-output'),
  ];
  const rows = layers.map((layer) => {
    const family = familyOf(layer.kind);
    const percent = (value: number | null): string => fixed(value === null ? null : value * 100, 1);
    const cells = [
      `${family === null ? '' : glyphSvg(family)} ${escapeHtml(layer.name)}<br><small>${escapeHtml(layer.code)}</small>`,
      shape(layer.inputShape),
      shape(layer.outputShape),
      count(layer.parameters),
      count(layer.macs),
      count(layer.macsAtOutputSize),
      percent(layer.shareOfMacs),
      layer.phases === null ? '–' : phaseGrid(layer.phases),
      percent(layer.pattern),
      percent(layer.share),
      fixed(layer.reachesOutput, 2),
    ];
    const isSeen = (layer.reachesOutput ?? 0) > VISIBLE;
    return `<tr>${cells.map((cell, i) => `<td${isSeen && i === cells.length - 1 ? ' class="best"' : ''}>${cell}</td>`).join('')}</tr>`;
  });
  const replacements = layers.flatMap((layer) =>
    layer.replacements.map((each) => {
      const said = { layer: layer.name, words: each.text, parameters: each.parameters, macs: each.macs };
      return `<li>${escapeHtml(words('audit-replacement', said))}</li>`;
    }),
  );
  const facts = words('audit-network', {
    inputs: shape(report.input),
    outputs: shape(report.output),
    parameters: report.parameters,
    macs: count(report.macs),
    atOutput: count(report.macsAtOutputSize),
  });
  return `<section class="network"><h${level}>${escapeHtml(report.name === null ? words('audit-heading') : words('audit-heading-of', { name: report.name }))}</h${level}>
<p class="verdict">${first === undefined ? '' : `<b>${first}</b> `}${rest.join(' ')}</p>
<p>${escapeHtml(facts)}</p>
${rows.length === 0 ? '' : `<div class="scroll" tabindex="0"><table><thead><tr>${heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`}
<ul class="notes"><li>${escapeHtml(words('audit-note'))}</li>${replacements.join('')}</ul>
</section>`;
}

/** Phase means of the strongest channel, lightest the largest. */
function phaseGrid(phases: readonly (readonly number[])[]): string {
  const all = phases.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const cell = (value: number): string => {
    const level = high - low < 1e-9 * Math.max(1, Math.abs(high)) ? 0.7 : (value - low) / (high - low);
    const grey = Math.round(30 + level * 200);
    return `<i style="background:rgb(${grey} ${grey} ${grey})"></i>`;
  };
  return `<span class="phase" style="grid-template-columns:repeat(${phases[0]?.length ?? 1},auto)" title="${escapeHtml(phases.map((row) => row.map((value) => value.toPrecision(3)).join(' ')).join('; '))}">${all.map(cell).join('')}</span>`;
}

/** The audit as a page of its own. */
export function renderAudit(
  report: AuditReport,
  { version, date }: { readonly version: string; readonly date: string },
  language: Language,
): string {
  const title = escapeHtml(report.name ?? wordsIn(language)('audit-heading'));
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header class="bar"><span><b>Upbench</b> ${escapeHtml(version)}</span><time>${escapeHtml(date)}</time></header>
${networkSection(report, language, 1)}
</main>
</body>
</html>
`;
}
