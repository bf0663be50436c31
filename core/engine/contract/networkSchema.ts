import { z } from 'zod';
import { messageSchema } from '../../experiment/messageSchema';
import type { AuditReport } from '../../network/auditReport';
import type { NetworkDocument } from '../../network/document';
import { MAX_NETWORK_TEXT } from '../../network/textDocument';
import { studyProgress } from './studySchema';

/** Networks come in pieces, because a frame is small and a network is not. */
export const NETWORK_PIECE = 2 ** 19;

/** 2 GiB, the most that one ONNX file may be. */
const MOST_BYTES = 2 ** 31;

const fileName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\]+$/)
  .refine((name) => name !== '.' && name !== '..');

/** A network and what lies beside it: its external data, the tensors of a recording. */
export const openNetwork = z.object({
  files: z
    .array(z.object({ name: fileName, bytes: z.number().int().min(0).max(MOST_BYTES) }))
    .min(1)
    .max(64),
});

export const networkPiece = z.object({
  id: z.string().max(64),
  /** Place among the files. */
  file: z.number().int().min(0),
  /** The next bytes, as base64. */
  data: z.base64().max(Math.ceil(NETWORK_PIECE / 3) * 4 + 4),
});

export const auditRequest = z.object({
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), id: z.string().max(64) }),
    z.object({ kind: z.literal('text'), text: z.string().max(2 * MAX_NETWORK_TEXT) }),
  ]),
  /** Null: what the network says. */
  input: z.array(z.number().int().min(1).max(1_000_000)).min(1).max(8).nullable(),
  /** Which class of a text is meant. */
  model: z.string().max(256).nullable(),
  /** An open picture for the activations; null for random values. */
  pictureId: z.string().max(64).nullable(),
});
export type AuditRequest = z.infer<typeof auditRequest>;

const sizes = z.array(z.number()).max(16).readonly();
const amount = z.number().nullable();
/** An audit that a report prints; what it says goes through the same escaping as every text of a report. */
export const auditReportSchema = z.object({
  name: z.string().max(1024).nullable(),
  verdict: z.array(messageSchema).max(16).readonly(),
  input: sizes.nullable(),
  output: sizes.nullable(),
  parameters: z.number(),
  macs: amount,
  macsAtOutputSize: amount,
  operations: z.number(),
  layers: z
    .array(
      z.object({
        name: z.string().max(1024),
        kind: z.string().max(256),
        code: z.string().max(1024),
        inputShape: sizes.nullable(),
        outputShape: sizes.nullable(),
        parameters: z.number(),
        macs: amount,
        macsAtOutputSize: amount,
        shareOfMacs: amount,
        evenOverlap: z.boolean().nullable(),
        pattern: amount,
        share: amount,
        reachesOutput: amount,
        field: z.tuple([z.number(), z.number()]).readonly().nullable(),
        phases: z.array(z.array(z.number()).max(64).readonly()).max(64).readonly().nullable(),
        replacements: z
          .array(z.object({ text: messageSchema, parameters: z.number(), macs: z.number(), exact: z.boolean() }))
          .max(16)
          .readonly(),
      }),
    )
    .max(1000)
    .readonly(),
}) satisfies z.ZodType<AuditReport>;

export const auditEvent = z.discriminatedUnion('type', [
  studyProgress,
  z.object({
    type: z.literal('done'),
    document: z.custom<NetworkDocument>((value) => typeof value === 'object' && value !== null),
    /** Milliseconds that it took. */
    ms: z.number(),
  }),
]);
export type AuditEvent = z.infer<typeof auditEvent>;
