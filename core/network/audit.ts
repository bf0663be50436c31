import { message, type Language, type Message } from '../messages';
import type { Activations, Network, NetworkLayer } from './network';
import { evenOverlap, measurePattern, overlapOf, phasesOf, VISIBLE, type PhaseTable } from './pattern';
import type { PatternCrop } from './patternDetail';
import { inWords, replacementsOf, type Replacement } from './replacements';

export interface AuditedLayer {
  readonly layer: NetworkLayer;
  readonly shareOfMacs: number | null;
  readonly evenOverlap: boolean | null;
  readonly pattern: number | null;
  readonly share: number | null;
  /** In 1/255 of the output's range. */
  readonly reachesOutput: number | null;
  readonly phases: readonly PhaseTable[] | null;
  readonly overlap: readonly number[] | null;
  /** Means of the input channels; null without activations. */
  readonly inputMeans: readonly number[] | null;
  /** A part of what reaches the output; null where it is not known. */
  readonly crop: PatternCrop | null;
  readonly replacements: readonly Replacement[];
}

export interface Audit {
  readonly network: Network;
  readonly macs: number | null;
  readonly macsAtOutputSize: number | null;
  readonly layers: readonly AuditedLayer[];
  readonly verdict: readonly Message[];
}

/**
 * One row per enlarging layer, and what to say on top.
 * @param reaches what a constant-colour probe found per layer
 * @param hidden layers that enlarge within functions and branches, which are not looked into
 * @param latents how many random latents took the place of constant colours, because the input is no picture
 */
export function auditNetwork(
  network: Network,
  activations: ReadonlyMap<string, Activations>,
  reaches: ReadonlyMap<string, number | null>,
  crops: ReadonlyMap<string, PatternCrop> = new Map(),
  latents = 0,
  hidden: readonly string[] = [],
): Audit {
  const total = (of: (layer: NetworkLayer) => number | null): number | null => {
    const counts = network.layers.map(of);
    return counts.some((count) => count !== null) ? counts.reduce((sum: number, count) => sum + (count ?? 0), 0) : null;
  };
  const macs = total((layer) => layer.macs);
  const layers = network.layers
    .filter((layer) => layer.enlarging !== null)
    .map((layer): AuditedLayer => {
      const enlarging = layer.enlarging!;
      const { pattern, share, tables } = measurePattern(enlarging, activations.get(layer.name) ?? null);
      return {
        layer,
        shareOfMacs: macs === null || macs === 0 || layer.macs === null ? null : layer.macs / macs,
        evenOverlap: evenOverlap(enlarging),
        pattern: phasesOf(enlarging) ? finite(pattern) : null,
        share,
        reachesOutput: finite(reaches.get(layer.name)),
        phases: tables,
        overlap: overlapOf(enlarging, 1),
        inputMeans: activations.get(layer.name)?.inputMeans ?? null,
        crop: crops.get(layer.name) ?? null,
        replacements: replacementsOf(layer, network),
      };
    });
  return {
    network,
    macs,
    macsAtOutputSize: total((layer) => layer.macsAtOutputSize),
    layers,
    verdict: [
      ...(layers.length > 0 ? verdictOf(layers) : hidden.length > 0 ? [] : [noneOf(network)]),
      ...(hidden.length > 0 ? [message('audit-within', { names: hidden })] : []),
      ...(latents > 0 && layers.length > 0 ? [message('audit-latents', { count: latents })] : []),
    ],
  };
}

/** Weights that are no numbers tell nothing. */
const finite = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Layers of lines and volumes are named, because only those of pictures are audited. */
function noneOf({ layers }: Network): Message {
  const other = layers.find(({ inputShape, outputShape }) => {
    if (!inputShape || !outputShape || inputShape.length !== outputShape.length) return false;
    return (
      [3, 5].includes(inputShape.length) && outputShape.slice(2).every((size, axis) => size > inputShape[axis + 2]!)
    );
  });
  return other
    ? message('audit-other-axes', { name: other.name, axes: other.outputShape!.length - 2 })
    : message('audit-none');
}

function verdictOf(layers: readonly AuditedLayer[]): Message[] {
  const known = layers.filter(({ reachesOutput }) => reachesOutput !== null);
  const makers = known
    .filter(({ reachesOutput }) => reachesOutput! > VISIBLE)
    .sort((a, b) => b.reachesOutput! - a.reachesOutput!);
  const said: Message[] = [];
  if (makers.length > 0) {
    const [worst] = makers;
    said.push(
      message('audit-grid', {
        name: worst!.layer.name,
        kind: worst!.layer.kind,
        value: worst!.reachesOutput!,
        others: makers.length - 1,
      }),
    );
  } else if (known.length > 0)
    said.push(
      message('audit-no-grid', {
        count: known.length,
        value: Math.max(...known.map(({ reachesOutput }) => reachesOutput!)),
      }),
    );
  const isUneven = layers.some(({ evenOverlap: even }) => even === false);
  if (known.length === 0 && !isUneven) said.push(message('audit-even', { count: layers.length }));
  const uneven = layers.filter(({ evenOverlap: even }) => even === false).map(({ layer }) => layer.name);
  if (uneven.length > 0) said.push(message('audit-uneven', { names: uneven }));
  if (known.length < layers.length)
    said.push(
      message('audit-unknown', {
        names: layers.filter(({ reachesOutput }) => reachesOutput === null).map(({ layer }) => layer.name),
      }),
    );
  return said;
}

/** upbench.audit/1. */
export function auditDocument(audit: Audit, language?: Language): object {
  const { network, macs, layers } = audit;
  return {
    schema: 'upbench.audit/1',
    input: network.inputs[0]?.shape ?? null,
    output: network.outputs[0]?.shape ?? null,
    parameters: network.parameters,
    macs,
    layers: layers.map(({ layer, shareOfMacs, evenOverlap: even, pattern, share, reachesOutput, replacements }) => ({
      name: layer.name,
      kind: layer.kind,
      inputShape: layer.inputShape,
      outputShape: layer.outputShape,
      parameters: layer.parameters,
      macs: layer.macs,
      macsAtOutputSize: layer.macsAtOutputSize,
      shareOfMacs,
      checkerboard: { evenOverlap: even, pattern, share, reachesOutput },
      replacements: replacements.map((replacement) => ({
        kind: replacement.kind,
        parameters: replacement.parameters,
        macs: replacement.macs,
        exact: replacement.exact,
        text: inWords(replacement, language),
      })),
    })),
  };
}
