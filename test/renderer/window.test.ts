import { afterEach, describe, expect, it, vi } from 'vitest';
import { mountWindow, settle, until, type TestWindow } from './mountWindow';

let open: TestWindow | null = null;
async function start(...given: Parameters<typeof mountWindow>): Promise<TestWindow> {
  open = await mountWindow(...given);
  return open;
}
afterEach(() => {
  open?.window.unmount();
  open = null;
});

const rows = ({ window }: TestWindow): string[] => window.findAll('tbody th').map((cell) => cell.text());
const button = ({ window }: TestWindow, name: string) => {
  const found = window
    .findAll('button')
    .find((candidate) => candidate.text().startsWith(name) || candidate.attributes('aria-label') === name);
  if (!found) throw new Error(`There is no button "${name}".`);
  return found;
};

describe('the window', () => {
  it('speaks Chinese on request and keeps it', async () => {
    const app = await start();
    app.registry.execute('window.language');
    await until(() => expect(app.text('.app-bar')).toContain('对比'));
    expect(document.documentElement.lang).toBe('zh-CN');
    expect(localStorage.getItem('upbench.settings/1')).toContain('zh-CN');
    expect(app.text('thead')).toContain('方法');
    // Commands are named anew, and still there.
    app.registry.execute('window.language');
    await until(() => expect(app.text('.app-bar')).toContain('Compare'));
  });

  it('opens a sample and compares it at once', async () => {
    const app = await start();
    await until(() => expect(app.text('.status-bar')).toContain('1 picture in'));
    expect(app.host.fake.started).toHaveLength(1);
    expect(rows(app)[0]).toBe('Pixel shuffle');
    expect(rows(app)).toHaveLength(7);
    expect(app.text('.app-bar')).toContain('still-life ×2');
    const best = app.window.findAll('td.best').map((cell) => cell.text().replace(/\s+/g, ' '));
    expect(best).toContain('31.83, best in its column');
    expect(app.text('.receipt')).toContain('PSNR-Y 31.83 dB · psnr-y as the fake measures it · higher is better');
  });

  it('marks what changed since the run, and runs it again', async () => {
    const app = await start();
    await until(() => expect(rows(app)).toHaveLength(7));
    await app.window.get('input[type="radio"][value="4"]').setValue();
    await until(() => expect(app.text('tbody')).toContain('Changed, not run'));
    await button(app, 'Run').trigger('click');
    await until(() => expect(app.host.fake.started).toHaveLength(2));
    await settle();
    expect(app.host.fake.started[1]?.scale).toBe(4);
    expect(app.text('tbody')).not.toContain('Changed, not run');
  });

  it('turns Run into Cancel, and leaves finished methods usable', async () => {
    const app = await start((host) => (host.fake.stopBefore = 3));
    await until(() => expect(button(app, 'Cancel').text()).toContain('3 of 7'));
    await button(app, 'Cancel').trigger('click');
    await settle();
    expect(app.host.fake.cancelled).toEqual(['run-1']);
    expect(app.text('.status-bar')).toContain('Cancelled');
    expect(app.window.findAll('tbody td.state').map((cell) => cell.text())).toEqual([
      'Not run',
      'Not run',
      'Not run',
      'Not run',
    ]);
    expect(app.window.findAll('tbody td.best').length).toBeGreaterThan(0);
    expect(button(app, 'Run').attributes('disabled')).toBeUndefined();
  });

  it('says how fast a long run goes and what is left of it', async () => {
    // Every look at the clock is five seconds later: a slow machine.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 5000));
    try {
      const app = await start((host) => (host.fake.stopBefore = 3));
      await until(() => expect(app.text('.status-bar')).toMatch(/[\d.]+ megapixels a second · .+ left/));
    } finally {
      clock.mockRestore();
    }
  });

  it('says what failed where it failed, and lives on', async () => {
    const app = await start((host) => host.fake.failing.set('bicubic', 'It ran out of memory.'));
    await until(() => expect(app.window.get('td.failed').text()).toBe('It ran out of memory.'));
    expect(rows(app)).toContain('Pixel shuffle');
  });

  it('tells which pictures could not be read', async () => {
    const app = await start();
    await until(() => expect(rows(app)).toHaveLength(7));
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    const files = [new File(['x'], 'notes.rtf'), new File(['x'], 'cat.png')];
    Object.assign(drop, { dataTransfer: { items: files.map(() => ({})), files, types: ['Files'] } });
    app.window.get('.app').element.dispatchEvent(drop);
    await settle();
    expect(app.text('.failure[data-problem]')).toContain('notes.rtf: notes.rtf is not a picture.');
    expect(app.window.findAll('[role="option"] .name').map((name) => name.text())).toEqual([
      'still-life.png',
      'cat.png',
    ]);
    expect(app.window.get('[role="option"][aria-selected="true"]').text()).toContain('cat.png');
    await button(app, 'Dismiss').trigger('click');
    expect(app.window.find('.failure[data-problem]').exists()).toBe(false);
  });

  it('offers samples and files when it is empty', async () => {
    const app = await start();
    await until(() => expect(rows(app)).toHaveLength(7));
    await app.window.get('[role="option"]').trigger('keydown', { key: 'Delete' });
    await settle();
    expect(app.text('.welcome')).toContain('Drop pictures here');
    expect(app.host.fake.pictures).toEqual([]);
    await button(app, 'Zone plate').trigger('click');
    await settle();
    expect(app.text('.app-bar')).toContain('zone-plate ×2');
  });

  it('says that the engine was restarted, and that a run was interrupted', async () => {
    const app = await start((host) => (host.fake.stopBefore = 2));
    await until(() => expect(button(app, 'Cancel').text()).toContain('2 of 7'));
    app.host.connection('lost');
    await settle();
    expect(app.text('.status-bar')).toContain('The engine cannot be reached');
    expect(app.window.findAll('tbody td.state').map((cell) => cell.text())).toContain('Interrupted');
    app.host.connection('restarted');
    await settle();
    expect(app.text('.status-bar')).toContain('The engine stopped and was restarted. Your experiment is intact.');
  });

  it('exports through the host', async () => {
    const app = await start();
    expect(app.registry.execute('file.export-csv')).toBe(true);
    await settle();
    expect(app.host.saved).toEqual(['report.csv']);
  });
});
