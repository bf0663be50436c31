import type { Language, Text } from './language';

/** What descriptors of methods, metrics and protocols are made of, besides their texts. */

/** A text that is the same in every language: an abbreviation, a formula, a unit. */
export function inAll(text: string): Text {
  return { en: text, 'zh-CN': text };
}

/** Where something comes from. */
export interface Source {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly doi?: string;
  readonly url?: string;
}

/** "Keys, R. 1981, Cubic convolution interpolation for digital image processing, doi:10.1109/TASSP.1981.1163711" */
export function cite({ authors, year, title, doi, url }: Source): string {
  const place = doi === undefined ? url : `doi:${doi}`;
  return `${authors} ${year}, ${title}${place === undefined ? '' : `, ${place}`}`;
}

/** The mark of one curve, pane or row. */
export interface Glyph {
  /** Outline in a box of 12×12, as in the `d` of an SVG path. */
  readonly path: string;
  /** Drawn as an outline, not filled. */
  readonly hollow: boolean;
}

/** How one thing looks wherever it is drawn: panes, forms, tables, charts, reports. */
export interface Look {
  readonly glyph: Glyph;
  /** Hue on light ground, #rrggbb. */
  readonly light: string;
  /** Hue on dark ground, #rrggbb. */
  readonly dark: string;
  /** Its lines are dashed. */
  readonly dashed: boolean;
}

/** An introduction to a thing for readers who are new to it. */
export interface Explanation {
  readonly what: Text;
  readonly use: Text;
  /** Its weaknesses, or what it cannot detect. */
  readonly blindSpot: Text;
}

/** "a", "a and b", "a, b and c"; 「a、b 和 c」. */
export function listed(items: readonly string[], language: Language): string {
  const last = items.at(-1) ?? '';
  if (items.length < 2) return last;
  const head = items.slice(0, -1);
  return language === 'en' ? `${head.join(', ')} and ${last}` : `${head.join('、')}和${last}`;
}
