/** Code that follows a rule in the framework that has it; null where the name alone is enough. */
export function codeFor(name: string, size: readonly [height: number | string, width: number | string]): string | null {
  const [h, w] = size;
  const [framework, option = ''] = name.split(/:(.*)/s);
  const [mode = '', ...rest] = option.split(' ');
  switch (framework) {
    case 'torch':
      return torchCode(mode, rest, h, w);
    case 'onnx':
      return onnxCode(mode, rest);
    case 'opencv': {
      const factors = rest.filter((word) => /^f[xy]=/.test(word));
      if (factors.length > 0) return `y = cv2.resize(x, None, ${factors.join(', ')}, interpolation=cv2.${mode})`;
      return `y = cv2.resize(x, (${w}, ${h}), interpolation=cv2.${mode})${rest.includes('uint8') ? '  # x: uint8' : ''}`;
    }
    case 'pillow':
      return rest.includes('uint8')
        ? `y = Image.fromarray(x).resize((${w}, ${h}), Image.Resampling.${mode})  # x: uint8`
        : `y = Image.fromarray(x, 'F').resize((${w}, ${h}), Image.Resampling.${mode})  # x: float32, one channel`;
    case 'matlab':
      return `y = imresize(x, [${h} ${w}], '${mode}'${rest.length > 0 ? ", 'Antialiasing', false" : ''});`;
    case 'jax':
      return `y = jax.image.resize(x, (${h}, ${w}), '${mode}')`;
    case 'tensorflow':
      if (mode === 'crop_and_resize')
        return `y = tf.image.crop_and_resize(x, [[0, 0, 1, 1]], [0], (${h}, ${w}), method='${rest[0] ?? 'bilinear'}')  # x: NHWC, boxes of the whole picture`;
      return mode === 'depth_to_space'
        ? 'y = tf.nn.depth_to_space(x, r)  # x: NHWC'
        : `y = tf.image.resize(x, (${h}, ${w}), method='${mode}'${rest.length > 0 ? ', antialias=True' : ''})  # x: NHWC`;
    case 'keras':
      return `y = keras.layers.UpSampling2D(size, interpolation='${rest[0] ?? 'nearest'}')(x)  # size: whole factors`;
    case 'tensorflow1': {
      const corners = rest.map((word) => `, ${word}`).join('');
      return `y = tf.compat.v1.image.resize_${mode}(x, (${h}, ${w})${corners})  # x: NHWC`;
    }
    case 'skimage':
      return `y = skimage.transform.resize(x, (${h}, ${w}), ${[mode, ...(rest.length > 0 ? rest : ['anti_aliasing=False'])].join(', ')})`;
    default:
      return null;
  }
}

function torchCode(mode: string, rest: readonly string[], h: number | string, w: number | string): string {
  if (mode === 'pixel_shuffle') return 'y = F.pixel_shuffle(x, r)';
  const factor = rest.find((word) => word.startsWith('scale_factor='));
  const target = factor ?? `size=(${h}, ${w})`;
  const more = rest
    .filter((word) => word !== factor)
    .map((word) => `, ${word === 'antialias' ? 'antialias=True' : word}`)
    .join('');
  return `y = F.interpolate(x, ${target}, mode='${mode}'${more})`;
}

const ROUNDING = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];

function onnxCode(mode: string, rest: readonly string[]): string {
  if (mode === 'DepthToSpace')
    return `node = helper.make_node('DepthToSpace', ['x'], ['y'], blocksize=r, mode='${rest[0]}')`;
  const [coordinates = 'half_pixel', ...words] = rest;
  const scales = words.find((word) => word.startsWith('scales='));
  const options = words
    .filter((word) => word !== scales)
    .map((word) => (ROUNDING.includes(word) ? `nearest_mode='${word}'` : word.replace(/^(keep_.*=)(.*)$/, "$1'$2'")));
  const given = scales ? ["'', 'scales'", `  # ${scales}`] : ["'', '', 'sizes'", ''];
  return [
    `node = helper.make_node('Resize', ['x', ${given[0]}], ['y'], mode='${mode}'`,
    `coordinate_transformation_mode='${coordinates}'`,
    ...options,
  ]
    .join(', ')
    .concat(')', given[1]!);
}
