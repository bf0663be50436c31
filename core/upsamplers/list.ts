import { bicubic } from './bicubic';
import { bilinear } from './bilinear';
import { convTranspose } from './convTranspose';
import { lanczos } from './lanczos';
import { nearest } from './nearest';
import { nearestConv } from './nearestConv';
import { pixelShuffle } from './pixelShuffle';
import { resize } from './resizeByRule';
import { unpooling } from './unpooling';
import type { Upsampler } from './upsampler';

/** Methods of one layer, in the order in which they are shown: the five families, then the baselines. One line adds one. */
export const layers: readonly Upsampler[] = [
  convTranspose,
  bilinear,
  unpooling,
  nearestConv,
  pixelShuffle,
  nearest,
  bicubic,
  lanczos,
  resize,
];
