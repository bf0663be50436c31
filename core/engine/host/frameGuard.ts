import { message, type Message } from '../../messages';

/**
 * Looks at every frame a client sends before anything acts on it. The protocol is small (a request, or the end of
 * one), so any other frame is rejected and its connection closed with the reason.
 */

/** Frames at once, and per second in the long run; a form dragged by hand sends about 60. */
const BURST = 600;
const PER_SECOND = 300;
/** Characters of one frame as text; pictures never come this way. */
export const MAX_FRAME_LENGTH = 2 ** 20;
const REMEMBERED_IDS = 20_000;

const REQUEST = 1;
const ABORT = 4;

type Checked = { readonly frame: object } | { readonly reason: Message };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkRequest(payload: unknown): Message | null {
  if (!isRecord(payload)) return message('frame-without-payload');
  const { u: url, h: headers, m: method } = payload;
  if (typeof url !== 'string' || !/^\/[\w/-]{1,128}$/.test(url)) return message('frame-without-procedure');
  if (method !== undefined && method !== 'POST') return message('frame-by', { method: String(method).slice(0, 20) });
  if (headers !== undefined) {
    if (!isRecord(headers)) return message('frame-headers');
    // These two would make the body a file or a form, which no procedure takes.
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    if (names.includes('content-type') || names.includes('content-disposition')) return message('frame-body');
    if (Object.values(headers).some((value) => typeof value !== 'string')) return message('frame-headers-text');
  }
  return null;
}

/** A guard for one connection. `now` in ms. */
export function createFrameGuard(now: () => number): (frame: unknown) => Checked {
  let budget = BURST;
  let checkedAt = now();
  const requested = new Set<string>();

  const overspent = (): boolean => {
    const time = now();
    // A clock that jumps back changes nothing.
    budget = Math.min(BURST, budget + (Math.max(0, time - checkedAt) / 1000) * PER_SECOND);
    checkedAt = time;
    budget -= 1;
    return budget < 0;
  };

  const parse = (frame: unknown): { readonly sent: Record<string, unknown> } | { readonly reason: Message } => {
    if (typeof frame !== 'string')
      return isRecord(frame) && !ArrayBuffer.isView(frame) ? { sent: frame } : { reason: message('frame-not-text') };
    if (frame.length > MAX_FRAME_LENGTH) return { reason: message('frame-oversized') };
    try {
      const value: unknown = JSON.parse(frame);
      return isRecord(value) ? { sent: value } : { reason: message('frame-not-object') };
    } catch {
      return { reason: message('frame-not-json') };
    }
  };

  return (frame) => {
    if (overspent()) return { reason: message('frame-flood') };
    const parsed = parse(frame);
    if ('reason' in parsed) return parsed;
    const { sent } = parsed;
    const { i: id, t: type = REQUEST, p: payload } = sent;
    if (typeof id !== 'string' || id.length < 1 || id.length > 64) return { reason: message('frame-without-id') };
    if (type === ABORT) return requested.has(id) ? { frame: sent } : { reason: message('frame-end-of-none') };
    if (type !== REQUEST) return { reason: message('frame-kind', { kind: String(type).slice(0, 20) }) };
    const problem = checkRequest(payload);
    if (problem !== null) return { reason: problem };
    if (requested.has(id)) return { reason: message('frame-twice') };
    requested.add(id);
    if (requested.size > REMEMBERED_IDS) {
      const [oldest] = requested;
      if (oldest !== undefined) requested.delete(oldest);
    }
    return { frame: sent };
  };
}
