// Everything the outside calls. The micro-kernels are exported so that they stay functions of their own.
export { work } from './jobs';
export { serve } from './serve';
export { fourTaps, micro1, micro2, micro3, micro3Wide, micro4 } from './micro';
export { roundedDown, wideDown } from './wholeTaps';
