import { inAll, message, type Text } from '../messages';
import type { ResampleRule } from '../ops/resampleRule';
import { UpbenchError } from '../tensor/errors';
import { dialects, type Dialect } from './table';

/** Frameworks that resize, in the order of the lists; the id stands before the colon of a name. */
export const FRAMEWORKS: readonly { readonly id: string; readonly title: Text }[] = [
  { id: 'torch', title: inAll('PyTorch') },
  { id: 'onnx', title: inAll('ONNX') },
  { id: 'tensorflow', title: inAll('TensorFlow') },
  { id: 'opencv', title: inAll('OpenCV') },
  { id: 'pillow', title: inAll('Pillow') },
  { id: 'matlab', title: inAll('MATLAB') },
  { id: 'skimage', title: inAll('scikit-image') },
  { id: 'jax', title: inAll('JAX') },
  { id: 'keras', title: inAll('Keras') },
  { id: 'tensorflow1', title: inAll('TensorFlow 1') },
];

export const frameworkOf = (name: string): string => name.split(':')[0] ?? '';

/** Every name of a framework, the rows in the order of the table. */
export const namesOf = (framework: string): readonly string[] =>
  dialects.flatMap(({ names }) => names.filter((name) => frameworkOf(name) === framework));

const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');

/** The row of a name or an id, whatever its case; undefined where there is none. */
export function lookUpDialect(text: string): Dialect | undefined {
  const wanted = plain(text);
  return dialects.find(({ id, names }) => plain(id) === wanted || names.some((name) => plain(name) === wanted));
}

const NAMED = 6;

/** The same; an unknown one is refused with those that are most like it. */
export function findDialect(text: string): Dialect {
  const found = lookUpDialect(text);
  if (found) return found;
  const words = plain(text)
    .split(/[\s:,]+/)
    .filter(Boolean);
  const likeness = (name: string): number => words.filter((word) => plain(name).includes(word)).length;
  const near = dialects
    .flatMap(({ names }) => names)
    .sort((a, b) => likeness(b) - likeness(a))
    .slice(0, NAMED);
  throw new UpbenchError('invalid-parameter', message('dialect-unknown', { rule: text, near }), { parameter: 'rule' });
}

/** Every name of a rule: of all rows that say the same, whatever their arithmetic. */
export function namesOfRule(rule: ResampleRule): readonly string[] {
  const same = JSON.stringify(rule);
  return dialects
    .filter((row) => row.bytes === undefined && !row.clamped && JSON.stringify(row.rule) === same)
    .flatMap(({ names }) => names);
}

/** What a framework has in the place of a name: the same rule, else the first of the same kind of kernel. */
export function counterpart(name: string, framework: string): string {
  const all = namesOf(framework);
  const own = lookUpDialect(name);
  const same = own?.names.find((one) => frameworkOf(one) === framework);
  if (same !== undefined || own === undefined) return same ?? all[0] ?? name;
  const kindOf = ({ rule }: Dialect): string => (rule.kernel.kind === 'spline' ? 'cubic' : rule.kernel.kind);
  const alike = dialects.filter((row) => kindOf(row) === kindOf(own));
  // Of several, one that looks where the other does.
  const ranked = [...alike].sort(
    (a, b) =>
      Number(b.rule.coordinates === own.rule.coordinates) - Number(a.rule.coordinates === own.rule.coordinates) ||
      Number(a.bytes !== undefined) - Number(b.bytes !== undefined),
  );
  const found = ranked.flatMap(({ names }) => names).find((one) => frameworkOf(one) === framework);
  return found ?? all[0] ?? name;
}
