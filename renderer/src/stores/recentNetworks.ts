import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import { hashOf } from '../host/files';
import { keptFile } from './keptFile';
import { keep, restore } from './persist';

const KEY = 'upbench.recentNetworks/1';
const MOST = 8;
/** Larger networks are remembered by name: their file is asked for again. */
const MOST_BYTES = 64 * 2 ** 20;

const entry = z.object({
  name: z.string().max(1024),
  sha256: z.string().max(64),
  opened: z.number(),
  /** Names of all files, and their sizes: they are kept one behind the other. */
  files: z.array(z.object({ name: z.string().max(1024), bytes: z.number() })).max(64),
});
export type RecentNetwork = z.infer<typeof entry>;

/** Networks that were opened lately, the latest first; the browser keeps those that are small enough. */
export const useRecentNetworks = defineStore('recentNetworks', () => {
  const all = shallowRef<readonly RecentNetwork[]>(restore(KEY, z.array(entry), []));
  keep(KEY, all);
  const kept = ({ sha256 }: Pick<RecentNetwork, 'sha256'>) => keptFile(`network ${sha256}`);

  async function add(files: readonly File[]): Promise<void> {
    const [main] = files;
    if (!main) return;
    const total = files.reduce((sum, { size }) => sum + size, 0);
    // A hash reads whole files; one that is not kept is known by its name. Networks may differ only in what lies beside them.
    const sha256 = total > MOST_BYTES ? '' : await hashOf(new File([...files], main.name));
    const own: RecentNetwork = {
      name: main.name,
      sha256,
      opened: Date.now(),
      files: files.map(({ name, size }) => ({ name, bytes: size })),
    };
    const isSame = (other: RecentNetwork): boolean => other.name === own.name && other.sha256 === own.sha256;
    const next = [own, ...all.value.filter((other) => !isSame(other))];
    const gone = next.slice(MOST);
    all.value = next.slice(0, MOST);
    if (sha256 !== '') await kept(own).put(new Blob([...files]));
    for (const old of gone) if (!all.value.some((other) => other.sha256 === old.sha256)) await kept(old).put(null);
  }

  /** The files of one; null where the browser does not have them. */
  async function filesOf(network: RecentNetwork): Promise<File[] | null> {
    const blob = network.sha256 === '' ? null : await kept(network).get();
    const total = network.files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (blob?.size !== total) return null;
    let at = 0;
    return network.files.map(({ name, bytes }) => new File([blob.slice(at, (at += bytes))], name));
  }

  async function clear(): Promise<void> {
    const old = all.value;
    all.value = [];
    for (const network of old) if (network.sha256 !== '') await kept(network).put(null);
  }
  return { list: computed(() => all.value), add, filesOf, clear };
});
