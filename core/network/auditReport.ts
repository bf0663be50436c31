import type { Message } from '../messages';
import type { Shape } from '../tensor/tensor';
import type { NetworkDocument } from './document';

/** An audit as a report prints it. */
export interface AuditReport {
  /** The file's name, or null for a text. */
  readonly name: string | null;
  readonly verdict: readonly Message[];
  readonly input: Shape | null;
  readonly output: Shape | null;
  readonly parameters: number;
  readonly macs: number | null;
  readonly macsAtOutputSize: number | null;
  /** Operations in all. */
  readonly operations: number;
  readonly layers: readonly {
    readonly name: string;
    readonly kind: string;
    readonly code: string;
    readonly inputShape: Shape | null;
    readonly outputShape: Shape | null;
    readonly parameters: number;
    readonly macs: number | null;
    readonly macsAtOutputSize: number | null;
    readonly shareOfMacs: number | null;
    readonly evenOverlap: boolean | null;
    readonly pattern: number | null;
    readonly share: number | null;
    readonly reachesOutput: number | null;
    readonly field: readonly [number, number] | null;
    /** Phase means of the channel with the strongest pattern. */
    readonly phases: readonly (readonly number[])[] | null;
    readonly replacements: readonly {
      readonly text: Message;
      readonly parameters: number;
      readonly macs: number;
      readonly exact: boolean;
    }[];
  }[];
}

export function auditReport(document: NetworkDocument, name: string | null): AuditReport {
  const { verdict, input, output, parameters, macs, macsAtOutputSize, rows } = document;
  return {
    name,
    verdict,
    input,
    output,
    parameters,
    macs,
    macsAtOutputSize,
    operations: rows.length,
    layers: document.layers.map((layer) => {
      const row = rows[layer.row];
      return {
        name: layer.name,
        kind: layer.kind,
        code: layer.code,
        inputShape: row?.inputShapes[0] ?? null,
        outputShape: row?.shape ?? null,
        parameters: row?.parameters ?? 0,
        macs: row?.macs ?? null,
        macsAtOutputSize: row?.macsAtOutputSize ?? null,
        shareOfMacs: layer.shareOfMacs,
        evenOverlap: layer.evenOverlap,
        pattern: layer.pattern,
        share: layer.share,
        reachesOutput: layer.reachesOutput,
        field: row?.field ?? null,
        phases: layer.phases,
        replacements: layer.replacements.map(({ text, parameters: own, macs: needed, exact }) => ({
          text,
          parameters: own,
          macs: needed,
          exact,
        })),
      };
    }),
  };
}
