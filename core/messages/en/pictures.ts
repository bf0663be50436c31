/** Picture files: what cannot be opened, and what was done to what was. */
export const pictures = {
  'unequal-channels': ({ reference, picture }: { reference: number; picture: number }) =>
    `Expected two pictures of the same number of channels but the reference has ${reference} and the picture ${picture}.`,
  'metric-needs-colour': ({ metric, channels }: { metric: string; channels: number }) =>
    `${metric} is defined for 1 or 3 channels; these pictures have ${channels}.`,
  'metric-needs-range': ({ metric }: { metric: string }) =>
    `${metric} needs to know the value of white: these floats leave 0 to 1. Give --range.`,
  'metric-needs-display': ({ metric }: { metric: string }) =>
    `${metric} is defined for what a display shows; values of this picture lie outside black and white.`,
  'array-no-picture': ({ name, shape }: { name: string; shape: string }) =>
    `"${name}" has the shape ${shape}; a picture is an array of rows × columns, rows × columns × channels or channels × rows × columns.`,
  'layout-of-axes': ({ axes }: { axes: number }): string =>
    axes === 2 ? 'hw for an array of 2 axes' : 'hwc or chw for an array of 3 axes',
  'array-layout': ({ shape, layout }: { shape: string; layout: string }) =>
    `The array of ${shape} was read as ${layout}${layout === 'HW' ? '' : '; --layout says it otherwise'}.`,
  'array-rounded': ({ type }: { type: string }) => `The ${type} values were rounded to float32.`,
};
