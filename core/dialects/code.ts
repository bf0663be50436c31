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
    case 'opencv':
      return `y = cv2.resize(x, (${w}, ${h}), interpolation=cv2.${mode})${rest.includes('uint8') ? '  # x: uint8' : ''}`;
    case 'pillow':
      return rest.includes('uint8')
        ? `y = Image.fromarray(x).resize((${w}, ${h}), Image.Resampling.${mode})  # x: uint8`
        : `y = Image.fromarray(x, 'F').resize((${w}, ${h}), Image.Resampling.${mode})  # x: float32, one channel`;
    case 'matlab':
      return `y = imresize(x, [${h} ${w}], '${mode}'${rest.length > 0 ? ", 'Antialiasing', false" : ''});`;
    case 'jax':
      return `y = jax.image.resize(x, (${h}, ${w}), '${mode}')`;
    case 'tensorflow':
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
  const more = rest.map((word) => (word === 'antialias' ? 'antialias=True' : word)).join(', ');
  return `y = F.interpolate(x, size=(${h}, ${w}), mode='${mode}'${more === '' ? '' : `, ${more}`})`;
}

const ROUNDING = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];

function onnxCode(mode: string, rest: readonly string[]): string {
  if (mode === 'DepthToSpace')
    return `node = helper.make_node('DepthToSpace', ['x'], ['y'], blocksize=r, mode='${rest[0]}')`;
  const [coordinates = 'half_pixel', ...words] = rest;
  const options = words.map((word) => (ROUNDING.includes(word) ? `nearest_mode='${word}'` : word));
  return [
    `node = helper.make_node('Resize', ['x', '', '', 'sizes'], ['y'], mode='${mode}'`,
    `coordinate_transformation_mode='${coordinates}'`,
    ...options,
  ]
    .join(', ')
    .concat(')');
}
