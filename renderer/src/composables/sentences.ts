import { say, type Message, type Said } from '@core/messages';
import type { Forecast, MetricResult } from '@core/experiment/schema';
import { useSettings } from '../stores/settings';

/** The engine's sentences in the language on screen. */
export function useSentences(): {
  any: (said: Said) => string;
  receipt: (metric: Pick<MetricResult, 'protocol' | 'receipt'>) => string;
  refusal: (refusal: { readonly message: string; readonly said?: Message | undefined }) => string;
  verdict: (forecast: Forecast) => string;
} {
  const settings = useSettings();
  const any = (said: Said): string => say(said, settings.language);
  return {
    any,
    receipt: ({ protocol, receipt }) =>
      receipt ? receipt.map(any).join(settings.language === 'en' ? ', ' : '，') : protocol,
    refusal: ({ message, said }) => any(said ?? message),
    verdict: ({ verdict, verdictSaid }) => any(verdictSaid ?? verdict),
  };
}
