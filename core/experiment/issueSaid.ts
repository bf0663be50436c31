import type { z } from 'zod';
import { message, type Said } from '../messages';

/** What a schema found wrong with a value, in words that every language has; zod's own are English. */
export function issueSaid(issue: z.core.$ZodIssue | undefined): Said {
  switch (issue?.code) {
    case 'invalid_type':
      return message('issue-type', { expected: issue.expected });
    case 'invalid_value':
      return message('issue-value', { choices: issue.values.map(String) });
    case 'too_small':
      return message('issue-too-small', { least: String(issue.minimum), of: issue.origin });
    case 'too_big':
      return message('issue-too-big', { most: String(issue.maximum), of: issue.origin });
    case 'unrecognized_keys':
      return message('issue-unknown-keys', { keys: issue.keys });
    case 'invalid_format':
      return message('issue-format', { format: issue.format });
    default:
      return message('document-does-not-fit');
  }
}
