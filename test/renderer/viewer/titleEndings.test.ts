// @vitest-environment node
import { describe, expect, test } from 'vitest';
import type { PaneModel } from '@renderer/viewer/paneModel';
import { endingOf } from '@renderer/viewer/titleEndings';

const panes = (...titles: string[]): PaneModel[] =>
  titles.map((title, index) => ({
    key: String(index),
    role: 'method',
    title,
    chip: '',
    methodId: '',
    url: null,
    width: 4,
    height: 3,
    channels: 3,
    state: 'done',
  }));
const endings = (...titles: string[]): string[] => {
  const all = panes(...titles);
  return all.map((pane) => endingOf(pane, all));
};

describe('what of a name is never cut', () => {
  test('is the end that tells it from a name with the same beginning', () => {
    expect(endings('my-net-step-1000', 'my-net-step-2000')).toEqual(['-1000', '-2000']);
    expect(endings('step-1000', 'step-1001', 'step-2000')).toEqual(['-1000', '-1001', '-2000']);
    expect(endings('Transposed conv a', 'Transposed conv b', 'Bicubic')).toEqual([' a', ' b', '']);
  });
  test('is nothing where beginnings differ, or a name is another with more behind it', () => {
    expect(endings('Bilinear', 'Bicubic', 'Nearest')).toEqual(['', '', '']);
    expect(endings('Nearest', 'Nearest + conv')).toEqual(['', 't + conv']);
  });
  test('leaves room for the beginning', () => {
    const [first] = endings('network-with-one-very-long-end', 'network-and-another');
    expect(first).toHaveLength(10);
  });
});
