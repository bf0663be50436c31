import { useI18n } from 'vue-i18n';
import { useMethodNames } from '../../composables/methodNames';
import { OPERATORS } from '../../stores/benchmark';

/** Names of timed operators: those of their methods, and a word more where a method has two. */
export function useOperatorNames(): { byId: (id: string) => string } {
  const { t } = useI18n();
  const methods = useMethodNames();
  return {
    byId: (id) => {
      const methodId = OPERATORS.find((operator) => operator.id === id)?.methodId ?? id;
      const name = methods.byId(methodId);
      return id === 'conv-transpose-depthwise' ? t('performance.depthwise', { name }) : name;
    },
  };
}
