import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow;
beforeAll(() => {
  // The test page knows no modal dialogs.
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});
afterEach(() => app.window.unmount());

async function openDialog(prepare?: Parameters<typeof mountWindow>[0]): Promise<void> {
  app = await mountWindow(prepare);
  await app.window.get('button[aria-label="Parameters of Transposed conv"]').trigger('click');
  await settle();
  await app.window.get('.fit-button').trigger('click');
  await settle();
}

describe('fitting in the window', () => {
  it('asks for the method as it is, shows what was found, and gives the method those weights', async () => {
    await openDialog();
    const sets = app.window.findAll('.fit input[type="radio"]');
    expect(sets).toHaveLength(3);
    await sets[2]!.setValue(true);
    await app.window.get('.fit .lambda').setValue('1e-6');
    await app.window.get('.fit form').trigger('submit');
    await until(() => expect(app.text('.fit dl')).toContain('30.000 dB, 4 pictures'));
    const [asked] = app.host.fake.fits;
    expect(asked).toMatchObject({
      ...{ method: { id: 'conv-transpose', parameters: {} }, scale: 2, degradation: 'area' },
      ...{ lambda: 1e-6, holdOut: 0, pictureIds: [app.host.fake.pictures[0]!.id] },
    });
    expect(app.text('.fit dl')).toContain('none kept out');
    expect(app.window.findAll('.fit .kernels rect')).toHaveLength(16);
    await app.window.get('.fit .button--primary').trigger('click');
    await settle();
    const weights = app.window.get('#conv-transpose-weights').element as HTMLSelectElement;
    expect(weights.value).toBe('file:conv-transpose-1.safetensors');
    // Back to the defaults and they are still on offer.
    app.registry.execute('edit.undo');
    await settle();
    expect(weights.value).toBe('fitted');
    expect([...weights.options].map(({ value }) => value)).toContain('file:conv-transpose-1.safetensors');
  });

  it('can be cancelled, and refuses a ridge that is none', async () => {
    await openDialog((host) => (host.fake.fitWaits = true));
    const lambda = app.window.get('.fit .lambda');
    await lambda.setValue('-1');
    expect(lambda.attributes('aria-invalid')).toBe('true');
    expect(app.window.get('.fit button[type="submit"]').attributes('disabled')).toBeDefined();
    await lambda.setValue('0');
    await app.window.get('.fit form').trigger('submit');
    await until(() => expect(app.text('.fit .progress')).toBe('1 of 4'));
    await app.window.get('.fit footer .button').trigger('click');
    await until(() => expect(app.host.fake.cancelled).toContain('fit'));
    expect(app.window.find('.fit .progress').exists()).toBe(false);
  });
});
