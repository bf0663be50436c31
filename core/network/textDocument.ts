import {
  errorLine,
  evaluateChain,
  findFixes,
  fixEdits,
  INPUT,
  legalSizes,
  readText,
  writeArguments,
  type Chain,
  type Evaluation,
} from '../chain';
import { UpbenchError } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import { auditNetwork } from './audit';
import { chainNetwork } from './chainNetwork';
import { textRows, whole, type NetworkDocument } from './document';

/** Longer texts are no models. */
export const MAX_NETWORK_TEXT = 200_000;

/** The input of a text that says none: a picture; its channels are those that the first layer takes. */
const USUAL: Shape = [1, 3, 224, 224];

interface TextRequest {
  readonly text: string;
  /** What the user asked for; null: what the text says, else a usual one. */
  readonly input: Shape | null;
  /** Which class is meant. */
  readonly model: string | null;
}

/** A text followed as far as it goes: what cannot be read, and what does not fit, is part of the answer. */
export function textDocument({ text, input, model }: TextRequest): NetworkDocument {
  let { chain, error } = readText(text, input, model);
  let shape = input ?? chain?.input ?? null;
  if (shape === null) {
    shape = usualInput(chain, text, model);
    ({ chain, error } = readText(text, shape, model));
  }
  const evaluated = chain && evaluatedOrError(chain, shape);
  const failure = error ?? evaluated?.error ?? null;
  const said = failure && {
    line: errorLine(failure),
    said: innerSentence(failure),
  };
  const evaluation = evaluated?.evaluation;
  if (!chain || !evaluation) return { ...nothing(shape), error: said, verdict: [] };
  const read = chain;
  const input4 = evaluation.input;
  const audit = auditNetwork(chainNetwork(evaluation), new Map(), new Map());
  return {
    ...whole(audit, ({ name }) => evaluation.rows.findIndex(({ step }) => step.name === name)),
    output: evaluation.output,
    macs: evaluation.macs,
    macsAtOutputSize: evaluation.macsAtOutputSize,
    isPrint: chain.isPrint === true,
    error: said,
    rows: textRows(
      evaluation,
      ({ step }) => (/^[a-z]/.test(step.kind) ? step.inputs.join(', ') : writeArguments(step)),
      (row) =>
        findFixes(read, evaluation, row).map((fix) => ({
          kind: fix.kind,
          code: fix.code,
          why: fix.whySaid,
          edits: fixEdits({ text, chain: read, evaluation, input: input4, model }, fix),
        })),
    ),
    idle: evaluation.idle.map(({ name, kind, line }) => ({ name, kind, line })),
    legal: input4.length === 4 && failure === null ? legalSizes(chain, input4) : null,
  };
}

/** The line is marked in the text, so the sentence needs not name it. */
function innerSentence({ said, message }: UpbenchError): NonNullable<NetworkDocument['error']>['said'] {
  const inner = said?.code === 'at-line' ? (said.values as { readonly sentence?: unknown }).sentence : undefined;
  return (inner as NonNullable<NetworkDocument['error']>['said'] | undefined) ?? said ?? message;
}

function evaluatedOrError(
  chain: Chain,
  shape: Shape,
): { readonly evaluation: Evaluation | null; readonly error: UpbenchError | null } {
  try {
    return { evaluation: evaluateChain(chain, shape), error: null };
  } catch (error) {
    if (error instanceof UpbenchError) return { evaluation: null, error };
    throw error;
  }
}

function usualInput(chain: Chain | null, text: string, model: string | null): Shape {
  const read = chain ?? readText(text, USUAL, model).chain;
  const first = read?.steps.find(({ inputs }) => inputs[0] === INPUT);
  const count = (value: unknown): number | null => (typeof value === 'number' && value >= 1 ? value : null);
  const features = first?.kind === 'Linear' ? count(first.values['in_features']) : null;
  if (features !== null) return [1, features];
  const channels = count(first?.values['in_channels']) ?? count(first?.values['num_features']);
  return channels === null ? USUAL : [1, channels, USUAL[2]!, USUAL[3]!];
}

function nothing(shape: Shape): NetworkDocument {
  const network = {
    source: 'text',
    inputs: [{ name: INPUT, shape }],
    outputs: [],
    layers: [],
    parameters: 0,
    opaque: [],
  };
  const audit = auditNetwork({ ...network, source: 'text' }, new Map(), new Map());
  return { ...whole(audit, () => -1), isPrint: false, error: null, rows: [], idle: [], legal: null };
}
