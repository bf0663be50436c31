import { afterEach, describe, expect, it } from 'vitest';
import { notice } from '@renderer/composables/announce';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow;
afterEach(() => {
  app.registry.execute('view.compare');
  app.window.unmount();
});

describe('the report view', () => {
  it('shows the report, follows its options, and says where it was saved', async () => {
    app = await mountWindow();
    await until(() => expect(app.text('.status-bar')).toContain('1 picture in'));
    app.registry.execute('view.report');
    await until(() => expect(app.window.find('iframe').exists()).toBe(true));
    const frame = app.window.get('iframe');
    expect(frame.attributes('sandbox')).toBe('allow-scripts allow-modals');
    expect(frame.attributes('src')).toContain('export-1');
    await app.window.get('input[maxlength="200"]').setValue('Decoder of the week');
    await app.window.get('.report fieldset label:last-child input').setValue(false);
    await until(() => expect(app.host.fake.exported.at(-1)).toMatchObject({ title: 'Decoder of the week' }));
    expect(app.host.fake.exported.at(-1)?.sections).not.toContain('environment');
    await app.window.get('.report form').trigger('submit');
    await until(() => expect(app.host.saved).toEqual(['report.html']));
    await settle();
    expect(app.text('.notice')).toContain('Saved report.html');
    expect(localStorage.getItem('upbench.report/1')).not.toContain('environment');
  });

  it('shows errors that have no other place, until they are put away', async () => {
    app = await mountWindow();
    await until(() => expect(app.text('.status-bar')).toContain('1 picture in'));
    app.host.fake.exportFails = 'There is no room left on the disk.';
    app.registry.execute('file.export-csv');
    await until(() => expect(app.text('.notice')).toContain('There is no room left on the disk.'));
    await app.window.get('.notice .icon-button').trigger('click');
    expect(notice.value).toBeNull();
    expect(app.window.find('.notice').exists()).toBe(false);
  });
});
