import { createApp, h, nextTick, reactive, shallowRef } from 'vue';
import { createI18n } from 'vue-i18n';
import en from '@renderer/i18n/en/viewer';
import zh from '@renderer/i18n/zh-CN/viewer';
import type { PaneModel } from '@renderer/viewer/paneModel';
import { createViewer } from '@renderer/viewer/viewer';
import ViewerArea from '@renderer/viewer/ViewerArea.vue';
import { blocks, checker, pictureUrl, ramp, scene, uneven, type Formula } from './pictures';

// The window's styles, as far as they are there.
import.meta.glob('@renderer/styles/*.css', { eager: true });

const query = new URLSearchParams(location.search);
const viewer = createViewer();
const panes = shallowRef<readonly PaneModel[]>([]);
const events = reactive<{ name: string; value: unknown }[]>([]);
const note =
  (name: string) =>
  (...value: unknown[]) =>
    void events.push({ name, value });

document.documentElement.classList.toggle('dark', query.get('theme') === 'dark');
document.documentElement.lang = query.get('lang') ?? 'en';
const i18n = createI18n({
  legacy: false,
  locale: query.get('lang') ?? 'en',
  messages: { en: { viewer: en }, 'zh-CN': { viewer: zh } },
});

createApp({
  render: () =>
    h(ViewerArea, {
      viewer,
      panes: panes.value,
      renderer: query.get('renderer') === 'canvas2d' ? 'canvas2d' : 'webgl2',
      onSelect: note('select'),
      onRetry: note('retry'),
      onRegion: note('region'),
      onPin: note('pin'),
      onReference: note('reference'),
    }),
})
  .use(i18n)
  .mount('#app');

const METHODS = [
  ['conv-transpose', 'Transposed conv', 'k6 s4 p1', '−8.46'],
  ['bilinear', 'Bilinear', '', '−1.07'],
  ['unpooling', 'Max-unpool + conv', 'k4 · k9 fit', '−11.77'],
  ['nearest-conv', 'Nearest + conv', 'k5 fit', '−0.95'],
  ['pixel-shuffle', 'Pixel shuffle', 'k5 fit', 'best'],
  ['nearest', 'Nearest', '', '−2.05'],
  ['bicubic', 'Bicubic', 'a −0.75', '−0.29'],
] as const;

function pane(
  part: Partial<PaneModel> & Pick<PaneModel, 'key' | 'title'>,
  width: number,
  height: number,
  url: string | null,
): PaneModel {
  return { role: 'method', chip: '', methodId: '', channels: 3, state: 'done', width, height, url, ...part };
}

const FORMULAS = { checker, ramp } as const;

const harness = {
  viewer,
  events,
  /** A reference and the first `methods` methods of a scene of this size. */
  async showScene(width: number, height: number, methods: number): Promise<void> {
    const original = scene(width, height);
    const looks: Formula[] = [
      uneven(blocks(original, 2), 4, 12),
      blocks(original, 2),
      uneven(original, 2, 26),
      blocks(original, 3),
      (x, y) => original(x + 1, y),
      blocks(original, 4),
      (x, y) => original(x, y + 1),
    ];
    const reference = pane(
      { key: 'reference', role: 'reference', title: 'scene.png' },
      width,
      height,
      await pictureUrl(width, height, original),
    );
    const input = pane(
      { key: 'input', role: 'input', title: 'Input' },
      width / 4,
      height / 4,
      await pictureUrl(width / 4, height / 4, (x, y) => original(x * 4 + 2, y * 4 + 2)),
    );
    const made: PaneModel[] = [];
    for (const [i, [methodId, title, chip, delta]] of METHODS.slice(0, methods).entries()) {
      const badge = methodId === 'conv-transpose' ? { badge: { kind: 'checkerboard', text: '9.4' } as const } : {};
      const url = await pictureUrl(width, height, looks[i]!);
      made.push(pane({ key: methodId, methodId, title, chip, delta, ...badge }, width, height, url));
    }
    panes.value = [reference, input, ...made];
    await nextTick();
  },
  /** The same picture in every pane, cheap to make however large. */
  async showLarge(width: number, height: number, count: number): Promise<void> {
    const url = (i: number) =>
      pictureUrl(width, height, (x, y) => [(x + i * 40) & 255, (y * 3) & 255, ((x >> 4) ^ (y >> 4)) & 255]);
    const made: PaneModel[] = [];
    for (let i = 0; i < count; i++) {
      const methodId = i === 0 ? '' : METHODS[i - 1]![0];
      made.push(
        pane(
          {
            key: i === 0 ? 'reference' : methodId,
            role: i === 0 ? 'reference' : 'method',
            methodId,
            title: i === 0 ? 'large.png' : METHODS[i - 1]![1],
          },
          width,
          height,
          await url(i),
        ),
      );
    }
    panes.value = made;
    await nextTick();
  },
  /** One pattern in one pane. */
  async showPattern(name: keyof typeof FORMULAS, width: number, height: number): Promise<void> {
    panes.value = [
      pane(
        { key: 'reference', role: 'reference', title: name },
        width,
        height,
        await pictureUrl(width, height, FORMULAS[name]),
      ),
    ];
    await nextTick();
  },
  setPanes(change: (panes: readonly PaneModel[]) => readonly PaneModel[]): void {
    panes.value = change(panes.value);
  },
  run(id: string): void {
    const command = viewer.commands.find((one) => one.id === `viewer.${id}`);
    command?.run();
  },
  release(id: string): void {
    viewer.commands.find((one) => one.id === `viewer.${id}`)?.release?.();
  },
};
export type Harness = typeof harness;
declare global {
  interface Window {
    harness: Harness;
  }
}
window.harness = harness;
