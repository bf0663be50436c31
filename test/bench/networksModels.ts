import { graphNode, onnxModel, randomTensor, seededNumbers } from '../helpers/madeOnnx';

/** A network of the benchmark; weights are seeded random numbers, which cost what trained ones do. */
export interface MadeNetwork {
  readonly title: string;
  readonly channels: number;
  readonly bytes: Uint8Array;
}

/** Rows and columns of the picture and of a tile, unless asked for others. */
export const SIDE = 768;
export const TILE = 384;

/** Layers one behind the other, from x to y. */
class Chain {
  readonly nodes: Uint8Array[] = [];
  readonly tensors: Uint8Array[] = [];
  private readonly next: () => number;
  last = 'x';

  constructor(seed: number) {
    const next = seededNumbers(seed);
    this.next = () => next() / 16;
  }

  add(operator: string, inputs: readonly string[], attributes: Parameters<typeof graphNode>[3] = {}): string {
    const name = `t${this.nodes.length}`;
    this.nodes.push(graphNode(operator, [this.last, ...inputs], name, attributes));
    this.last = name;
    return name;
  }

  weight(shape: readonly number[]): string {
    const name = `w${this.tensors.length}`;
    this.tensors.push(randomTensor(name, shape, this.next));
    return name;
  }

  conv(from: number, to: number, k: number, isActive = true): string {
    const pad = (k - 1) / 2;
    this.add('Conv', [this.weight([to, from, k, k])], { kernel_shape: [k, k], pads: [pad, pad, pad, pad] });
    return isActive ? this.add('Relu', []) : this.last;
  }

  transposed(from: number, to: number, k: number, s: number, pad: number, added: number): string {
    const attributes = {
      kernel_shape: [k, k],
      strides: [s, s],
      pads: [pad, pad, pad, pad],
      output_padding: [added, added],
    };
    return this.add('ConvTranspose', [this.weight([from, to, k, k])], attributes);
  }

  network(title: string, channels: number): MadeNetwork {
    this.nodes.push(graphNode('Identity', [this.last], 'y'));
    const bytes = onnxModel({ nodes: this.nodes, tensors: this.tensors, input: [1, channels, null, null] });
    return { title, channels, bytes };
  }
}

function espcn(): MadeNetwork {
  const chain = new Chain(1);
  chain.conv(1, 64, 5);
  chain.conv(64, 32, 3);
  chain.conv(32, 9, 3, false);
  chain.add('DepthToSpace', [], { blocksize: 3, mode: 'CRD' });
  return chain.network('ESPCN ×3, pixel shuffle', 1);
}

function fsrcnn(): MadeNetwork {
  const chain = new Chain(2);
  chain.conv(1, 56, 5);
  chain.conv(56, 12, 1);
  for (let i = 0; i < 4; i++) chain.conv(12, 12, 3);
  chain.conv(12, 56, 1);
  chain.transposed(56, 1, 9, 3, 4, 2);
  return chain.network('FSRCNN ×3, transposed convolution', 1);
}

function residual(): MadeNetwork {
  const chain = new Chain(3);
  let skip = chain.conv(3, 32, 3);
  for (let i = 0; i < 4; i++) {
    chain.conv(32, 32, 3);
    chain.conv(32, 32, 3, false);
    skip = chain.add('Add', [skip]);
  }
  chain.conv(32, 12, 3, false);
  chain.add('DepthToSpace', [], { blocksize: 2, mode: 'CRD' });
  return chain.network('Residual ×2, four blocks of 32', 3);
}

export const madeNetworks = (): readonly MadeNetwork[] => [espcn(), fsrcnn(), residual()];
