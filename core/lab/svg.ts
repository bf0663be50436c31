import type { Item, Scene } from './scene';

const FONT = "'JetBrains Mono', ui-monospace, 'Noto Sans CJK SC', monospace";

/** One drawing as a file of its own. */
export function svgOf(scene: Scene, title: string, page: string): string {
  return document(scene, title, page, '', scene.items.map((item) => markup(item)).join('\n'));
}

/**
 * Drawings one after the other as an animated SVG that loops: every item is written once for each run of frames in
 * which it stands, and CSS shows it in that time. No script, so it plays in an `<img>` and in documents.
 */
export function animationOf(scenes: readonly Scene[], title: string, page: string, secondsPerFrame: number): string {
  const runs = runsOf(scenes);
  const frames = scenes.length;
  const seconds = (frames * secondsPerFrame).toFixed(2);
  const timed = [...new Set(runs.filter(({ first, last }) => first > 0 || last < frames - 1).map(nameOf))];
  const percent = (frame: number): string => `${Number(((100 * frame) / frames).toFixed(3))}%`;
  const rules = timed.map((name) => {
    const [first, last] = name.slice(1).split('-').map(Number) as [number, number];
    const keys = [
      ...(first > 0 ? [`0%{visibility:hidden}`] : []),
      `${percent(first)}{visibility:visible}`,
      ...(last < frames - 1 ? [`${percent(last + 1)}{visibility:hidden}`] : []),
    ];
    return `@keyframes ${name}{${keys.join('')}}.${name}{animation:${name} ${seconds}s step-end infinite}`;
  });
  const size = {
    width: Math.max(...scenes.map(({ width }) => width)),
    height: Math.max(...scenes.map(({ height }) => height)),
  };
  const always = (run: Run): boolean => run.first === 0 && run.last === frames - 1;
  const body = runs.map((run) => markup(run.item, always(run) ? undefined : nameOf(run)));
  return document(size, title, page, `<style>${rules.join('')}</style>`, body.join('\n'));
}

interface Run {
  readonly item: Item;
  readonly first: number;
  readonly last: number;
  /** Where it lies in the pile. */
  readonly order: number;
}

const nameOf = ({ first, last }: Run): string => `f${first}-${last}`;

function runsOf(scenes: readonly Scene[]): Run[] {
  const runs: Run[] = [];
  let open = new Map<string, { item: Item; first: number; order: number }>();
  for (const [frame, { items }] of scenes.entries()) {
    const now = new Map<string, { item: Item; first: number; order: number }>();
    for (const [order, item] of items.entries()) {
      const key = markup(item);
      now.set(key, open.get(key) ?? { item, first: frame, order });
    }
    for (const [key, run] of open) if (!now.has(key)) runs.push({ ...run, last: frame - 1 });
    open = now;
  }
  for (const run of open.values()) runs.push({ ...run, last: scenes.length - 1 });
  // Plain cells below, marked ones above, words on top: as within a drawing.
  const layer = ({ item }: Run): number => (item.kind === 'text' ? 2 : item.thickness > 1 ? 1 : 0);
  return runs.sort((a, b) => layer(a) - layer(b) || a.order - b.order || a.first - b.first);
}

function document(
  size: { readonly width: number; readonly height: number },
  title: string,
  page: string,
  head: string,
  body: string,
): string {
  const [width, height] = [Math.ceil(size.width), Math.ceil(size.height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" role="img">`,
    `<title>${escape(title)}</title>${head}`,
    `<rect width="${width}" height="${height}" fill="${page}"/>`,
    body,
    '</svg>',
    '',
  ].join('\n');
}

function markup(item: Item, className?: string): string {
  const by = className === undefined ? '' : ` class="${className}"`;
  if (item.kind === 'rect') {
    const { x, y, width, height, fill, stroke, thickness } = item;
    return `<rect${by} x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" stroke="${stroke}" stroke-width="${thickness}"/>`;
  }
  const { x, y, text, size, fill, anchor, bold } = item;
  const weight = bold ? ' font-weight="600"' : '';
  const place = anchor === 'middle' ? ' text-anchor="middle"' : '';
  return `<text${by} x="${round(x)}" y="${round(y)}" font-size="${round(size)}" fill="${fill}"${place}${weight} xml:space="preserve">${escape(text)}</text>`;
}

const round = (value: number): number => Number(value.toFixed(2));

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
