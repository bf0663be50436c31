import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { pairGroups } from '@core/segmentation/pairName';
import type { Said } from '@core/messages';
import type { PictureInfo } from '@core/engine/contract/contract';
import { saidOf } from '@core/tensor/errors';
import { useHost } from '../host';
import type { OpenOutcome } from '../host/host';

interface OpenFailure {
  readonly file: string;
  readonly message: Said;
}

/** The pictures the engine holds for this window, and the one on screen. */
export const usePictures = defineStore('pictures', () => {
  const host = useHost();
  const list = shallowRef<readonly PictureInfo[]>([]);
  /** Files that were given for pictures: finished outputs, small pictures. */
  const aside = shallowRef<readonly PictureInfo[]>([]);
  const selectedId = ref<string | null>(null);
  const failures = shallowRef<readonly OpenFailure[]>([]);
  const samples = shallowRef<readonly { readonly name: string; readonly title: string }[]>([]);
  /** Files being read now. */
  const opening = ref(0);

  /** Without pairs of logits and truth, which have runs and numbers of their own. */
  const plain = computed(() => list.value.filter(({ pair }) => pair === undefined));
  const selected = computed(() => list.value.find((picture) => picture.id === selectedId.value) ?? null);

  function add(pictures: readonly PictureInfo[]): void {
    const fresh = pictures.filter((picture) => !list.value.some((known) => known.id === picture.id));
    list.value = [...list.value, ...fresh];
    // The picture opened last is shown, also if it was open already.
    const first = pictures[0];
    if (first) selectedId.value = first.id;
  }

  /** Makes one entry of an array and what it is held against; they leave the list. */
  async function join(ids: readonly string[], names?: readonly string[]): Promise<void> {
    const pair = await host.engine.pictures.pair({ ids: [...ids], ...(names ? { names: [...names] } : {}) });
    list.value = list.value.filter(({ id }) => !ids.includes(id));
    add([pair]);
  }
  /**
   * Adds opened pictures, those of a group as one pair: shown one by one first, they would vanish while they load. What
   * does not go together stays as it is.
   */
  async function addJoined(pictures: readonly PictureInfo[], groups: readonly (readonly string[])[]): Promise<void> {
    const grouped = new Set(groups.flat());
    const alone = pictures.filter(({ id }) => !grouped.has(id));
    if (alone.length > 0) add(alone);
    for (const ids of groups) await join(ids).catch(() => add(pictures.filter(({ id }) => ids.includes(id))));
  }
  const openPairSample = (): Promise<void> =>
    during(1, async () => ({ pictures: [await host.engine.pictures.openPairSample()], failed: [] }));

  /** Opens files that are given for pictures; what is a picture as well stays one: they are kept apart. */
  async function openAside(files: readonly File[]): Promise<readonly PictureInfo[]> {
    opening.value += files.length;
    try {
      const { pictures: given, failed } = await host.openFiles(files, true);
      failures.value = [...failed];
      aside.value = [...aside.value.filter(({ id }) => !given.some((one) => one.id === id)), ...given];
      return given;
    } finally {
      opening.value -= files.length;
    }
  }

  /** Lets the engine forget files that were given for pictures. */
  async function removeAside(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    aside.value = aside.value.filter(({ id }) => !ids.includes(id));
    await host.engine.pictures.remove({ ids: [...ids] }).catch(() => undefined);
  }

  async function during(count: number, work: () => Promise<OpenOutcome>): Promise<void> {
    opening.value += count;
    try {
      const { pictures, failed } = await work();
      failures.value = [...failed];
      // Arrays that came with labels or a larger array are pairs.
      const groups = pairGroups(pictures, ({ name }) => name).map((group) => group.map(({ id }) => id));
      await addJoined(pictures, groups);
    } catch (error) {
      failures.value = [{ file: '', message: saidOf(error) }];
    } finally {
      opening.value -= count;
    }
  }

  const open = (files: readonly File[]): Promise<void> =>
    files.length === 0 ? Promise.resolve() : during(files.length, () => host.openFiles(files));
  const pick = (): Promise<void> => during(1, () => host.pickPictures());
  const openSample = (name: string): Promise<void> =>
    during(1, async () => ({ pictures: [await host.engine.pictures.openSample({ name })], failed: [] }));

  async function remove(id: string): Promise<void> {
    const index = list.value.findIndex((picture) => picture.id === id);
    if (index < 0) return;
    list.value = list.value.filter((picture) => picture.id !== id);
    if (selectedId.value === id) selectedId.value = (list.value[index] ?? list.value[index - 1])?.id ?? null;
    await host.engine.pictures.remove({ ids: [id] }).catch(() => undefined);
  }

  /** What the engine still holds, after a reload of the page or a restart of the engine. */
  async function refresh(): Promise<void> {
    const [known, offered] = await Promise.all([host.engine.pictures.list(), host.engine.pictures.samples()]);
    samples.value = offered;
    list.value = known.filter(({ isAside }) => isAside !== true);
    aside.value = known.filter(({ isAside }) => isAside === true);
    if (!list.value.some((picture) => picture.id === selectedId.value)) selectedId.value = list.value[0]?.id ?? null;
  }

  /** Takes over what the engine says of pictures that are open already. */
  function change(changed: readonly PictureInfo[]): void {
    const byId = new Map(changed.map((picture) => [picture.id, picture]));
    list.value = list.value.map((picture) => byId.get(picture.id) ?? picture);
  }

  function select(id: string): void {
    selectedId.value = id;
  }
  /** Adds other files that could not be opened. */
  function fail(list: readonly OpenFailure[]): void {
    failures.value = list;
  }
  function dismissFailures(): void {
    failures.value = [];
  }

  return {
    list,
    aside,
    openAside,
    removeAside,
    selectedId,
    selected,
    plain,
    failures,
    samples,
    opening,
    add,
    fail,
    open,
    pick,
    openSample,
    openPairSample,
    join,
    addJoined,
    remove,
    change,
    refresh,
    select,
    dismissFailures,
  };
});
