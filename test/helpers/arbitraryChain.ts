import fc from 'fast-check';

const small = fc.integer({ min: 1, max: 4 });
const pair = fc.oneof(
  small.map(String),
  fc.tuple(small, small).map(([a, b]) => `(${a}, ${b})`),
);

/** Layer expressions; their shapes need not fit. */
const layer = fc.oneof(
  fc
    .tuple(small, small, pair, pair, pair)
    .map(([i, o, k, s, p]) => `nn.Conv2d(${i}, ${o}, ${k}, stride=${s}, padding=${p})`),
  fc
    .tuple(small, small, pair, pair)
    .map(([i, o, k, s]) => `torch.nn.ConvTranspose2d(${i}, ${o}, ${k}, ${s}, output_padding=0)`),
  fc
    .tuple(pair, fc.boolean())
    .map(([k, ceil]) => `nn.MaxPool2d(kernel_size=${k}, ceil_mode=${ceil ? 'True' : 'False'})`),
  pair.map((k) => `nn.MaxUnpool2d(${k})`),
  fc.constantFrom(
    'nn.Upsample(scale_factor=2)',
    "nn.Upsample(None, 1.5, 'bilinear', align_corners=False)",
    'nn.Upsample(size=(9, 7))',
  ),
  small.map((r) => `nn.PixelShuffle(${r})`),
  small.map((r) => `nn.PixelUnshuffle(downscale_factor=${r})`),
  fc.constantFrom(
    'nn.ReLU(inplace=True)',
    'nn.Sigmoid()',
    'nn.BatchNorm2d(3)',
    'nn.GroupNorm(1, 3)',
    'nn.LeakyReLU(0.2)',
    'nn.PReLU()',
  ),
);

const name = fc.constantFrom('a', 'b', 'enc1', 'up', 'x', 'conv1', 'relu1', 'a_2');

/** Texts that parse: named and unnamed layers, Sequential, joins, crops, pads, calls. */
export const arbitraryChainText: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), name, layer, layer, fc.nat(20), fc.boolean()), { maxLength: 8 })
  .map((lines) => {
    const known = ['x'];
    const text: string[] = [];
    for (const [form, target, one, two, pick, remark] of lines) {
      const some = known[pick % known.length]!;
      const other = known[(pick * 7) % known.length]!;
      const comment = remark ? `  # ${target} of ${pick}` : '';
      const code = [
        `${target} = ${one}`,
        one,
        `nn.Sequential(\n  ${one},\n  ${two},\n)`,
        `${target} = ${one}(${some})`,
        `${target} = torch.cat([${some}, ${other}], dim=1)`,
        `${target} = ${some} + ${other}`,
        `${target} = F.pad(${some}, (0, 1, 0, ${pick}), mode='replicate')`,
        `${target} = ${some}[..., :${pick + 1}, 1:]`,
        `${target} = F.relu(${one}(${some}))`,
        `# a remark ${pick}`,
      ][form]!;
      text.push(`${code}${form === 9 ? '' : comment}`);
      if (code.startsWith(`${target} =`) && !known.includes(target)) known.push(target);
    }
    return text.join('\n');
  });
