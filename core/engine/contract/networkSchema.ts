import { z } from 'zod';
import { networkResult } from '../../experiment/networkSchema';
import { messageSchema } from '../../experiment/messageSchema';
import type { AuditReport } from '../../network/auditReport';
import type { NetworkDocument } from '../../network/document';
import { TARGETS } from '../../network/onnx/targets';
import { MAX_NETWORK_TEXT } from '../../network/textDocument';
import { blobRef } from './blobSchema';
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
  /** Whether methods may name it; what is open in its own view is nobody's method. */
  isMethod: z.boolean().optional(),
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

const savedFile = z.object({ name: z.string(), blob: blobRef });

const rewriteProof = z.object({
  schema: z.literal('upbench.rewrite/1'),
  layer: z.string(),
  to: z.enum(TARGETS),
  parameters: z.number(),
  input: z.array(z.number()).readonly(),
  /** Largest difference of the layer's output, and of the network's outputs, on random values. */
  largestDifference: z.object({ layer: z.number(), network: z.number() }),
  /** Millionths of the sum of magnitudes of the layer; the difference has to stay below. */
  bound: z.number(),
  holds: z.boolean(),
});
export type Proof = z.infer<typeof rewriteProof>;

export const rewriteRequest = z.object({
  id: z.string().max(64),
  layer: z.string().max(4096),
  to: z.enum(TARGETS),
  /** Null: what the file states. */
  input: auditRequest.shape.input,
});

/** An equal layer: the proof, and files to save where it holds. */
export const rewriteAnswer = z.object({
  proof: rewriteProof,
  network: savedFile.nullable(),
  /** The layer alone as PyTorch code, with its weights. */
  code: z.array(savedFile),
});

export type RewriteAnswer = z.infer<typeof rewriteAnswer>;

/** What is found of a network before anything is compared. */
export const networkCheck = networkResult.omit({ tiles: true, seam: true });
export type NetworkCheck = z.infer<typeof networkCheck>;

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
