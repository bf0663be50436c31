import { afterEach, describe, expect, it } from 'vitest';
import { DOMWrapper } from '@vue/test-utils';
import { formatSafetensors } from '@core/tensor/safetensors';
import { createTensor } from '@core/tensor/tensor';
import { useExperiment } from '@renderer/stores/experiment';
import { mountWindow, settle, until, type TestWindow } from '../mountWindow';

let open: TestWindow | null = null;
afterEach(() => {
  open?.window.unmount();
  open = null;
});

/** A tent of [3, 1, 4, 4]: x2 bilinear, every phase adds up to 1. */
const AXIS = [0.25, 0.75, 0.75, 0.25];
const tent = Array.from({ length: 48 }, (_, i) => AXIS[Math.floor(i / 4) % 4]! * AXIS[i % 4]!);
const weights = { origin: 'bilinear kernel', shape: [3, 1, 4, 4], values: tent, bias: null };
const snippet = "layer.load_state_dict(load_file('weights.safetensors'))\n";

const body = () => new DOMWrapper(document.body);
/** The one that a form opened; others wait in the page, closed. */
const dialog = () => body().get('dialog[open]');
const press = async (name: string | RegExp): Promise<void> => {
  const found = body()
    .findAll('button')
    .find((button) => {
      const label = button.attributes('aria-label') ?? button.text();
      return typeof name === 'string' ? label === name : name.test(label);
    });
  if (!found) throw new Error(`There is no button ${String(name)}.`);
  await found.trigger('click');
  await settle();
};
const parameterOf = (name: string) =>
  (body().get(`#conv-transpose-${name}`).element as HTMLInputElement | HTMLSelectElement).value;

async function start(method = 'Transposed conv', ...buttons: string[]): Promise<TestWindow> {
  open = await mountWindow((host) => host.fake.inspections.set('conv-transpose', { weights, snippet }));
  await press(`Parameters of ${method}`);
  for (const button of buttons) await press(button);
  return open;
}
async function choose(file: File): Promise<void> {
  const input = dialog().get('input[type="file"]');
  Object.defineProperty(input.element, 'files', { value: [file], configurable: true });
  await input.trigger('change');
  await settle();
}
const tensors = (entries: Record<string, readonly number[]>): File =>
  new File(
    [
      formatSafetensors(
        Object.fromEntries(Object.entries(entries).map(([name, shape]) => [name, createTensor(shape)])),
      ),
    ],
    'model.safetensors',
  );

describe('the weights of a method', () => {
  it('are shown as numbers and as a picture, with shape, origin and the sum of every phase', async () => {
    await start('Transposed conv', 'Weights…');
    const cells = dialog()
      .findAll('.side td')
      .map((cell) => cell.text());
    expect(cells).toHaveLength(16);
    expect(cells.slice(0, 4)).toEqual(['0.062500', '0.187500', '0.187500', '0.062500']);
    expect(dialog().get('figure').findAll('rect')).toHaveLength(16);
    expect(dialog().get('[data-response]').text()).toContain('at rest 4.000, at ½ across 0.000, down 0.000');
    expect(dialog().get('figure svg').attributes('aria-label')).toBe('Kernel in colours, from -0.563 to 0.563');
    expect(dialog().text()).toContain('[3, 1, 4, 4]');
    expect(dialog().get('[data-weights-origin]').text()).toBe('bilinear kernel');
    expect(
      dialog()
        .findAll('[data-phase-sums] td')
        .map((cell) => cell.text()),
    ).toEqual(Array(4).fill('1.0000'));
    expect(
      dialog()
        .findAll('.side option')
        .map((option) => option.text()),
    ).toContain('weight[2, 0]  output channel 2');
  });

  it('are saved under the name that the shown code loads', async () => {
    const app = await start('Transposed conv', 'Weights…', 'Save weights');
    expect(app.host.saved).toEqual(['conv-transpose-x2.safetensors']);
    expect(body().get('[data-snippet] pre').text()).toContain("load_file('conv-transpose-x2.safetensors')");
    expect(body().get('[data-snippet] [role="status"]').text()).toBe('Saved as conv-transpose-x2.safetensors.');
  });

  it('come from a file: tensors that fit first, and the chosen one with its bias goes to the engine', async () => {
    const app = await start('Transposed conv', 'Weights…');
    const bias = { 'up.bias': [3], 'other.bias': [64] };
    await choose(tensors({ 'conv.weight': [64, 3, 7, 7], 'up.weight': [3, 1, 4, 4], shared: [1, 1, 4, 4], ...bias }));
    const rows = body().findAll('[data-weight-file] tbody tr');
    const fitting = rows.slice(0, 2).map((row) => row.get('th').text());
    expect(fitting.sort()).toEqual(['shared', 'up.weight']);
    expect(rows.slice(2).every((row) => row.text().includes('does not fit'))).toBe(true);
    await press('Use up.weight');
    expect(app.host.fake.keptWeights.get('model.safetensors')?.map(({ name }) => name)).toEqual([
      'up.weight',
      'up.bias',
    ]);
    expect(parameterOf('weights')).toBe('file:model.safetensors#up.weight');
    const used = body()
      .findAll('[data-weight-file] tbody tr')
      .find((row) => row.text().includes('in use'));
    expect(used?.get('th').text()).toBe('up.weight');
    app.registry.execute('edit.undo');
    await settle();
    expect(parameterOf('weights')).toBe('fitted');
  });

  it('are refused with the shapes where nothing fits, and with the way around it where the file is a pickle', async () => {
    await start('Transposed conv', 'Weights…');
    await choose(tensors({ 'conv.weight': [64, 3, 7, 7] }));
    expect(body().get('[data-weight-file] [role="alert"]').text()).toBe(
      'No tensor of model.safetensors has the shape [3, 1, 4, 4] of this layer.',
    );
    await choose(new File(['PK'], 'model.pt'));
    const refusal = body().get('[data-weight-file] [role="alert"]');
    expect(refusal.text()).toContain('model.pt is a Python pickle');
    expect(refusal.get('pre').text().split('\n')).toEqual([
      'import torch; from safetensors.torch import save_file',
      'save_file(torch.load("model.pt", map_location="cpu", weights_only=True), "model.safetensors")',
    ]);
    await choose(new File([new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127, 1])], 'huge.safetensors'));
    expect(body().get('[data-weight-file] [role="alert"]').text()).toContain('huge.safetensors');
  });

  it('of another size are taken with the size that fits them, in one press', async () => {
    const app = await start('Transposed conv', 'Weights…');
    await choose(tensors({ 'up.weight': [3, 1, 6, 6] }));
    await press(/^Use kernelSize 6/);
    expect(useExperiment().setup.methods[0]?.parameters).toMatchObject({ kernelSize: 6, padding: 2 });
    expect(String(useExperiment().setup.methods[0]?.parameters['weights'])).toContain('up.weight');
    expect(app.host.fake.keptWeights.size).toBe(1);
  });

  it('leave a method without any with its code', async () => {
    await start('Bilinear', 'PyTorch code…');
    expect(dialog().get('h2').text()).toBe('PyTorch code of Bilinear');
    expect(body().find('[data-weight-file]').exists()).toBe(false);
  });
});

