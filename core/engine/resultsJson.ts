import type { Results } from '../experiment/schema';

/** Results as JSON people can read and diff. */
export function renderJson(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}
