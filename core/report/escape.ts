/** What user text (file names, titles, notes) must become before it enters each kind of document. */

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => HTML[character]!);
}

/** JSON inside a script element: nothing in it can end the element or start a comment. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '^': '\\textasciicircum{}',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '%': '\\%',
  '†': '$^{\\dagger}$',
  '×': '$\\times$',
};

export function escapeLatex(text: string): string {
  return text.replace(/[\\{}$&#^_~%†×]/g, (character) => LATEX[character]!).replace(/[\n\r\t]+/g, ' ');
}

/** A number as tables show it. */
export function latexNumber(text: string): string {
  return escapeLatex(text).replaceAll('∞', '$\\infty$').replaceAll('−', '$-$').replaceAll('–', '--');
}

/** One cell of a Markdown table: no pipe, line break or inline markup gets through. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\n\r\t]+/g, ' ').replace(/[\\`*_[\]<>|#~]/g, (character) => `\\${character}`);
}
