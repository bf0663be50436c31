import type { MethodSpec } from './schema';

/** Gives every use of a method its key: `id`, then `id#2`, `id#3`, ... in the order of the list. */
export function keyMethods(methods: readonly Pick<MethodSpec, 'id' | 'parameters'>[]): MethodSpec[] {
  const uses = new Map<string, number>();
  return methods.map(({ id, parameters }) => {
    const use = (uses.get(id) ?? 0) + 1;
    uses.set(id, use);
    return { id, key: use === 1 ? id : `${id}#${use}`, parameters };
  });
}
