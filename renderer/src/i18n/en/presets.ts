export default {
  open: 'Use a preset',
  textbook: {
    title: 'Textbook kernels',
    summary: 'Every layer with the kernel of the textbooks and the best weights it can have.',
  },
  'matched-footprint': {
    title: 'Matched footprint',
    summary: 'Layers that all see the same 3×3 input pixels: what is left is how each may use them.',
  },
  'imperfect-training': {
    title: 'Imperfect training',
    summary: 'The best weights and the same ones 5 % off: which layers turn small faults into checkerboards.',
  },
  'weight-choices': {
    title: 'Choices of weights',
    summary:
      'Each layer with fitted, analytic and random weights: what training buys, and what starts as a checkerboard.',
  },
  'logits-or-labels': {
    title: 'Logits first or labels first',
    summary:
      'What a network’s scores lose on the way to a mask: the order, align_corners, and bilinear against transposed convolution.',
  },
};
