import { beforeEach, describe, expect, it, vi } from 'vitest';
import { notice } from '@renderer/composables/announce';
import { tellUpdate } from '@renderer/composables/updates';

const translate = (key: string, words: Record<string, string> = {}): string => [key, ...Object.values(words)].join(' ');
const knowing = (version: string | null) => ({
  newer: () => Promise.resolve(version),
  show: vi.fn(() => Promise.resolve()),
});

describe('the notice of a newer release', () => {
  beforeEach(() => void (notice.value = null));

  it('names the version and leads to it', async () => {
    const updates = knowing('9.0.0');
    await tellUpdate(updates, translate, false);
    expect(notice.value?.text).toBe('frame.notice.newer 9.0.0');
    notice.value?.action?.run();
    expect(updates.show).toHaveBeenCalledOnce();
  });

  it('says that there is none only to someone who asked', async () => {
    await tellUpdate(knowing(null), translate, false);
    expect(notice.value).toBeNull();
    await tellUpdate(knowing(null), translate, true);
    expect(notice.value?.text).toBe('frame.notice.newest');
  });

  it('keeps a network that is down to itself at the start, and says it when asked', async () => {
    const updates = { ...knowing(null), newer: () => Promise.reject(new Error('no route to host')) };
    await tellUpdate(updates, translate, false);
    expect(notice.value).toBeNull();
    await tellUpdate(updates, translate, true);
    expect(notice.value).toMatchObject({ text: 'no route to host', isError: true });
  });
});
