import { DOMWrapper } from '@vue/test-utils';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let app: TestWindow;
/** Dialogs stand beside the window. */
const body = () => new DOMWrapper(document.body);
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
    const sets = body().findAll('.fit input[type="radio"]');
    // Four sets, then three ways to validate.
    expect(sets).toHaveLength(7);
    await sets[2]!.setValue(true);
    await body().get('.fit .lambda').setValue('1e-6');
    await body().get('form.fit').trigger('submit');
    await until(() => expect(body().get('.fit dl').text()).toContain('30.000 dB, 4 pictures'));
    const [asked] = app.host.fake.fits;
    expect(asked).toMatchObject({
      method: { id: 'conv-transpose', parameters: {} },
      scale: 2,
      degradation: 'area',
      lambda: 1e-6,
      holdOut: 0,
      pictureIds: [app.host.fake.pictures[0]!.id],
    });
    expect(body().get('.fit dl').text()).toContain('none kept out');
    expect(body().findAll('.fit .kernels rect')).toHaveLength(16);
    expect(body().get('[data-fit-response] ~ p').text()).toContain('bilinear');
    await body().get('.fit .button--primary').trigger('click');
    await settle();
    const weights = app.window.get('#conv-transpose-weights').element as HTMLSelectElement;
    expect(weights.value).toBe('file:conv-transpose-1.safetensors');
    // Back to the defaults and they are still on offer.
    app.registry.execute('edit.undo');
    await settle();
    expect(weights.value).toBe('fitted');
    expect([...weights.options].map(({ value }) => value)).toContain('file:conv-transpose-1.safetensors');
  });

  it('fits on a folder with a cross-validation, and says what it found on every part', async () => {
    await openDialog();
    const folder = body().get('input[value="folder"]');
    // Nothing is chosen yet.
    expect(folder.attributes('disabled')).toBeDefined();
    const files = ['b.png', 'a.png', 'notes.txt'].map((name) => {
      const file = new File([new Uint8Array([1])], name);
      Object.defineProperty(file, 'webkitRelativePath', { value: `photos/${name}` });
      return file;
    });
    const dialog = vi.spyOn(HTMLInputElement.prototype, 'click').mockImplementation(function (this: HTMLInputElement) {
      Object.defineProperty(this, 'files', { value: files });
      this.dispatchEvent(new Event('change'));
    });
    await body().get('[data-pick-folder]').trigger('click');
    dialog.mockRestore();
    await until(() => expect(body().get('.fit fieldset').text()).toContain('The folder photos (2 pictures)'));
    await body().get('input[value="folds"]').trigger('change');
    const parts = body().get('.fit .folds');
    // The usual five are too many for two pictures; more parts than pictures are none.
    expect((parts.element as HTMLInputElement).value).toBe('2');
    await body().get('input[value="built-in"]').trigger('change');
    expect((parts.element as HTMLInputElement).value).toBe('5');
    await folder.trigger('change');
    await parts.setValue(3);
    expect(body().get('.fit button[type="submit"]').attributes('disabled')).toBeDefined();
    expect(body().get('.fit').text()).toContain('From 2 to 2');
    await parts.setValue(2);
    await body().get('form.fit').trigger('submit');
    await until(() => expect(body().findAll('[data-folds] tbody tr')).toHaveLength(2));
    expect(app.host.fake.fits.at(-1)).toMatchObject({ holdOut: 0, folds: 2, folder: 'photos' });
    expect(app.host.fake.fits.at(-1)?.pictureIds).toHaveLength(2);
    expect(body().get('.fit dl').text()).toContain('29.050 dB on the part left out');
  });

  it('can be cancelled, and refuses a ridge that is none', async () => {
    await openDialog((host) => (host.fake.fitWaits = true));
    const lambda = body().get('.fit .lambda');
    await lambda.setValue('-1');
    expect(lambda.attributes('aria-invalid')).toBe('true');
    expect(body().get('.fit button[type="submit"]').attributes('disabled')).toBeDefined();
    await lambda.setValue('0');
    await body().get('form.fit').trigger('submit');
    await until(() => expect(body().get('.fit .progress').text()).toBe('1 of 4'));
    await body().get('.fit footer .button').trigger('click');
    await until(() => expect(app.host.fake.cancelled).toContain('fit'));
    expect(body().find('.fit .progress').exists()).toBe(false);
  });
});
