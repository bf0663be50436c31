import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useLayout } from '@renderer/stores/layout';
import { useProvenance } from '@renderer/stores/provenance';
import { useTable } from '@renderer/stores/table';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow;
beforeEach(async () => {
  app = await mountWindow();
  await until(() => expect(app.text('.status-bar')).toContain('1 picture in'));
  app.registry.execute('viewer.whereFrom');
  await settle();
  app.registry.execute('viewer.pixelRight');
  await until(() => expect(app.text('.where')).toContain('The sum equals the stored value.'));
});
afterEach(() => {
  vi.restoreAllMocks();
  app.window.unmount();
});
const heading = () => app.text('.where header h2');

describe('where a pixel comes from', () => {
  it('follows the arrows, which go back to methods and channels once it is closed', async () => {
    const before = useProvenance().pixel!;
    app.registry.execute('viewer.nextChannel');
    app.registry.execute('viewer.next');
    await settle();
    expect(useProvenance().pixel).toEqual({ x: before.x + 1, y: before.y + 1 });
    app.registry.execute('viewer.whereFrom');
    await settle();
    expect(useLayout().inspectorOpen).toBe(false);
    const last = useTable().selectedKey;
    app.registry.execute('viewer.next');
    await settle();
    expect(useTable().selectedKey).not.toBe(last);
  });

  it('has a list whose keys go to the next method and to a channel', async () => {
    const first = heading();
    await app.window.get('.where').trigger('keydown', { key: 'ArrowDown' });
    await until(() => expect(heading()).not.toBe(first));
    await app.window.get('.where').trigger('keydown', { key: 'ArrowUp' });
    await until(() => expect(heading()).toBe(first));
    await app.window.get('.where').trigger('keydown', { key: 'b' });
    expect(useProvenance().channel).toBe(2);
    // With Ctrl held a key is somebody else's.
    await app.window.get('.where').trigger('keydown', { key: 'r', ctrlKey: true });
    expect(useProvenance().channel).toBe(2);
  });

  it('picks the largest product first, and the one that is clicked', async () => {
    const rows = () => app.window.findAll('[data-taps] tbody tr');
    expect(rows().map((row) => row.classes('largest'))).toEqual([true, false]);
    await rows()[1]!.trigger('click');
    expect(rows().map((row) => row.classes('largest'))).toEqual([false, true]);
  });
});
