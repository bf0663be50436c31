import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import { sessionSchema, type Session } from '@core/experiment/session';
import { keep, restore } from './persist';

const KEY = 'upbench.recent/1';
const MOST = 8;
/** Longer lists are not stored, because the page's storage is small; their file has them. */
const MOST_PICTURES = 200;

const entry = z.object({ name: z.string().max(1024), opened: z.number(), session: sessionSchema });
export type RecentSession = z.infer<typeof entry>;

/** Sessions that were opened or saved lately, the latest first: what they compare and what their files are called. */
export const useRecentSessions = defineStore('recentSessions', () => {
  const all = shallowRef<readonly RecentSession[]>(restore(KEY, z.array(entry), []));
  keep(KEY, all);

  function add(name: string, session: Session): void {
    if (session.pictures.length > MOST_PICTURES) return;
    // Its weight files come with the file alone.
    const own = { name, opened: Date.now(), session: { ...session, weights: [] } };
    all.value = [own, ...all.value.filter((other) => other.name !== name)].slice(0, MOST);
  }
  function clear(): void {
    all.value = [];
  }
  return { list: computed(() => all.value), add, clear };
});
