import { csvField } from '@core/tensor/csv';
import { SAVED } from './saved';
import { pngOf, saveBlob } from '../../composables/saveFile';

/** The numbers of a chart as text. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** RFC 4180: quoted where needed, lines end in CRLF. */
export function toCsv({ head, rows }: ChartTable): string {
  // Cells that are numbers stay numbers; everything else is text, also where it looks like a formula.
  const field = (text: string): string => (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? text : csvField(text));
  return [head, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

/** What is drawn around a chart that is saved: title, units and direction, so that it explains itself. */
interface ChartFrameText {
  readonly title: string;
  /** Units and direction. */
  readonly note: string;
  readonly colours: { readonly ground: string; readonly title: string; readonly note: string };
  readonly font: string;
}
/** Height of title and note above the drawing. */
const HEAD = 44;
const SVG = 'http://www.w3.org/2000/svg';

/** The drawing with its title, units and a ground that suits its text, as a file of its own. */
export function framedSvg(
  svg: SVGSVGElement,
  size: { readonly width: number; readonly height: number },
  { title, note, colours, font }: ChartFrameText,
): SVGSVGElement {
  const { width, height } = size;
  const whole = document.createElementNS(SVG, 'svg');
  const set = (element: Element, values: Record<string, string | number>): Element => {
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, String(value));
    return element;
  };
  set(whole, { xmlns: SVG, width, height: height + HEAD, viewBox: `0 0 ${width} ${height + HEAD}` });
  whole.append(set(document.createElementNS(SVG, 'rect'), { width: '100%', height: '100%', fill: colours.ground }));
  const line = (text: string, y: number, style: Record<string, string | number>): void => {
    const element = set(document.createElementNS(SVG, 'text'), { x: 12, y, 'font-family': font, ...style });
    element.textContent = text;
    whole.append(element);
  };
  line(title, 19, { 'font-size': 13, 'font-weight': 600, fill: colours.title });
  line(note, 36, { 'font-size': 11, fill: colours.note });
  const drawing = svg.cloneNode(true) as SVGSVGElement;
  whole.append(set(drawing, { x: 0, y: HEAD, width, height }));
  return whole;
}

async function toPng(svg: SVGSVGElement): Promise<Blob> {
  const [width, height] = [Number(svg.getAttribute('width')), Number(svg.getAttribute('height'))];
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * 2);
  canvas.height = Math.round(height * 2);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return pngOf(canvas);
}

/** Saves a chart as a picture of twice its size, a drawing, or all of its numbers. */
export async function downloadChart(
  format: 'png' | 'svg' | 'csv',
  name: string,
  svg: SVGSVGElement | null,
  numbers: ChartTable,
  frame: ChartFrameText,
): Promise<void> {
  if (format === 'csv') return saveBlob(new Blob([toCsv(numbers)], { type: 'text/csv' }), `${name}.csv`);
  if (!svg) return;
  const whole = framedSvg(svg, SAVED, frame);
  if (format === 'png') return saveBlob(await toPng(whole), `${name}.png`);
  saveBlob(new Blob([new XMLSerializer().serializeToString(whole)], { type: 'image/svg+xml' }), `${name}.svg`);
}
