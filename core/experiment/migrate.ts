import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';

/** Turns a document of one version into the next; the first step is the one from version 1. */
export type Migration = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * A document of this or an older version -> this version. `schema` is `family/version`.
 * @param name what sentences call the file
 */
export function migrate(
  value: unknown,
  { name, family, steps }: { readonly name: string; readonly family: string; readonly steps: readonly Migration[] },
): unknown {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return value;
  const current = steps.length + 1;
  const version = new RegExp(`^${family.replaceAll('.', '\\.')}/(\\d+)$`).exec(String(value.schema))?.[1];
  if (version === undefined) return value;
  if (Number(version) > current) {
    throw new UpbenchError(
      'unsupported-file',
      message('document-newer', { name, found: `${family}/${version}`, known: `${family}/${current}` }),
    );
  }
  let document: Record<string, unknown> = { ...value };
  for (let at = Math.max(1, Number(version)); at < current; at++)
    document = { ...steps[at - 1]!(document), schema: `${family}/${at + 1}` };
  return document;
}
