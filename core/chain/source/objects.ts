import { ClassValue, Container, Instance, Layer, Library, List, type Value } from './values';

/** The nn class that a class of the text rests on: `Module`, `Sequential`; null where it rests on none. */
export function libraryBase(of: ClassValue): string | null {
  for (const base of of.bases) {
    if (base instanceof Library) return base.path.split('.').at(-1)!;
    if (base instanceof ClassValue) {
      const found = libraryBase(base);
      if (found !== null) return found;
    }
  }
  return null;
}

export function findMember(of: ClassValue, name: string): Value | undefined {
  const own = of.members.get(name);
  if (own !== undefined) return own;
  for (const base of of.bases) {
    const found = base instanceof ClassValue ? findMember(base, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The modules among what an object holds, by name, in their order. */
export function childrenOf(of: Value): [string, Value][] {
  const entries: readonly (readonly [string, Value])[] =
    of instanceof Container ? [...of.entries] : of instanceof Instance ? [...of.attributes] : [];
  return entries.filter(
    (entry): entry is [string, Value] =>
      entry[1] instanceof Layer ||
      entry[1] instanceof Container ||
      (entry[1] instanceof Instance && libraryBase(entry[1].of) !== null),
  );
}

export function equal(a: Value, b: Value): boolean {
  if (a instanceof List && b instanceof List)
    return a.items.length === b.items.length && a.items.every((item, i) => equal(item, b.items[i]!));
  if (typeof a === 'boolean' && typeof b === 'number') return Number(a) === b;
  if (typeof b === 'boolean' && typeof a === 'number') return Number(b) === a;
  if (a instanceof Library && b instanceof Library) return a.path === b.path;
  return a === b;
}
