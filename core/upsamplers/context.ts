import type { ParameterContext } from './upsampler';

/** Channels of a picture that is not known yet. */
const USUAL_CHANNELS = 3;

/** What the parameters of a method may depend on, from the experiment and the picture it would run on. */
export function contextOf(
  setup: {
    readonly scale: number;
    /** Of the experiment; only `reference` has an original of every output. */
    readonly mode: 'reference' | 'enlarge' | 'masks';
    readonly seed?: number | undefined;
  },
  picture: { readonly channels: number } | null | undefined,
): ParameterContext {
  const { scale, mode, seed } = setup;
  return {
    scale,
    channels: picture?.channels ?? USUAL_CHANNELS,
    hasReference: mode === 'reference',
    ...(seed === undefined ? {} : { seed }),
  };
}
