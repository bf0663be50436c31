/** Code that follows a rule, by the name of whoever has it; null where the name alone says it all. */
export function codeFor(name: string, size: readonly [height: number, width: number]): string | null {
  const [h, w] = size;
  const [framework, option = ''] = name.split(/:(.*)/s);
  const [mode = '', ...rest] = option.split(' ');
  if (framework === 'torch') return torchCode(mode, rest, h, w);
  if (framework === 'opencv') return `y = cv2.resize(x, (${w}, ${h}), interpolation=cv2.${mode})`;
  if (framework === 'pillow') return `y = image.resize((${w}, ${h}), Image.Resampling.${mode})`;
  if (framework === 'matlab')
    return `y = imresize(x, [${h} ${w}], '${mode}'${rest.length > 0 ? ", 'Antialiasing', false" : ''});`;
  if (framework === 'jax') return `y = jax.image.resize(x, (${h}, ${w}), '${mode}')`;
  if (framework === 'tensorflow')
    return `y = tf.image.resize(x, (${h}, ${w}), method='${mode}'${rest.length > 0 ? ', antialias=True' : ''})`;
  if (framework === 'tensorflow1') {
    const corners = rest.length > 0 ? ', align_corners=True' : '';
    return `y = tf.compat.v1.image.resize_${mode}(x, (${h}, ${w})${corners})`;
  }
  return null;
}

function torchCode(mode: string, rest: readonly string[], h: number, w: number): string {
  if (mode === 'pixel_shuffle') return 'y = F.pixel_shuffle(x, r)';
  const more = rest.map((word) => (word === 'antialias' ? 'antialias=True' : word)).join(', ');
  return `y = F.interpolate(x, size=(${h}, ${w}), mode='${mode}'${more === '' ? '' : `, ${more}`})`;
}
