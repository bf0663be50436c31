import { defineStore } from 'pinia';
import { computed } from 'vue';
import { setNames } from '@core/experiment/setNames';
import { useHost } from '../host';
import { usePictures } from './pictures';

/** A set of a table: pictures of one folder, or those that the user put together. */
interface PictureSet {
  /** Empty: pictures that came without a folder. */
  readonly name: string;
  readonly ids: readonly string[];
}

/** Which set of a table every open picture belongs to. */
export const useSets = defineStore('sets', () => {
  const host = useHost();
  const pictures = usePictures();

  const byFolder = computed(() =>
    setNames([...new Set(pictures.plain.flatMap(({ folder }) => (folder === undefined ? [] : [folder])))]),
  );
  const byPicture = computed(
    () => new Map(pictures.plain.map(({ id, set, folder = '' }) => [id, set ?? byFolder.value.get(folder) ?? ''])),
  );
  const nameOf = (id: string): string => byPicture.value.get(id) ?? '';
  /** In the order in which their first pictures were opened. */
  const sets = computed((): readonly PictureSet[] => {
    const groups = new Map<string, string[]>();
    // A sample that merely is open belongs to nobody's set.
    const own = pictures.plain.filter(({ isSample }) => !isSample);
    for (const { id } of own.length > 0 ? own : pictures.plain) {
      const name = nameOf(id);
      groups.set(name, [...(groups.get(name) ?? []), id]);
    }
    return [...groups].map(([name, ids]) => ({ name, ids }));
  });

  /** Puts pictures into a set; an empty name gives them back to their folders. */
  async function assign(ids: readonly string[], name: string): Promise<void> {
    const set = name.trim().slice(0, 255);
    pictures.change(await host.engine.pictures.assign({ ids: [...ids], set: set === '' ? null : set }));
  }

  return { sets, nameOf, assign };
});
