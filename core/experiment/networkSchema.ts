import { z } from 'zod';
import { messageSchema } from './messageSchema';

/** What the values of a network's pictures mean. */
export const NETWORK_RANGES = ['1', '255', '-1..1'] as const;
export const NETWORK_CHANNELS = ['rgb', 'bgr', 'y'] as const;
export const NETWORK_LAYOUTS = ['nchw', 'nhwc'] as const;

/** A network that enlarges by itself: a candidate with a file in place of outputs. What is left out is found. */
export const networkSpec = z.object({
  /** Name of the ONNX file, as the files of weights are named. */
  file: z.string().max(4096),
  range: z.enum(NETWORK_RANGES).optional(),
  channels: z.enum(NETWORK_CHANNELS).optional(),
  layout: z.enum(NETWORK_LAYOUTS).optional(),
  /** Side of tiles in pixels of the small picture. */
  tile: z.number().int().min(8).max(65_536).optional(),
  /** Tiles that overlap even where the network looks at the whole picture. */
  force: z.boolean().optional(),
  /** Of a checkpoint: the folder whose files are one network over time. */
  series: z.string().min(1).max(255).optional(),
});
export type NetworkSpec = z.infer<typeof networkSpec>;

const colour = z.array(z.number());

/** What a run says of a network beside its numbers. */
export const networkResult = z.object({
  file: z.string(),
  sha256: z.string(),
  range: z.enum(NETWORK_RANGES),
  channels: z.enum(NETWORK_CHANNELS),
  layout: z.enum(NETWORK_LAYOUTS),
  /** The source: the user, the file, the test with constant greys, or none. */
  known: z.enum(['given', 'file', 'grey-card', 'nothing']),
  /** Factor of the network itself. */
  scale: z.number(),
  tiles: z.number(),
  /** Of forced tiles: by how much neighbours differ at the seams, in /255. */
  seam: z.object({ largest: z.number(), mean: z.number() }).nullable(),
  /** Constant pictures that went in and what came out away from the border, in /255. */
  colours: z.array(z.object({ name: z.string(), sent: colour, back: colour, comesBack: z.boolean() })),
  /** Largest deviation of an output phase from the mean on constant colours, in /255; null if unknown. */
  pattern: z.number().nullable().optional(),
  series: z.string().optional(),
});
export type NetworkResult = z.infer<typeof networkResult>;

/** A network held against the fitted pixel shuffle k5: its lead or deficit, and the gain per extra millisecond. */
export const networkVerdict = z.object({
  key: z.string(),
  /** Key of what it is held against. */
  against: z.string(),
  metric: z.string(),
  /** Pictures on which both have a finite value. */
  count: z.number(),
  /** Own mean less the other's, in dB. */
  difference: z.number(),
  timeMs: z.number().nullable(),
  againstMs: z.number().nullable(),
  sentence: z.string(),
  said: messageSchema,
});
export type NetworkVerdict = z.infer<typeof networkVerdict>;

/** The files of one folder as one network over time: quality and pattern per checkpoint, in the order of the training. */
export const checkpointCurve = z.object({
  series: z.string(),
  /** Null where no reference is there to measure quality against. */
  metric: z.object({ id: z.string(), unit: z.string(), better: z.enum(['higher', 'lower']) }).nullable(),
  /** Pictures on which all points have a value; the values are means over these. */
  pictures: z.number(),
  points: z.array(
    z.object({
      key: z.string(),
      file: z.string(),
      /** The mark that charts draw it with. */
      mark: z.string(),
      /** Where it lies along the training, where the names say it. */
      step: z.number().nullable(),
      value: z.number().nullable(),
      pattern: z.number().nullable(),
      timeMs: z.number().nullable(),
    }),
  ),
  /** The best methods beside them, on the same pictures. */
  others: z.array(z.object({ key: z.string(), mark: z.string(), title: z.string(), value: z.number() })),
});
export type CheckpointCurve = z.infer<typeof checkpointCurve>;