describe('fit to target', () => {
  const firstRows = () =>
    body()
      .findAll('[data-fit-ways] tbody tr')
      .map((row) => row.findAll('td').map((cell) => cell.text()));

  it('ranks the ways: equal phases first, then the cheapest, each with its reason', async () => {
    await start('Transposed conv', 'Fit to target…');
    const rows = firstRows();
    expect(rows[0]!.slice(0, 6)).toEqual(['2', '2', '0', '0', '1', 'equal']);
    expect(rows[0]![7]).toMatch(/^output_padding is 0: .+ is the wanted height already\.$/);
    const used = rows.find((row) => row[8] === 'in use');
    expect(used?.slice(0, 6)).toEqual(['4', '2', '1', '0', '1', 'equal']);
    await press(/^Show all/);
    const order = firstRows().map((row) => row[5]);
    expect(order.lastIndexOf('equal')).toBeLessThan(order.indexOf('unequal'));
  });

  it('sets all parameters in one step that can be undone', async () => {
    const app = await start('Transposed conv', 'Fit to target…');
    await press(/^Use kernelSize 6, stride 2, padding 2, outputPadding 0,/);
    expect(parameterOf('kernelSize')).toBe('6');
    expect(parameterOf('padding')).toBe('2');
    await until(() => expect(body().find('dialog[open] [data-fit-ways]').exists()).toBe(false));
    app.registry.execute('edit.undo');
    await settle();
    expect([parameterOf('kernelSize'), parameterOf('padding')]).toEqual(['4', '1']);
  });

  it('offers the odd kernels of a pixel shuffle and nothing to set for interpolation', async () => {
    await start('Pixel shuffle', 'Fit to target…');
    expect(firstRows().map((row) => row[0])).toEqual(['1', '3', '5', '7']);
    await dialog().get('[aria-label="Close"]').trigger('click');
    await until(() => expect(body().find('dialog[open] [data-fit-ways]').exists()).toBe(false));
    await press('Parameters of Bilinear');
    await press('Fit to target…');
    expect(firstRows()[0]!.at(-1)).toBe('in use');
  });

  it('come from a file dropped anywhere: for the open form, else the picked picture, else the first layer', async () => {
    open = await mountWindow((host) => host.fake.inspections.set('conv-transpose', { weights, snippet }));
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    const files = [tensors({ 'up.weight': [3, 1, 4, 4] })];
    Object.assign(drop, { dataTransfer: { items: files.map(() => ({})), files, types: ['Files'] } });
    open.window.get('.app').element.dispatchEvent(drop);
    await until(() => expect(dialog().text()).toContain('up.weight'));
    expect(useExperiment().openKey).toBe('conv-transpose');
  });
});
