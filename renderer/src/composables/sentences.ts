import { useI18n } from 'vue-i18n';
import type { Forecast } from '@core/experiment/schema';
import type { ParameterValues } from '@core/upsamplers/upsampler';
import { useFormat } from '../format/useFormat';
import { useSettings } from '../stores/settings';
import { translateReceipt } from './receiptWords';
import { translateSentence } from './sentencePatterns';

/** The engine speaks English; here its sentences get the language on screen, where they are known. */
export function useSentences(): {
  any: (sentence: string) => string;
  receipt: (words: string) => string;
  refusal: (refusal: { readonly message: string }) => string;
  verdict: (forecast: Forecast, parameters: ParameterValues) => string;
} {
  const { t } = useI18n();
  const settings = useSettings();
  const format = useFormat();

  const any = (sentence: string): string => translateSentence(sentence, settings.language);

  const receipt = (words: string): string => translateReceipt(words, settings.language);

  function verdict(forecast: Forecast, parameters: ParameterValues): string {
    if (settings.language === 'en') return forecast.verdict;
    const gains = forecast.phaseGain?.flat() ?? [];
    if (gains.length === 0) return t('forecast.unknown');
    const range = { low: format.number(Math.min(...gains), 2), high: format.number(Math.max(...gains), 2) };
    const { kernelSize, stride } = parameters;
    const misfit = typeof kernelSize === 'number' && typeof stride === 'number' && kernelSize % stride !== 0;
    if (forecast.level === 'uneven')
      return misfit ? t('forecast.misfit', { ...range, kernelSize, stride }) : t('forecast.uneven', range);
    return t(`forecast.${forecast.level}`, range);
  }
  return { any, receipt, refusal: ({ message }) => any(message), verdict };
}
