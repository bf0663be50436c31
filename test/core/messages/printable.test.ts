import { expect, it } from 'vitest';
import { message, printable, say } from '@core/messages';

it('a sentence is one line whatever a file is called', () => {
  expect(say(message('file-missing', { name: 'a\nb\tc\u0085d\u2028.png' }))).toBe(
    'Cannot find "a\\nb\\tc\\u0085d\\u2028.png".',
  );
  expect(printable('图像 ü 🖼')).toBe('图像 ü 🖼');
});
