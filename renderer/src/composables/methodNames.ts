import { computed } from 'vue';
import { ownName, upsamplers } from '@core/upsamplers';
import { candidatePlaces, isCandidate, markOf as markOfUse } from '@core/experiment/keys';
import { instanceLetters } from '../stores/setup';
import { useExperiment } from '../stores/experiment';
import { useSettings } from '../stores/settings';

/** Names of methods in the user's language, as their descriptors give them. */
export function useMethodNames(): {
  byId: (id: string) => string;
  byKey: (key: string) => string;
  /** By what the look of a use is found. */
  markOf: (use: { readonly id: string; readonly key: string }) => string;
} {
  const settings = useSettings();
  const experiment = useExperiment();
  const letters = computed(() => instanceLetters(experiment.setup.methods));

  function byId(id: string): string {
    return upsamplers.find((upsampler) => upsampler.id === id)?.shortTitle[settings.language] ?? id;
  }
  /** "Pixel shuffle", or "Pixel shuffle b" when there are several. */
  function byKey(key: string): string {
    const method = experiment.setup.methods.find((candidate) => candidate.key === key);
    if (method && isCandidate(method)) return method.key;
    const own = method && ownName(method.id, method.parameters);
    if (method && own !== undefined) {
      // Two uses that were given one name stay apart like two uses of one method.
      const namesakes = experiment.setup.methods.filter(({ id, parameters }) => ownName(id, parameters) === own);
      return namesakes.length > 1 ? `${own} ${String.fromCharCode(97 + (namesakes.indexOf(method) % 26))}` : own;
    }
    const name = byId(method?.id ?? key.split('#')[0]!);
    const letter = letters.value.get(key);
    return letter ? `${name} ${letter}` : name;
  }
  const places = computed(() => candidatePlaces(experiment.setup.methods));
  const markOf = ({ id, key }: { readonly id: string; readonly key: string }): string =>
    markOfUse({ id, ...(isCandidate({ id }) ? { candidate: { place: places.value.get(key) } } : {}) });
  return { byId, byKey, markOf };
}
