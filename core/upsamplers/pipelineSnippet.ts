import { isSmooth } from './pipelineLayers';
import type { ResizeStep, Step } from './pipelinePlan';
import { factorText } from './pipelineText';
import { keywords, LOAD_WEIGHTS, snippetOf } from './snippet';

/** PyTorch code of a chain: the steps' own code one after the other, each reading `x` and leaving `y`. */
export function pipelineSnippet(steps: readonly Step[]): string {
  const snippets = steps.map((step) =>
    step.kind === 'layer' ? step.method.snippet(step.parameters, step.context) : '',
  );
  const learns = snippets.some((snippet) => snippet.includes(LOAD_WEIGHTS));
  const resizes = steps.some(({ kind }) => kind === 'resize');
  const needs = new Set<string>();
  const lines = steps.flatMap((step, index) => {
    const head = [`# step ${index + 1}: ${step.text.id} x${factorText(step.factor)}`, ...(index > 0 ? ['x = y'] : [])];
    if (step.kind === 'resize') return [...head, resizeLine(step)];
    const own = bodyOf(snippets[index]!);
    own.needs.forEach((line) => needs.add(line));
    const load = `layer.load_state_dict({name.removeprefix('${index}.'): value for name, value in weights.items() if name.startswith('${index}.')})`;
    return [...head, ...own.lines.map((line) => line.replace(LOAD_WEIGHTS, () => load))];
  });
  return snippetOf({
    weights: learns,
    needs: [...needs],
    lines: [
      ...(learns ? ["weights = load_file('weights.safetensors')"] : []),
      ...(resizes ? ['size = x.shape[-2:]'] : []),
      ...lines,
    ],
  });
}

/** The size is rounded half up from that of the picture, as `sizeAfter` does. */
function resizeLine({ mode, total: { numerator: a, denominator: b } }: ResizeStep): string {
  const size = `[max(1, (2 * n * ${a} + ${b}) // ${2 * b}) for n in size]`;
  return `y = F.interpolate(x, ${keywords({ size, mode: `'${mode}'`, align_corners: isSmooth(mode) ? false : undefined })})`;
}

/** Code between the notes of `snippetOf`, and what it needs besides x. */
function bodyOf(snippet: string): { readonly needs: string[]; readonly lines: string[] } {
  const lines = snippet.split('\n');
  const first = lines.findIndex((line) => line.startsWith('# x: '));
  const body = lines.slice(
    first + 1,
    lines.findIndex((line) => line.startsWith('# shown clamped')),
  );
  const code = body.findIndex((line) => !line.startsWith('# '));
  return { needs: body.slice(0, code).map((line) => line.slice(2)), lines: body.slice(code) };
}
