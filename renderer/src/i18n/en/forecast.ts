export default {
  unknown: 'Not known before the run.',
  even: 'Every phase weighs the same: no checkerboard from the kernel.',
  balanced: 'Phases weigh {low} to {high}: hardly visible.',
  uneven: 'Phases weigh {low} to {high}.',
  misfit: 'Phases weigh {low} to {high}: kernel {kernelSize} is not a multiple of stride {stride}.',
};
