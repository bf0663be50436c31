import type { Results } from '../experiment/schema';
import type { Language } from '../messages';
import { escapeHtml } from './escape';
import { wordsIn, type Words } from './words';

/** When and where results were computed. */

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', 'zh-CN': 'zh-CN' };

/** The moment in local form, as people of a language write it; what is no date stays as it is. */
export function dateIn(date: string, language: Language): string {
  const moment = new Date(date);
  if (Number.isNaN(moment.getTime())) return date;
  return moment.toLocaleString(LOCALES[language], { dateStyle: 'long', timeStyle: 'long' });
}

export function computedBy({ environment, experiment }: Results, words: Words): string {
  const arithmetic = words(`report-arithmetic-${experiment.arithmetic}`);
  return words('report-arithmetic', { operators: environment.operators, arithmetic });
}

export function environmentTable(results: Results, language: Language): string {
  const { environment, experiment } = results;
  const words = wordsIn(language);
  const { samples } = experiment.timing;
  const versions = Object.entries(environment.versions).map(([key, version]) => `${key} ${version}`);
  const rows: [string, string][] = [
    [words('report-application'), `${environment.app} ${environment.version}`],
    [words('report-date'), dateIn(environment.date, language)],
    [words('report-processor'), words('report-processor-cores', { cpu: environment.cpu, cores: environment.cores })],
    [words('report-platform'), environment.platform],
    [words('report-computed-by'), computedBy(results, words)],
    [words('report-versions'), versions.join(', ')],
    [words('report-seed'), String(experiment.seed)],
    [words('report-timing'), samples === 0 ? words('report-not-timed') : words('report-timing-samples', { samples })],
  ];
  const cells = rows.map(([key, value]) => `<tr><td>${key}</td><td class="wrap">${escapeHtml(value)}</td></tr>`);
  return `<h3>${words('report-environment')}</h3><table><tbody>${cells.join('')}</tbody></table>`;
}
