import { z } from 'zod';
import { isDeviceName } from '../tensor/fileNames';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../upsamplers/resolve';
import { featureSchema, maskImage, maskSpec, orderSchema, tallySchema } from './masks/schema';
import { checkpointCurve, networkResult, networkSpec, networkVerdict } from './networkSchema';
import { DEGRADATIONS } from './degradations';
import { messageSchema, saidSchema } from './messageSchema';
import { LAYOUTS } from '../tensor/npyPicture';
import { summarySchema } from './summarySchema';

/**
 * The two documents of the program: an experiment goes into the engine, results come out.
 * Window, command line, report and sessions use these same schemas.
 */

/** JSON has no Infinity and NaN: they travel as strings. */
export const numberOrSpecial = z.union([z.number(), z.enum(['Infinity', '-Infinity', 'NaN'])]);
export type NumberOrSpecial = z.infer<typeof numberOrSpecial>;

const parameterValue = z.union([z.number(), z.boolean(), z.string().max(4096)]);
export const parameterValues = z.record(z.string().max(64), parameterValue);

/** Factors that are offered; any whole number within the limits may be asked for. */
export const SCALES = [2, 3, 4] as const;
/** Longest name most file systems take. */
const MAX_NAME_BYTES = 255;

/** Whether a text is the name of a file in the very folder it is read in: no path out of it, no characters that a disk refuses. */
export function isPlainFileName(name: string): boolean {
  if (name === '' || /[\u0000-\u001f\u007f/\\:*?"<>|]/.test(name)) return false;
  if (name.startsWith('.') || /[. ]$/.test(name) || isDeviceName(name)) return false;
  return new TextEncoder().encode(name).length <= MAX_NAME_BYTES;
}

/** Every text of a document that becomes a file name must pass this. */
const outputName = z.string().refine(isPlainFileName, 'Expected a plain file name.');

export const scaleSchema = z.number().int().min(SMALLEST_SCALE).max(LARGEST_SCALE);

export const degradationSchema = z.enum(DEGRADATIONS);

export const SPACES = ['rgb', 'y'] as const;
/** What a user knows of a candidate; nothing of it is measured here. */
const givenCost = z.object({
  /** Multiply-adds for one picture. */
  macs: z.number().min(0).optional(),
  timeMs: z.number().min(0).optional(),
});

/** One use of a method; the same method may appear several times. Only changed parameters need to be given. */
export const methodSpec = z.object({
  /** Registry id. */
  id: z.string().max(64),
  /** Unique within the experiment: `id`, `id#2`, ... */
  key: z.string().max(80),
  parameters: parameterValues,
  /** Of a candidate: finished outputs with `id: "candidate"`, and its name as the key. */
  given: givenCost.optional(),
  /** Of a candidate that computes itself: its network. */
  network: networkSpec.optional(),
  /** Of masks: what is enlarged; the logits by default. */
  order: orderSchema.optional(),
});
export type MethodSpec = z.infer<typeof methodSpec>;

const timingSpec = z.object({
  /** Timed repetitions at least; 0 = one run, not timed. */
  samples: z.number().int().min(0).max(1000),
  /** Stop taking samples after this long per method and picture. */
  budgetMs: z.number().min(0).max(600_000),
});

export const experimentSchema = z.object({
  schema: z.literal('upbench.experiment/1'),
  /**
   * reference: the picture is the original, its small version is enlarged again. enlarge: the picture itself is enlarged.
   * masks: an array of scores or features is enlarged and held against its truth.
   */
  mode: z.enum(['reference', 'enlarge', 'masks']),
  scale: scaleSchema,
  /** Wanted size of the output where it is not size x scale. */
  size: z
    .object({ height: z.number().int().min(1).max(65_536), width: z.number().int().min(1).max(65_536) })
    .optional(),
  /** Of the mode masks. */
  masks: maskSpec.optional(),
  /** How the small picture is made; given: it came as a file. */
  degradation: z.enum([...DEGRADATIONS, 'given']),
  /**
   * y: the picture becomes its luma (BT.601 16..235, rounded), the small one is not rounded, only the result is: the scripts
   * of super-resolution papers. Left out = the colours of the file, and a small picture rounded like a file.
   */
  space: z.enum(SPACES).optional(),
  methods: z.array(methodSpec).max(64),
  /** Metric ids, in the order of the table; empty = the default set. */
  metrics: z.array(z.string().max(64)).max(64),
  /** Named metric protocol. */
  protocol: z.string().max(64),
  /** Base seed; a method's own `seed` parameter is used where it has one. */
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  timing: timingSpec,
  /** The value of white in place of 255, 65535 or 1. */
  range: z.number().positive().optional(),
  /** Axes of arrays, in place of the rule: rows and columns with channels last (hwc) or first (chw). */
  layout: z.enum(LAYOUTS).optional(),
  /** exact: bit for bit the same everywhere; fast: relaxed SIMD and transforms, stated tolerance. */
  arithmetic: z.enum(['exact', 'fast']),
});
export type Experiment = z.infer<typeof experimentSchema>;

export const environmentSchema = z.object({
  app: z.string(),
  version: z.string(),
  date: z.string(),
  platform: z.string(),
  cpu: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
  /** node, v8, electron, sharp, libvips ... */
  versions: z.record(z.string(), z.string()),
  /** Which implementation computed: 'reference', 'simd', 'simd, 2 threads', ... */
  operators: z.string(),
  threads: z.number(),
});
export type Environment = z.infer<typeof environmentSchema>;

const costSchema = z.object({
  parameters: z.number(),
  macs: z.number(),
  macsAtOutputSize: z.number(),
  bytes: z.number(),
});

const timingSchema = z.object({
  medianMs: z.number(),
  madMs: z.number(),
  samples: z.number(),
  p99Ms: z.number().optional(),
  /** Every sample, in the order they were taken. */
  timesMs: z.array(z.number()).optional(),
  /** Most bytes that one run had in use at once: input, output, weights and whatever it needs between; where they are counted. */
  peakBytes: z.number().optional(),
});

export const metricResult = z.object({
  id: z.string(),
  value: numberOrSpecial,
  unit: z.string(),
  better: z.enum(['higher', 'lower']),
  region: z.enum(['full', 'interior', 'roi']),
  /** The receipt in words. */
  protocol: z.string(),
  /** The receipt part by part, by codes. */
  receipt: z.array(saidSchema).optional(),
  warning: z.string().optional(),
  warningSaid: messageSchema.optional(),
});
export type MetricResult = z.infer<typeof metricResult>;

/** Forecast from parameters and weights, before anything runs. */
export const forecastSchema = z.object({
  stride: z.number(),
  /** How many taps meet in each output phase, [stride][stride]; null for methods without a kernel. */
  overlap: z.array(z.array(z.number())).nullable(),
  /** Output for a constant 1 per phase, mean over channels, [stride][stride]. */
  phaseGain: z.array(z.array(z.number())).nullable(),
  /** std/|mean| of the phase gains; 0 = no checkerboard. */
  score: numberOrSpecial.nullable(),
  /** Constant part over the strongest stride harmonic of the gains, in dB; Infinity = no checkerboard. */
  imageRejectionDb: numberOrSpecial.nullable().optional(),
  /** Sampling shift in output pixels, [y, x]. */
  shift: z.tuple([z.number(), z.number()]).nullable(),
  level: z.enum(['even', 'balanced', 'uneven', 'unknown']),
  /** One sentence. */
  verdict: z.string(),
  verdictSaid: messageSchema.optional(),
  /** What else to know, one sentence each: a sampling shift and what it costs. */
  warnings: z.array(z.string()).optional(),
  warningsSaid: z.array(messageSchema).optional(),
  /** Parameter values that would fix it. */
  cure: parameterValues.optional(),
});
export type Forecast = z.infer<typeof forecastSchema>;

const phaseTable = z.array(z.array(z.number()));

/** What was measured of checkerboards; tables are [stride][stride], row mod stride, column mod stride. */
const checkerboardSchema = z.object({
  /** Against the reference, in /255; null without one. `local` is taken per block of 8 strides. */
  global: z.number().nullable(),
  local: z.number().nullable(),
  /** Mean error per phase, mean over the channels, in /255. */
  phaseMeans: phaseTable.nullable(),
  /**
   * The method on a constant white picture, in float, unclamped, away from the border: its own pattern, without the
   * picture's; null for finished outputs. `gain` compares with the forecast's phaseGain; `rms` is the spread over the phases in /255.
   */
  probe: z.object({ gain: phaseTable, score: numberOrSpecial, rms: z.number() }).nullable(),
});
export type CheckerboardResult = z.infer<typeof checkerboardSchema>;

/** A metric that was asked for and does not exist for a picture. */
export const unavailableMetric = z.object({
  id: z.string(),
  region: metricResult.shape.region,
  reason: z.string(),
  said: messageSchema.optional(),
});

export const methodResult = z.object({
  id: z.string(),
  key: z.string(),
  title: z.string(),
  /** Every parameter with the value that was used. */
  parameters: parameterValues,
  /** In words: "bilinear kernel". */
  weights: z.string().optional(),
  weightsSaid: messageSchema.optional(),
  outputShape: z.array(z.number()),
  /** Null for finished outputs, which were made elsewhere. */
  cost: costSchema.nullable(),
  /** What the user says of a candidate's cost and time. */
  given: givenCost.optional(),
  /** The file a candidate's output came from. */
  candidate: z
    .object({
      file: z.string(),
      sha256: z.string(),
      notes: z.array(z.string()),
      notesSaid: z.array(saidSchema).optional(),
      /** Its place among the candidates of the experiment, from 0: its mark and hue go by it. */
      place: z.number().int().min(0).optional(),
    })
    .optional(),
  /** What was found of a network and its pictures. */
  network: networkResult.optional(),
  timing: timingSchema.nullable(),
  metrics: z.array(metricResult),
  /** Left out of "best" and of Pareto fronts, with the reason in words. */
  excludedFromBest: z.string().optional(),
  excludedSaid: messageSchema.optional(),
  /** Keys of earlier methods whose output is equal within 1/255, with the identity that makes it so. */
  sameAs: z.array(
    z.object({
      key: z.string(),
      identity: z.string(),
      identitySaid: messageSchema.optional(),
      /** No identity holds: the outputs happen to be equal here. */
      onThisPictureOnly: z.boolean().optional(),
    }),
  ),
  /** Without a reference: differences to the earlier methods, in 0..255 units. */
  differences: z.array(z.object({ key: z.string(), meanAbsolute: z.number(), maximum: z.number() })).optional(),
  warnings: z.array(z.string()),
  warningsSaid: z.array(messageSchema).optional(),
  forecast: forecastSchema.optional(),
  checkerboard: checkerboardSchema.optional(),
  /** Metrics that were asked for and do not exist for this picture, each with the reason. */
  unavailable: z.array(unavailableMetric).optional(),
  snippet: z.string().optional(),
  /** Of masks: what was enlarged. */
  order: orderSchema.optional(),
  /** Of masks: the counts that every metric is made of. */
  mask: tallySchema.optional(),
  /** Of feature maps: what was measured, channel by channel. */
  features: featureSchema.optional(),
  /** File name beside results.json, when pictures were written. */
  output: outputName.optional(),
});
export type MethodResult = z.infer<typeof methodResult>;

export const imageResult = z.object({
  /** The path or name as given. */
  file: z.string(),
  sha256: z.string(),
  width: z.number(),
  height: z.number(),
  channels: z.number(),
  /** 32 = floats. */
  bitDepth: z.union([z.literal(8), z.literal(16), z.literal(32)]),
  /** The value of white, where the file or `experiment.range` states one: 4095 for 12 bits in 16-bit files. */
  range: z.number().positive().optional(),
  /** Of masks: what the pair is. */
  masks: maskImage.optional(),
  /** What was cut so that the scale divides the size: pixels at the right and bottom. */
  crop: z.object({ right: z.number(), bottom: z.number() }),
  /** The small picture, where it was given and not made. */
  low: z.object({ file: z.string(), sha256: z.string(), width: z.number(), height: z.number() }).optional(),
  /** File name of the small picture beside results.json, when pictures were written. */
  input: outputName.optional(),
  /** What was done on reading, in words: alpha resized separately, EXIF orientation applied, ... */
  notes: z.array(z.string()),
  notesSaid: z.array(saidSchema).optional(),
  methods: z.array(methodResult),
  /** Methods that could not run on this picture. */
  failed: z.array(
    z.object({
      key: z.string(),
      id: z.string(),
      code: z.string(),
      message: z.string(),
      said: messageSchema.optional(),
    }),
  ),
});
export type ImageResult = z.infer<typeof imageResult>;

export const failureSchema = z.object({
  file: z.string(),
  code: z.string(),
  message: z.string(),
  said: messageSchema.optional(),
});
export type Failure = z.infer<typeof failureSchema>;

export const resultsSchema = z.object({
  schema: z.literal('upbench.results/1'),
  environment: environmentSchema,
  experiment: experimentSchema,
  failed: z.array(failureSchema),
  /** Files of the given folders that are not pictures of a kind that opens. */
  leftOut: z.array(z.string()).optional(),
  /** SHA-256 of each weight file by the name methods give it; of what a network keeps beside it by `besideName`. */
  weightFiles: z.record(z.string(), z.string()).optional(),
  /** How networks stand against the fitted pixel shuffle. */
  networks: z.array(networkVerdict).optional(),
  /** Folders of checkpoints, each as one network over time. */
  checkpoints: z.array(checkpointCurve).optional(),
  /** Aggregates over several pictures. */
  summary: summarySchema.optional(),
  images: z.array(imageResult),
});
export type Results = z.infer<typeof resultsSchema>;

/** Everything about a method that is known before it runs. */
export const inspection = z.object({
  /** Every parameter with its value, defaults filled in. */
  parameters: parameterValues,
  inputShape: z.array(z.number()),
  outputShape: z.array(z.number()).nullable(),
  fits: z.boolean(),
  /** The refusal, when it does not fit or a value is illegal. */
  refusal: z
    .object({
      code: z.string(),
      message: z.string(),
      said: messageSchema.optional(),
      parameter: z.string().optional(),
      fix: parameterValues.optional(),
    })
    .nullable(),
  cost: costSchema.nullable(),
  forecast: forecastSchema.nullable(),
  weights: z
    .object({
      origin: z.string(),
      originSaid: messageSchema.optional(),
      shape: z.array(z.number()),
      values: z.array(z.number()).max(4096),
      bias: z.array(z.number()).nullable(),
    })
    .nullable(),
  snippet: z.string(),
});
export type Inspection = z.infer<typeof inspection>;
