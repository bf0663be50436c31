import { issueSaid } from './issueSaid';
import { message } from '../messages';
import { z } from 'zod';
import { UpbenchError } from '../tensor/errors';
import { wantedWeights } from '../upsamplers';
import { CANDIDATE_NAME } from './keys';
import { migrate } from './migrate';
import { experimentSchema, resultsSchema, type Experiment, type ImageResult, type Results } from './schema';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A file that an experiment needs. */
export const sessionFile = z.object({
  /** What results call it, or what methods call it (`weights=file:NAME`). */
  name: z.string().max(4096),
  /** Where it is, seen from the session's folder, with slashes; in a bundle, its entry. */
  path: z.string().max(4096),
  sha256: hash,
});
export type SessionFile = z.infer<typeof sessionFile>;

/** A file that was given for one of the pictures, which is named as results call it. */
const givenFile = sessionFile.extend({ picture: z.string().max(4096) });
/** What goes with an array of scores or features, which is named as results call it. */
export const PAIR_ROLES = ['truth', 'photograph', 'indices'] as const;
export type PairRole = (typeof PAIR_ROLES)[number];
const partnerFile = givenFile.extend({ role: z.enum(PAIR_ROLES) });
/** A weight file or a network; or a file beside a network, with the place that the network says. */
const weightFile = sessionFile.extend({
  beside: z.object({ network: z.string().max(4096), location: z.string().max(4096) }).optional(),
});
const candidateFile = givenFile.extend({ key: z.string().regex(CANDIDATE_NAME) });

/** An experiment with what it was run on: everything needed to get the same numbers again. */
export const sessionSchema = z.object({
  schema: z.literal('upbench.session/1'),
  version: z.string(),
  experiment: experimentSchema,
  pictures: z.array(sessionFile).max(100_000),
  weights: z.array(weightFile).max(1000),
  /** Finished outputs, by picture and key. */
  candidates: z.array(candidateFile).max(1_000_000).optional(),
  /** Small pictures that were given. */
  low: z.array(givenFile).max(100_000).optional(),
  /** Of arrays: what they are held against, and what else goes with them. */
  partners: z.array(partnerFile).max(300_000).optional(),
  /** The network that is open in its own view, with what lies beside it. */
  network: z.array(sessionFile).max(64).optional(),
});
export type Session = z.infer<typeof sessionSchema>;

/** Every file that a session needs. */
export const filesOf = ({
  pictures,
  weights,
  candidates = [],
  low = [],
  partners = [],
  network = [],
}: Session): readonly SessionFile[] => [...pictures, ...weights, ...candidates, ...low, ...partners, ...network];

/** What results and sessions call a file beside a network: two networks may keep values in files of one name. */
export const besideName = (network: string, location: string): string => `${network} > ${location}`;

export const sessionText = (session: Session): string => `${JSON.stringify(session, null, 2)}\n`;

/** Whether a file name promises a session, results or a report. */
export const isSessionName = (name: string): boolean => /\.(json|html?)$/i.test(name) || isBundleName(name);

/** Whether a session of that name takes its files in: a zip, under the ending by which systems know ours as well. */
export const isBundleName = (name: string): boolean => /\.(zip|upbench)$/i.test(name);

/**
 * A session file, a results document or a report -> the session in it. Results say of pictures the name they were
 * given; it counts as their path.
 * @param name what sentences call the file
 */
export function parseSession(text: string, name: string): Session {
  const value = readValue(text, name);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? String(value.schema) : '';
  const [family] = schema.split('/');
  if (family === 'upbench.session') {
    return checked(migrate(value, { name, family, steps: [] }), sessionSchema, name);
  }
  if (family === 'upbench.results')
    return fromResults(checked(migrate(value, { name, family, steps: [] }), resultsSchema, name));
  if (family === 'upbench.experiment') {
    const experiment = checked(migrate(value, { name, family, steps: [] }), experimentSchema, name);
    return { schema: 'upbench.session/1', version: '', experiment, pictures: [], weights: [] };
  }
  throw new UpbenchError('unsupported-file', message('session-unknown', { name }));
}

