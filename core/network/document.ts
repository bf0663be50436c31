import { layerCode, type Evaluation, type FixKind, type LegalSizes, type TextEdit } from '../chain';
import { pythonValue } from '../chain/write';
import type { Message, Said } from '../messages';
import type { Shape } from '../tensor/tensor';
import { auditDocument, type Audit, type AuditedLayer } from './audit';
import type { Enlarging, Network, NetworkLayer } from './network';
import { overlapOf } from './pattern';
import type { Replacement } from './replacements';
import { patternDetail, type PatternDetail } from './patternDetail';

/** A change that would let a layer fit. */
export interface DocumentFix {
  readonly kind: FixKind;
  readonly code: string;
  readonly why: Message;
  /** Of the text; null where no place for it was found. */
  readonly edits: readonly TextEdit[] | null;
}

/** One line of the table. */
export interface NetworkRow {
  readonly name: string;
  readonly kind: string;
  /** Its arguments, as short as a table needs them. */
  readonly detail: string;
  /** In the text. */
  readonly line: number | null;
  /** Rows that it takes, by their place; -1 is the input. */
  readonly from: readonly number[];
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape | null;
  readonly parameters: number;
  readonly macs: number | null;
  readonly macsAtOutputSize: number | null;
  readonly field: readonly [number, number] | null;
  readonly problem: Said | null;
  readonly warning: Said | null;
  readonly waitsFor: string | null;
  readonly isOpaque: boolean;
  readonly fixes: readonly DocumentFix[];
}

/** What is known of an enlarging layer besides its line in the table. */
export interface EnlargingRow extends PatternDetail {
  /** Its place in the table. */
  readonly row: number;
  readonly name: string;
  readonly kind: string;
  /** As PyTorch writes the layer. */
  readonly code: string;
  readonly stride: readonly [number, number];
  readonly kernel: readonly [number, number] | null;
  readonly shareOfMacs: number | null;
  readonly evenOverlap: boolean | null;
  /** How many products an output receives by phase, [rows, columns]. */
  readonly overlap: readonly [readonly number[], readonly number[]] | null;
  readonly pattern: number | null;
  readonly share: number | null;
  /** In 1/255 of the output's range. */
  readonly reachesOutput: number | null;
  readonly replacements: readonly Replacement[];
}

/** A network as the window shows it, whichever way it came in. */
export interface NetworkDocument {
  readonly source: Network['source'];
  readonly isPrint: boolean;
  readonly input: Shape | null;
  readonly output: Shape | null;
  readonly parameters: number;
  readonly macs: number | null;
  readonly macsAtOutputSize: number | null;
  readonly verdict: readonly Message[];
  /** What ended the reading; the rows are those before it. */
  readonly error: { readonly line: number | null; readonly said: Said } | null;
  readonly rows: readonly NetworkRow[];
  readonly layers: readonly EnlargingRow[];
  /** Layers that are never applied. */
  readonly idle: readonly { readonly name: string; readonly kind: string; readonly line: number }[];
  readonly legal: LegalSizes | null;
  /** Whether activations are known: without them nothing is said of the output. */
  readonly hasActivations: boolean;
  /** upbench.audit/1, to be saved. */
  readonly audit: object;
}

/** Operations on sizes alone: they make numbers, not pictures. */
const isSizeWork = ({ outputShape, parameters, enlarging }: NetworkLayer): boolean =>
  enlarging === null && parameters === 0 && outputShape !== null && outputShape.length <= 1;

/** The document of a network that was run or recorded. */
export function auditedDocument(audit: Audit): NetworkDocument {
  const { network } = audit;
  const shown = network.layers.filter((layer) => !isSizeWork(layer));
  const places = new Map(shown.flatMap((layer, i) => layer.outputs.map((output): [string, number] => [output, i])));
  const inputs = new Set(network.inputs.map(({ name }) => name));
  const rows = shown.map((layer, i): NetworkRow => ({
    name: layer.name,
    kind: layer.kind,
    detail: layer.detail ?? '',
    line: null,
    from: [
      ...new Set(
        layer.inputs.flatMap((name) => {
          const at = places.get(name);
          if (at !== undefined && at < i) return [at];
          return inputs.has(name) ? [-1] : [];
        }),
      ),
    ],
    inputShapes: layer.inputShape === null ? [] : [layer.inputShape],
    shape: layer.outputShape,
    parameters: layer.parameters,
    macs: layer.macs,
    macsAtOutputSize: layer.macsAtOutputSize,
    field: null,
    problem: null,
    warning: null,
    waitsFor: null,
    isOpaque: network.opaque.includes(layer.name),
    fixes: [],
  }));
  return {
    ...whole(audit, (layer) => shown.indexOf(layer)),
    isPrint: false,
    error: null,
    rows,
    idle: [],
    legal: null,
  };
}

