import { expect, test } from 'vitest';
import { saveName } from '@core/tensor/fileNames';

test.each([
  ['picture__bilinear_x2.png', 'picture__bilinear_x2.png'],
  ['a/b\\c:d*e?f"g<h>i|j.html', 'a_b_c_d_e_f_g_h_i_j.html'],
  ['line\nbreak.csv', 'line_break.csv'],
  ['trailing. . ', 'trailing'],
  ['NUL.png', '_NUL.png'],
  ['com1', '_com1'],
  ['console.png', 'console.png'],
  ['...', '_'],
  ['图像.png', '图像.png'],
])('%j is suggested as %j', (given, wanted) => {
  expect(saveName(given)).toBe(wanted);
});
