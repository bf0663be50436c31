import { message, type Message } from '../../messages';
import type { MethodSpec } from '../../experiment/schema';
import { UpbenchError } from '../../tensor/errors';
import { safeName, shortened } from './fileNames';

export const DEFAULT_TEMPLATE = '{file}__{method}_x{scale}.{ext}';
const KNOWN = ['file', 'method', 'params', 'scale', 'ext'] as const;
type Part = (typeof KNOWN)[number];

/** Most file systems allow 255 bytes; parts and numbers are added to a name. */
const MAX_BYTES = 200;

/** Refuses a template that names no picture apart from the next, or that would leave the folder. */
export function checkTemplate(template: string): string {
  const refuse = (reason: Message): never => {
    const said = message('template-refused', { reason, parts: KNOWN.map((part) => `{${part}}`) });
    throw new UpbenchError('invalid-parameter', said, { parameter: 'name' });
  };
  for (const [whole, part] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!KNOWN.some((known) => known === part)) refuse(message('template-unknown', { part: whole }));
  }
  const fixed = template.replace(/\{[^{}]*\}/g, '');
  if (/[{}]/.test(fixed)) refuse(message('template-brace'));
  if (/[/\\]/.test(fixed)) refuse(message('template-folder'));
  if (!template.includes('{file}') || !template.includes('{method}')) refuse(message('template-needs'));
  if (!template.endsWith('.{ext}') && !template.endsWith('.png')) refuse(message('template-ending'));
  return template;
}

/** `kernelSize=6,weights=icnr`: what was changed by hand. */
export const parameterPart = ({ parameters }: Pick<MethodSpec, 'parameters'>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(',');

/** One name from a template; every part is made safe, and an empty part takes the mark before it along. */
export function fillTemplate(template: string, parts: Readonly<Record<Part, string>>): string {
  const [, body = template] = /^(.*)\.(?:\{ext\}|png)$/.exec(template) ?? [];
  const filled = body.replace(/([_\-.]*)\{(\w+)\}/g, (_, before: string, part: Part) => {
    const text = safeName(parts[part]);
    return text === '' ? '' : before + text;
  });
  return `${shortened(safeName(filled), MAX_BYTES) || 'picture'}.${parts.ext}`;
}
