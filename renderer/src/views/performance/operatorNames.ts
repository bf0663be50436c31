import { useI18n } from 'vue-i18n';
import { timedOperators } from '@core/upsamplers';
import { useMethodNames } from '../../composables/methodNames';

/** Names of timed operators: those of their methods, and a word more where a method has two. */
export function useOperatorNames(): { byId: (id: string) => string } {
  const { t } = useI18n();
  const methods = useMethodNames();
  return {
    byId: (id) => {
      const operator = timedOperators.find((one) => one.id === id);
      const name = methods.byId(operator?.methodId ?? id);
      return operator?.depthwise ? t('performance.depthwise', { name }) : name;
    },
  };
}
