import type { Order } from './masks/schema';
import type { MethodSpec } from './schema';

/** The id of finished outputs among methods: somebody else's pictures, each under a name of its own. */
export const CANDIDATE = 'candidate';

export const isCandidate = ({ id }: Pick<MethodSpec, 'id'>): boolean => id === CANDIDATE;

/** What a candidate may be called: it becomes part of file names, and no method's key looks like it. */
export const CANDIDATE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** By what the look of a use is found (`lookOf`): its method, or its place among candidates. */
export const markOf = ({
  id,
  candidate,
}: {
  readonly id: string;
  readonly candidate?: { readonly place?: number | undefined } | undefined;
}): string => (candidate === undefined ? id : `${CANDIDATE}:${candidate.place ?? 0}`);

/** The place of every candidate among them, by key. */
export const candidatePlaces = (methods: readonly Pick<MethodSpec, 'id' | 'key'>[]): ReadonlyMap<string, number> =>
  new Map(methods.filter(isCandidate).map(({ key }, place) => [key, place]));

/** Gives every use of a method its key: `id`, then `id#2`, `id#3`, ... in the order of the list. */
export function keyMethods(methods: readonly Pick<MethodSpec, 'id' | 'parameters'>[]): MethodSpec[] {
  const uses = new Map<string, number>();
  return methods.map(({ id, parameters }) => {
    const use = (uses.get(id) ?? 0) + 1;
    uses.set(id, use);
    return { id, key: use === 1 ? id : `${id}#${use}`, parameters };
  });
}

/** Ends the key of a use whose labels are enlarged, beside the use that enlarges the scores. */
const LABELS = '~labels';

/** The use of a method that a key of either order belongs to. */
export const useOf = (key: string): string => (key.endsWith(LABELS) ? key.slice(0, -LABELS.length) : key);

/** Every use in every order; with two of them, the one of the labels has a key of its own beside it. */
export function inOrders(methods: readonly MethodSpec[], orders: readonly Order[]): MethodSpec[] {
  return orders.flatMap((order) =>
    methods.map((method) => ({
      ...method,
      key: order === 'labels' && orders.length > 1 ? `${method.key}${LABELS}` : method.key,
      ...(order === 'labels' ? { order } : {}),
    })),
  );
}