function fromResults({ environment, experiment, images, weightFiles }: Results): Session {
  const named = (name: string, sha256: string): SessionFile => ({ name, path: name, sha256 });
  const files = Object.entries(weightFiles ?? {});
  // Any file may have such a name; one beside a network follows the name of a network that is here, too.
  const besideWhat = (file: string): { beside?: { network: string; location: string } } => {
    const network = files.map(([name]) => name).find((name) => file.startsWith(besideName(name, '')));
    return network === undefined ? {} : { beside: { network, location: file.slice(besideName(network, '').length) } };
  };
  return {
    schema: 'upbench.session/1',
    version: environment.version,
    experiment,
    pictures: images.map(({ file, sha256 }) => named(file, sha256)),
    weights: files.map(([file, sha256]) => ({ ...named(file, sha256), ...besideWhat(file) })),
    ...givenOf(images, ({ name }) => name),
  };
}

/** A file that was given for a picture, and what it is to it: the output of a candidate, or another part. */
export interface GivenPart {
  readonly name: string;
  readonly picture: string;
  readonly as: { readonly key: string } | { readonly role: 'low' | 'truth' | 'indices' };
}

/**
 * The files that were given for pictures, as results know them; nothing where none were.
 * @param pathOf where a session says that a file is
 */
export function givenOf(
  images: readonly ImageResult[],
  pathOf: (file: GivenPart) => string,
): Pick<Session, 'candidates' | 'low' | 'partners'> {
  const placed = (picture: string, { file: name, sha256 }: { file: string; sha256: string }, as: GivenPart['as']) => ({
    name,
    path: pathOf({ name, picture, as }),
    sha256,
    picture,
  });
  const candidates = images.flatMap(({ file: picture, methods }) =>
    methods.flatMap(({ key, candidate, network }) =>
      // A network's file travels with those of weights.
      candidate === undefined || network !== undefined ? [] : [{ ...placed(picture, candidate, { key }), key }],
    ),
  );
  const low = images.flatMap(({ file: picture, low: small }) =>
    small === undefined ? [] : [placed(picture, small, { role: 'low' })],
  );
  const partners = images.flatMap(({ file: picture, masks }) =>
    (['truth', 'indices'] as const).flatMap((role) => {
      const partner = masks?.[role];
      return partner ? [{ ...placed(picture, partner, { role }), role }] : [];
    }),
  );
  return {
    ...(candidates.length === 0 ? {} : { candidates }),
    ...(low.length === 0 ? {} : { low }),
    ...(partners.length === 0 ? {} : { partners }),
  };
}

/** `file:NAME` or `file:NAME#TENSOR` -> its parts, the tensor with its "#"; null for any other choice of weights. */
export function parseWeightsFile(value: unknown): { readonly name: string; readonly tensor: string } | null {
  const [, name, tensor = ''] = (typeof value === 'string' && /^file:(.*?)(#[^#/\\]*)?$/s.exec(value)) || [];
  return name === undefined ? null : { name, tensor };
}

/** The names of weight files that methods want, `file:NAME` or `file:NAME#TENSOR`, and of networks, each once. */
export function weightFileNames({ methods }: Pick<Experiment, 'methods'>): string[] {
  const weights = methods.flatMap(wantedWeights).flatMap((wanted) => parseWeightsFile(wanted)?.name ?? []);
  return [...new Set([...weights, ...methods.flatMap(({ network }) => network?.file ?? [])])];
}

function readValue(text: string, name: string): unknown {
  const embedded = /<script type="application\/json" id="upbench-results">([^]*?)<\/script>/.exec(text)?.[1];
  try {
    return JSON.parse(embedded ?? text) as unknown;
  } catch {
    if (/^\s*</.test(text) && embedded === undefined)
      throw new UpbenchError('unsupported-file', message('session-page', { name }));
    throw new UpbenchError('corrupt-file', message('session-not-json', { name }));
  }
}

function checked<Schema extends z.ZodType>(value: unknown, schema: Schema, name: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason = issueSaid(issue);
  const place = issue?.path.join('.') ?? '';
  const said =
    place === ''
      ? message('document-damaged', { name, reason })
      : message('document-damaged-at', { name, place, reason });
  throw new UpbenchError('corrupt-file', said);
}
