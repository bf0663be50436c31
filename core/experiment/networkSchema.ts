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
  /** Who says so: the user, the file, the grey card that came back grey, or nobody. */
  known: z.enum(['given', 'file', 'grey-card', 'nothing']),
  /** Factor of the network itself. */
  scale: z.number(),
  tiles: z.number(),
  /** Of forced tiles: by how much neighbours differ at the seams, in /255. */
  seam: z.object({ largest: z.number(), mean: z.number() }).nullable(),
  /** Constant pictures that went in and what came out away from the border, in /255. */
  colours: z.array(z.object({ name: z.string(), sent: colour, back: colour, comesBack: z.boolean() })),
});
export type NetworkResult = z.infer<typeof networkResult>;

/** A network held against the fitted pixel shuffle k5: what it is ahead or behind, and what a millisecond buys. */
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
