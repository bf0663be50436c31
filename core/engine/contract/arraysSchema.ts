import { z } from 'zod';
import { messageSchema } from '../../experiment/messageSchema';

/** Which rule made an array. */

export const arraysQuestion = z.object({
  /** Of the files that were opened together: the input, then one or two results. */
  id: z.string().max(64),
  /** What the user calls them, in that order. */
  names: z.array(z.string().min(1).max(255)).min(2).max(3),
});

const rule = z.object({
  id: z.string(),
  names: z.array(z.string()).readonly(),
  maxDifference: z.number(),
  verified: z.string(),
  scale: z.number().optional(),
  code: z.record(z.string(), z.string()),
});
const side = z.object({
  rules: z.array(rule).readonly(),
  nearest: rule.nullable(),
  tolerance: z.number(),
  leftOut: z.number(),
});

export const arraysAnswer = side.extend({
  second: side.optional(),
  comparison: z
    .object({
      maxDifference: z.number(),
      at: z.array(z.number()).readonly(),
      differsIn: z.array(z.string()).readonly(),
      rules: z.object({ a: z.string().nullable(), b: z.string().nullable() }),
      scales: z.object({ a: z.number().nullable(), b: z.number().nullable() }),
      positions: z.object({
        a: z.array(z.number()).readonly().nullable(),
        b: z.array(z.number()).readonly().nullable(),
      }),
      text: z.string(),
      said: messageSchema,
      agree: z
        .array(
          z.object({ like: z.enum(['a', 'b']), framework: z.string(), name: z.string().nullable(), code: z.string() }),
        )
        .readonly(),
    })
    .optional(),
  /** One row of sampling positions, SVG. */
  picture: z.string().nullable(),
});
export type ArraysDetail = z.infer<typeof arraysAnswer>;
