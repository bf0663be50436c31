import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FRAME_LENGTH, createFrameGuard } from '@core/engine/host/frameGuard';
import { say } from '@core/messages';

const still = () => 0;
const reasonOf = (answer: ReturnType<ReturnType<typeof createFrameGuard>>): string | null =>
  'reason' in answer ? say(answer.reason) : null;
const request = (id: string, more: object = {}) => JSON.stringify({ i: id, p: { u: '/pictures/list', ...more } });

describe('createFrameGuard', () => {
  it('lets requests and their ends through', () => {
    const guard = createFrameGuard(still);
    expect(guard(request('1', { b: { json: {} } }))).toEqual({
      frame: { i: '1', p: { u: '/pictures/list', b: { json: {} } } },
    });
    expect(guard(JSON.stringify({ i: '1', t: 4 }))).toEqual({ frame: { i: '1', t: 4 } });
  });

  it('takes structured frames, as message ports carry them', () => {
    const frame = { i: '1', p: { u: '/pictures/import', b: { json: { bytes: Uint8Array.of(1) } } } };
    expect(createFrameGuard(still)(frame)).toEqual({ frame });
  });

  it.each([
    ['x'.repeat(MAX_FRAME_LENGTH + 1), 'an oversized frame'],
    ['not json', 'a frame that is not JSON'],
    ['[]', 'a frame that is not an object'],
    ['null', 'a frame that is not an object'],
    ['"text"', 'a frame that is not an object'],
    ['{}', 'a frame without an id'],
    ['{"i":7,"p":{"u":"/a"}}', 'a frame without an id'],
    [JSON.stringify({ i: 'i'.repeat(65), p: { u: '/a' } }), 'a frame without an id'],
    ['{"i":"1"}', 'a request without a payload'],
    ['{"i":"1","p":[]}', 'a request without a payload'],
    ['{"i":"1","p":{}}', 'a request without a procedure'],
    ['{"i":"1","p":{"u":"http://elsewhere/"}}', 'a request without a procedure'],
    ['{"i":"1","p":{"u":"/a?data=1"}}', 'a request without a procedure'],
    ['{"i":"1","p":{"u":"/a","m":"GET"}}', 'a request by GET'],
    ['{"i":"1","p":{"u":"/a","h":[]}}', 'headers that are not an object'],
    ['{"i":"1","p":{"u":"/a","h":{"a":1}}}', 'headers that are not text'],
    ['{"i":"1","p":{"u":"/a","h":{"Content-Type":"multipart/form-data"}}}', 'a body that is not JSON'],
    ['{"i":"1","t":3,"p":{}}', 'a frame of kind 3'],
    ['{"i":"1","t":"x"}', 'a frame of kind x'],
    ['{"i":"1","t":4}', 'the end of a request that was never made'],
    [Uint8Array.of(1), 'a frame that is not text'],
    [null, 'a frame that is not text'],
    [undefined, 'a frame that is not text'],
    [42, 'a frame that is not text'],
  ])('refuses %j', (frame, reason) => {
    expect(reasonOf(createFrameGuard(still)(frame))).toBe(reason);
  });

  it('refuses the same id twice', () => {
    const guard = createFrameGuard(still);
    guard(request('1'));
    expect(reasonOf(guard(request('1')))).toBe('the same request id twice');
  });

  it('refuses a flood, but not the same number over time, and survives a clock that jumps back', () => {
    const flooded = createFrameGuard(still);
    const answers = Array.from({ length: 601 }, (_, i) => flooded(request(String(i))));
    expect(answers.findIndex((answer) => 'reason' in answer)).toBe(600);
    expect(reasonOf(answers[600]!)).toBe('a flood of frames');

    let now = 0;
    const steady = createFrameGuard(() => now);
    for (let i = 0; i < 3_000; i++) {
      now += i === 1_500 ? -50_000 : 5;
      expect(steady(request(String(i)))).toHaveProperty('frame');
    }
  });

  it('answers anything without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.anything()), (frame) => {
        const answer = createFrameGuard(still)(frame);
        expect('frame' in answer || say(answer.reason) !== '').toBe(true);
      }),
    );
  });
});
