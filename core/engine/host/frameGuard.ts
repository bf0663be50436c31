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

type Checked = { readonly frame: object } | { readonly reason: string };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkRequest(payload: unknown): string | null {
  if (!isRecord(payload)) return 'a request without a payload';
  const { u: url, h: headers, m: method } = payload;
  if (typeof url !== 'string' || !/^\/[\w/-]{1,128}$/.test(url)) return 'a request without a procedure';
  if (method !== undefined && method !== 'POST') return `a request by ${String(method).slice(0, 20)}`;
  if (headers !== undefined) {
    if (!isRecord(headers)) return 'headers that are not an object';
    // These two would make the body a file or a form, which no procedure takes.
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    if (names.includes('content-type') || names.includes('content-disposition')) return 'a body that is not JSON';
    if (Object.values(headers).some((value) => typeof value !== 'string')) return 'headers that are not text';
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

  const parse = (frame: unknown): Record<string, unknown> | string => {
    if (typeof frame !== 'string')
      return isRecord(frame) && !ArrayBuffer.isView(frame) ? frame : 'a frame that is not text';
    if (frame.length > MAX_FRAME_LENGTH) return 'an oversized frame';
    try {
      const value: unknown = JSON.parse(frame);
      return isRecord(value) ? value : 'a frame that is not an object';
    } catch {
      return 'a frame that is not JSON';
    }
  };

  return (frame) => {
    if (overspent()) return { reason: 'a flood of frames' };
    const message = parse(frame);
    if (typeof message === 'string') return { reason: message };
    const { i: id, t: type = REQUEST, p: payload } = message;
    if (typeof id !== 'string' || id.length < 1 || id.length > 64) return { reason: 'a frame without an id' };
    if (type === ABORT)
      return requested.has(id) ? { frame: message } : { reason: 'the end of a request that was never made' };
    if (type !== REQUEST) return { reason: `a frame of kind ${String(type).slice(0, 20)}` };
    const problem = checkRequest(payload);
    if (problem !== null) return { reason: problem };
    if (requested.has(id)) return { reason: 'the same request id twice' };
    requested.add(id);
    if (requested.size > REMEMBERED_IDS) {
      const [oldest] = requested;
      if (oldest !== undefined) requested.delete(oldest);
    }
    return { frame: message };
  };
}
