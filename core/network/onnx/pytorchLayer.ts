import { createTensor, type Tensor } from '../../tensor/tensor';
import type { Rewrite } from './rewrite';

const LOADER = `def load_safetensors(path):
    """Tensors of a .safetensors file, with nothing but PyTorch."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    tensors = {}
    for name, about in header.items():
        if name == "__metadata__":
            continue
        begin, end = about["data_offsets"]
        tensors[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(about["shape"]).clone()
    return tensors`;

/** The tensors of a rewritten layer for a .safetensors file. */
export function layerTensors({ tensors }: Rewrite): Record<string, Tensor> {
  return Object.fromEntries(
    ['weight', 'bias'].flatMap((part) => {
      const found = tensors.find(({ name }) => name.endsWith(`::${part}`));
      return found?.data instanceof Float32Array ? [[part, createTensor(found.shape, found.data)]] : [];
    }),
  );
}

/**
 * A rewritten layer as a PyTorch module that reads its weights from a file beside it.
 * @param weights name of that file
 */
export function pytorchLayer(
  rewrite: Rewrite,
  about: { readonly layer: string; readonly file: string; readonly weights: string },
): string {
  const { recipe } = rewrite;
  const hasBias = 'bias' in layerTensors(rewrite);
  const bias = hasBias ? 'self.bias' : 'None';
  const hasWeights = recipe.kind !== 'repeat';
  const quoted = (text: string): string => JSON.stringify(text);
  const init = hasWeights
    ? [
        '    def __init__(self):',
        '        super().__init__()',
        `        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), ${quoted(about.weights)})`,
        '        for name, tensor in load_safetensors(path).items():',
        '            self.register_parameter(name, nn.Parameter(tensor))',
        '',
      ]
    : [];
  return [
    `# ${JSON.stringify(about.layer).slice(1, -1)} of ${JSON.stringify(about.file).slice(1, -1)}, the same function in another form.`,
    ...(hasWeights ? ['import json', 'import os', 'import struct', ''] : []),
    'import torch',
    'import torch.nn.functional as F',
    'from torch import nn',
    '',
    '',
    ...(hasWeights ? [LOADER, '', ''] : []),
    'class Layer(nn.Module):',
    ...init,
    '    def forward(self, x):',
    ...forward(rewrite, bias).map((line) => `        ${line}`),
    '',
    '',
    'if __name__ == "__main__":',
    `    print(Layer()(torch.rand(1, ${inputChannels(rewrite)}, 8, 8)).shape)`,
    '',
  ].join('\n');
}

function forward({ recipe }: Rewrite, bias: string): string[] {
  const [s, t] = recipe.factors;
  const shuffle = (source: string): string[] =>
    s === t
      ? [`y = F.pixel_shuffle(${source}, ${s})`]
      : [
          `y = ${source}`,
          'n, c, h, w = y.shape',
          `y = y.view(n, c // ${s * t}, ${s}, ${t}, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, c // ${s * t}, h * ${s}, w * ${t})`,
        ];
  const factors = s === t ? `${s}` : `(${s}, ${t})`;
  switch (recipe.kind) {
    case 'repeat':
      return [...shuffle(`x.repeat_interleave(${s * t}, dim=1)`), 'return y'];
    case 'shuffle': {
      const [top = 0, left = 0, bottom = 0, right = 0] = recipe.pads;
      const [rows, columns] = recipe.cut;
      return [
        `x = F.pad(x, (${left}, ${right}, ${top}, ${bottom}))`,
        ...shuffle(`F.conv2d(x, self.weight, ${bias}, groups=${recipe.groups})`),
        rows === 0 && columns === 0 ? 'return y' : `return y[:, :, : y.shape[2] - ${rows}, : y.shape[3] - ${columns}]`,
      ];
    }
    case 'transposed': {
      const [top = 0, left = 0, bottom = 0, right = 0] = recipe.pads;
      const [a, b] = recipe.added;
      return [
        ...(recipe.hasOnes ? ['x = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)'] : []),
        `y = F.conv_transpose2d(x, self.weight, ${bias}, stride=${factors}, output_padding=(${a}, ${b}), groups=${recipe.groups})`,
        `return y[:, :, ${top} : y.shape[2] - ${bottom}, ${left} : y.shape[3] - ${right}]`,
      ];
    }
    case 'nearest': {
      const [top = 0, left = 0, bottom = 0, right = 0] = recipe.pads;
      return [
        `x = F.interpolate(x, scale_factor=${factors}, mode="nearest")`,
        `return F.conv2d(F.pad(x, (${left}, ${right}, ${top}, ${bottom})), self.weight, ${bias}, groups=${recipe.groups})`,
      ];
    }
  }
}

function inputChannels({ recipe, tensors }: Rewrite): number {
  if (recipe.kind === 'repeat') return (tensors[0]?.data.length ?? 1) / (recipe.factors[0] * recipe.factors[1]);
  const shape = tensors.find(({ name }) => name.endsWith('::weight'))?.shape ?? [];
  if (recipe.kind === 'transposed') return (shape[0] ?? 1) - (recipe.hasOnes ? 1 : 0);
  return (shape[1] ?? 1) * recipe.groups;
}
