import { afterEach, describe, expect, it } from 'vitest';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow;
afterEach(() => {
  app.registry.execute('view.compare');
  app.window.unmount();
});

describe('the performance view', () => {
  it('measures what is chosen, and keeps it with the machine it was measured on', async () => {
    app = await mountWindow();
    app.registry.execute('view.performance');
    await settle();
    const box = (text: string) =>
      app.window
        .findAll('.performance label')
        .find((label) => label.text().startsWith(text))!
        .get('input');
    for (const operator of ['Transposed conv, depthwise', 'Max-unpool', 'Nearest + conv', 'Pixel shuffle'])
      await box(operator).setValue(false);
    await box('Reference').setValue(true);
    await app.window.get('.performance form').trigger('submit');
    await until(() => expect(app.window.findAll('.performance tbody tr')).toHaveLength(2 * 3 * 3));
    const first = app.window.get('.performance tbody tr').text();
    expect(first).toContain('Transposed conv');
    expect(first).toContain('256×256');
    expect(app.text('.performance .table')).toContain('20.0×');
    expect(app.text('.performance .table')).toContain('cores');
    // Every chart says its result: who is where, with numbers.
    const said = app.window.findAll('.performance figcaption .sr-only').map((summary) => summary.text());
    expect(said).toHaveLength(4);
    for (const sentence of said) expect(sentence).toMatch(/(Transposed conv|Bilinear).*\d/);
    for (const button of app.window.findAll('.performance button[aria-label="Show as a table"]'))
      await button.trigger('click');
    const growth = app.window.findAll('.performance figure')[1]!;
    // Made-up times grow as the pixels do.
    expect(growth.get('tbody tr td:last-child').text()).toBe('1.00');
    const [, , roof, memory] = app.window.findAll('.performance figure');
    // Two operations for each of the fake's 48 multiply-adds, over its 20 bytes.
    expect(roof!.get('tbody tr').text()).toContain('4.80');
    expect(memory!.findAll('tbody tr')).toHaveLength(2 * 2);
    expect(app.text('.machine')).toContain('This machine, 2 threads');
    expect(app.text('.machine')).toContain('90.0 Gflop/s');
    expect(localStorage.getItem('upbench.benchmark/1')).toContain('"environment":{');
  });

  it('has nothing to measure when nothing is chosen', async () => {
    app = await mountWindow();
    app.registry.execute('view.performance');
    await settle();
    const start = app.window.get('.performance button[type="submit"]');
    expect(start.attributes('disabled')).toBeUndefined();
    for (const size of app.window.findAll('.performance fieldset')[1]!.findAll('input')) await size.setValue(false);
    expect(start.attributes('disabled')).toBeDefined();
  });
});
