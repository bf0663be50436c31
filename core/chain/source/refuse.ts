import { message, type Message } from '../../messages';
import { chainError } from '../python';
import { RECORDER_SNIPPET } from '../recorder';

/** What cannot be followed, by name and line, with the way out. */
export function refuse(line: number, what: string | Message): never {
  throw chainError(line, message('source-cannot-follow', { what, snippet: RECORDER_SNIPPET }));
}