/** What every document says, whichever way the network came in. */
export function whole(
  audit: Audit,
  placeOf: (layer: NetworkLayer) => number,
): Pick<
  NetworkDocument,
  | 'source'
  | 'input'
  | 'output'
  | 'parameters'
  | 'macs'
  | 'macsAtOutputSize'
  | 'verdict'
  | 'layers'
  | 'hasActivations'
  | 'audit'
> {
  const { network } = audit;
  return {
    source: network.source,
    input: network.inputs[0]?.shape ?? null,
    output: network.outputs[0]?.shape ?? null,
    parameters: network.parameters,
    macs: audit.macs,
    macsAtOutputSize: audit.macsAtOutputSize,
    verdict: audit.verdict,
    layers: audit.layers.map((layer) => enlargingRow(layer, placeOf(layer.layer))),
    hasActivations: audit.layers.some(({ phases }) => phases !== null),
    audit: auditDocument(audit),
  };
}

function enlargingRow(audited: AuditedLayer, row: number): EnlargingRow {
  const { layer, phases, crop } = audited;
  const enlarging = layer.enlarging!;
  // In the order of the output's phases: padding moves the first one.
  const shifted = (axis: 0 | 1): readonly number[] | null => {
    const counts = overlapOf(enlarging, axis);
    const by = enlarging.padding[axis];
    return counts && counts.map((_, i) => counts[(i + by) % counts.length]!);
  };
  const [rows, columns] = [shifted(0), shifted(1)];
  return {
    row,
    name: layer.name,
    kind: layer.kind,
    code: codeOf(layer, enlarging),
    stride: enlarging.stride,
    kernel: enlarging.kernel,
    shareOfMacs: audited.shareOfMacs,
    evenOverlap: audited.evenOverlap,
    overlap: rows && columns ? [rows, columns] : null,
    pattern: audited.pattern,
    share: audited.share,
    reachesOutput: audited.reachesOutput,
    ...patternDetail(enlarging, phases, audited.inputMeans, crop),
    replacements: audited.replacements,
  };
}

/** The layer as PyTorch writes it: what differs from the defaults. */
function codeOf(layer: NetworkLayer, enlarging: Enlarging): string {
  const one = (pair: readonly [number, number]): number | readonly number[] =>
    pair[0] === pair[1] ? pair[0] : [...pair];
  const [, inC = 1] = layer.inputShape ?? [];
  const [, outC = 1] = layer.outputShape ?? [];
  const { stride, kernel, padding, outputPadding, dilation, groups, mode, alignCorners, bias } = enlarging;
  switch (enlarging.kind) {
    case 'ConvTranspose2d':
      if (!kernel) return layer.kind;
      return layerCode({
        kind: 'ConvTranspose2d',
        values: {
          in_channels: inC,
          out_channels: outC,
          kernel_size: one(kernel),
          stride: one(stride),
          padding: one(padding),
          output_padding: one(outputPadding),
          groups,
          bias: bias !== null || enlarging.weight === null,
          dilation: one(dilation),
          padding_mode: 'zeros',
        },
      });
    case 'Resize': {
      const corners = alignCorners ? ', align_corners=True' : '';
      return `nn.Upsample(scale_factor=${pythonValue(one(stride))}, mode='${mode ?? 'nearest'}'${corners})`;
    }
    case 'PixelShuffle':
      return `nn.PixelShuffle(${stride[0]})${mode === 'DCR' ? '  # DCR' : ''}`;
    case 'MaxUnpool2d':
      return `nn.MaxUnpool2d(${pythonValue(one(kernel ?? stride))}, stride=${pythonValue(one(stride))})`;
    default:
      return layer.kind;
  }
}

/** Rows of a text, with fixes for those that do not fit. */
export function textRows(
  { rows }: Evaluation,
  detailOf: (row: Evaluation['rows'][number]) => string,
  fixesOf: (row: Evaluation['rows'][number]) => readonly DocumentFix[],
): NetworkRow[] {
  const places = new Map(rows.map(({ step }, i) => [step.name, i]));
  return rows.map((row): NetworkRow => {
    const { step, problem } = row;
    return {
      name: step.name,
      kind: step.kind,
      detail: detailOf(row),
      line: step.line,
      from: step.inputs.map((name) => places.get(name) ?? -1),
      inputShapes: row.inputShapes,
      shape: row.shape,
      parameters: row.parameters,
      macs: row.macs,
      macsAtOutputSize: row.macsAtOutputSize,
      field: row.field,
      problem: problem && (problem.said ?? problem.message),
      warning: row.warningSaid ?? row.warning,
      waitsFor: row.waitsFor,
      isOpaque: false,
      fixes: problem || row.warning !== null ? fixesOf(row) : [],
    };
  });
}
