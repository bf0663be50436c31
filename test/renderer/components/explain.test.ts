import { afterEach, describe, expect, it } from 'vitest';
import { topicOf, topics } from '@renderer/components/explain/topics';
import { explained } from '@renderer/composables/explain';
import { LANGUAGES } from '@core/messages';
import { metrics } from '@core/metrics';
import { upsamplers } from '@core/upsamplers';
import { mountWindow, settle, type TestWindow } from '../mountWindow';

let app: TestWindow | null = null;
afterEach(() => {
  app?.window.unmount();
  explained.value = null;
});

describe('explanations', () => {
  it.each([
    ...upsamplers.map(({ id }) => ['method', id] as const),
    ...metrics.map(({ id }) => ['metric', id] as const),
  ])('the %s %s has one in every language', (kind, id) => {
    const topic = topicOf(kind, id)!;
    for (const language of LANGUAGES)
      for (const text of [topic.title, topic.formula, ...Object.values(topic.explanation)])
        expect(text[language]).toMatch(/\S/);
  });

  it('opens for the method whose form is open, and goes from one to the next by arrow key', async () => {
    app = await mountWindow();
    app.registry.execute('help.explain');
    await settle();
    const dialog = (): HTMLElement => document.querySelector<HTMLElement>('dialog[open] .explain')!;
    expect(dialog().querySelector('article h3')?.textContent).toBe('Transposed conv');
    const first = dialog().querySelector<HTMLElement>('[role="option"][aria-selected="true"]')!;
    first.focus();
    first.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    await settle();
    expect(explained.value).toBe(topics[1]);
    expect(dialog().querySelector('article h3')?.textContent).toBe('Bilinear');
  });
});

describe('the tour', () => {
  it('goes from area to area, ends, and stays away', async () => {
    app = await mountWindow();
    const strip = () => app!.window.find('.tour');
    expect(document.documentElement.dataset['tour']).toBe('left');
    for (let step = 0; step < 4; step++) await strip().get('.button').trigger('click');
    expect(strip().exists()).toBe(false);
    expect(document.documentElement.dataset['tour']).toBeUndefined();
    expect(localStorage.getItem('upbench.tour/1')).toBe('true');
    app.registry.execute('help.tour');
    await settle();
    expect(app.text('.tour')).toContain('1 of 4');
    await strip().get('.icon-button').trigger('click');
    expect(strip().exists()).toBe(false);
  });
});
