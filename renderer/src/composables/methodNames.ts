import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { ownName, upsamplers } from '@core/upsamplers';
import { instanceLetters } from '../stores/setup';
import { useExperiment } from '../stores/experiment';

/** Names of methods in the user's language; a method without a translation keeps the title of its descriptor. */
export function useMethodNames(): { byId: (id: string) => string; byKey: (key: string) => string } {
  const { t, te } = useI18n();
  const experiment = useExperiment();
  const letters = computed(() => instanceLetters(experiment.setup.methods));

  function byId(id: string): string {
    const key = `methods.names.${id}`;
    if (te(key) || te(key, 'en')) return t(key);
    return upsamplers.find((upsampler) => upsampler.id === id)?.title ?? id;
  }
  /** "Pixel shuffle", or "Pixel shuffle b" when there are several. */
  function byKey(key: string): string {
    const method = experiment.setup.methods.find((candidate) => candidate.key === key);
    const own = method && ownName(method.id, method.parameters);
    if (own !== undefined) return own;
    const name = byId(method?.id ?? key.replace(/#\d+$/, ''));
    const letter = letters.value.get(key);
    return letter ? `${name} ${letter}` : name;
  }
  return { byId, byKey };
}
