import { protocols } from '@core/metrics/protocols';
import { useSettings } from '../stores/settings';

/** What a protocol of metrics is called in the reader's language, as its descriptor gives it. */
export function useProtocolTitle(): (id: string) => string {
  const settings = useSettings();
  return (id) => protocols.find((protocol) => protocol.id === id)?.title[settings.language] ?? id;
}
