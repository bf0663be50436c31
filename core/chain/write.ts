import { SIGNATURES, type Value } from './layers';
import { INPUT, type Chain, type Step } from './program';

/** The chain as PyTorch layer lines, one step per line; reading them gives the same chain. */
export function writeChain(chain: Chain): string {
  const { input, comments, steps } = withPlainNames(chain);
  const lines: string[] = input === null ? [] : [`# x: ${input.join('×')}`];
  const unpaired: string[] = [];
  for (const [i, step] of steps.entries()) {
    lines.push(...comments.filter(({ before }) => before === i).map(({ text }) => text));
    const code = writeStep(step, steps[i - 1]?.name ?? INPUT, unpaired.at(-1));
    if (step.kind === 'MaxPool2d') unpaired.push(step.name);
    if (step.indicesOf !== undefined && unpaired.includes(step.indicesOf))
      unpaired.splice(unpaired.lastIndexOf(step.indicesOf), 1);
    lines.push(`${step.name} = ${code}${step.comment === undefined ? '' : `  ${step.comment}`}`);
  }
  lines.push(...comments.filter(({ before }) => before >= steps.length).map(({ text }) => text));
  return lines.join('\n') + (lines.length > 0 ? '\n' : '');
}

/** Names with dots, such as "main.0", as Python names. */
function withPlainNames(chain: Chain): Chain {
  if (chain.steps.every(({ name }) => /^\w+$/.test(name))) return chain;
  const plain = (name: string): string => name.replace(/\W/g, '_').replace(/^(\d)/, '_$1');
  return {
    ...chain,
    steps: chain.steps.map((step) => ({
      ...step,
      name: plain(step.name),
      inputs: step.inputs.map(plain),
      ...(step.indicesOf === undefined ? {} : { indicesOf: plain(step.indicesOf) }),
      ...(typeof step.outputSize === 'string' ? { outputSize: plain(step.outputSize) } : {}),
    })),
  };
}

function writeStep(step: Step, previous: string, pairing: string | undefined): string {
  const { kind, inputs, outputSize, indicesOf, values } = step;
  const [first = INPUT] = inputs;
  if (kind === 'cat') return `torch.cat([${inputs.join(', ')}], 1)`;
  if (kind === 'add') return inputs.join(' + ');
  if (kind === 'crop') return `${first}[..., ${slice(values['rows'])}, ${slice(values['columns'])}]`;
  if (kind === 'pad') return `F.pad(${first}, ${writeArguments(step)})`;
  const extras = [
    ...(indicesOf === undefined || indicesOf === pairing ? [] : [`indices=${indicesOf}`]),
    ...(outputSize === undefined
      ? []
      : [`output_size=${typeof outputSize === 'string' ? `${outputSize}.shape` : pythonValue(outputSize)}`]),
  ];
  const call = first === previous && extras.length === 0 ? '' : `(${[first, ...extras].join(', ')})`;
  return `${layerCode(step)}${call}`;
}

/** `nn.Conv2d(3, 64, 3, padding=1)`: what differs from the defaults. */
export function layerCode(step: Pick<Step, 'kind' | 'values'>): string {
  return `nn.${step.kind}(${writeArguments(step)})`;
}

/** The arguments alone, as a table shows them. */
export function writeArguments({ kind, values }: Pick<Step, 'kind' | 'values'>): string {
  const { args, positional } = SIGNATURES[kind]!;
  return args
    .flatMap(([name, usual], i) => {
      const value = values[name]!;
      const isUsual = usual !== undefined && JSON.stringify(value) === JSON.stringify(usual);
      if (isUsual) return [];
      return [i < positional && usual === undefined ? pythonValue(value) : `${name}=${pythonValue(value)}`];
    })
    .join(', ');
}

/** A value as Python writes it. */
export function pythonValue(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return String(value);
  if ('ref' in value) return `${value.ref}.shape[-2:]`;
  return value.length === 1 ? `(${value[0]},)` : `(${value.join(', ')})`;
}

function slice(bounds: Value | undefined): string {
  const [from = 0, to = Infinity] = Array.isArray(bounds) ? (bounds as readonly number[]) : [];
  return `${from === 0 ? '' : from}:${to === Infinity ? '' : to}`;
}
