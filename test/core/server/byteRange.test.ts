import { describe, expect, it } from 'vitest';
import { byteRange } from '@core/server/byteRange';

describe('byteRange', () => {
  it.each([
    ['bytes=0-0', { from: 0, to: 0 }],
    ['bytes=3-5', { from: 3, to: 5 }],
    ['bytes=3-', { from: 3, to: 9 }],
    ['bytes=3-400', { from: 3, to: 9 }],
    ['bytes=9-9', { from: 9, to: 9 }],
    ['bytes=10-', 'outside'],
    ['bytes=10-12', 'outside'],
  ])('%s of 10 bytes', (header, expected) => expect(byteRange(header, 10)).toEqual(expected));

  it.each([
    undefined,
    null,
    '',
    'bytes=',
    'bytes=-4',
    'bytes=5-3',
    'bytes=0-1,4-5',
    'lines=1-2',
    'bytes=1.5-2',
    'bytes=a-b',
  ])('%s is answered with the whole file', (header) => expect(byteRange(header, 10)).toBeNull());
});
