/** One of the methods that may show in the pane of another. */
export interface Sharer {
  readonly key: string;
  /** What it does, whatever the picture and the scale: while this stays, so does the pane it is in. */
  readonly made: string;
  /** `ready`: its result is true; `waits`: there is none yet, or an old one; `apart`: it failed, its pane says why. */
  readonly state: 'ready' | 'waits' | 'apart';
  /** Keys of others that are the same function. */
  readonly same: readonly string[];
}

interface Place {
  /** Key of the method whose pane it is. */
  readonly host: string;
  readonly made: string;
}

/** Methods that have no pane of their own. */
export type Shared = ReadonlyMap<string, Place>;

/**
 * One function, one pane. Panes come together only once everything is computed, and come apart when a result differs or
 * a method itself was changed: in between they stay as they are, so that none flickers while results arrive.
 * @param before what was said last  @param split keys of methods that the user gave a pane of their own
 */
export function shareOut(list: readonly Sharer[], before: Shared, split: ReadonlySet<string>): Shared {
  const shared = new Map<string, Place>();
  const isBusy = list.some(({ state }) => state === 'waits');
  const hosts: Sharer[] = [];
  for (const one of list) {
    const last = before.get(one.key);
    const host = hosts.find((other) => {
      if (split.has(one.key) || one.state === 'apart' || other.state === 'apart') return false;
      const wasTogether = last?.host === other.key && last.made === madeOf(other, one);
      if (one.state === 'waits' || other.state === 'waits') return wasTogether;
      return isSame(one, other) && (wasTogether || !isBusy);
    });
    if (host) shared.set(one.key, { host: host.key, made: madeOf(host, one) });
    else hosts.push(one);
  }
  return shared;
}

const isSame = (one: Sharer, other: Sharer): boolean => one.same.includes(other.key) || other.same.includes(one.key);

/** Keys of the others that are the same function as this one, each in whatever pane. */
export function twinsOf(list: readonly Sharer[], key: string): string[] {
  const own = list.find((one) => one.key === key);
  return own ? list.filter((other) => other !== own && isSame(own, other)).map((other) => other.key) : [];
}

const madeOf = (host: Sharer, guest: Sharer): string => JSON.stringify([host.made, guest.made]);
