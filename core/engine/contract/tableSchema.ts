import { z } from 'zod';
import { networkSpec } from '../../experiment/networkSchema';
import { experimentSchema, failureSchema, imageResult, scaleSchema } from '../../experiment/schema';
import { givenForPictures } from './givenSchema';
import { studyProgress } from './studySchema';

/** The table of a paper: what is to be measured for it, and the costs in it. */

/** Pictures at one scale; groups are measured one after the other. */
const tableGroup = z.object({
  /** What progress calls it. */
  name: z.string().max(512),
  experiment: experimentSchema,
  pictureIds: z.array(z.string()).min(1).max(10_000),
  ...givenForPictures,
});

export const tableRequest = z.object({ groups: z.array(tableGroup).min(1).max(2048) });
export type TableRequest = z.infer<typeof tableRequest>;
export type TableGroupRequest = TableRequest['groups'][number];

const ofGroup = { group: z.number(), pictureId: z.string() };

/** Every picture of every group as it is measured; outputs are not kept. */
export const tableEvent = z.discriminatedUnion('type', [
  studyProgress,
  z.object({ type: z.literal('image'), ...ofGroup, image: imageResult }),
  z.object({ type: z.literal('image-failed'), ...ofGroup, failure: failureSchema }),
]);
export type TableEvent = z.infer<typeof tableEvent>;

/** What a network costs for an output of a wanted size, by the name it was opened with. */
export const networkCostRequest = z.object({
  network: networkSpec.pick({ file: true }),
  scale: scaleSchema,
  width: z.number().int().min(1).max(100_000),
  height: z.number().int().min(1).max(100_000),
});

const count = z.number().nullable();
export const networkCostAnswer = z.object({
  parameters: count,
  macs: count,
  macsAtOutputSize: count,
  output: z.tuple([z.number(), z.number()]).readonly().nullable(),
  source: z.enum(['counted', 'said']),
});
