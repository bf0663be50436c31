export default {
  about:
    'No method is best everywhere. With the best weights a learnable layer can have, quality follows how much of the picture each output pixel sees; what sets the families apart is what happens when the weights are a little off, what they cost, and what they can restore at all.',
  methods: 'The five families at ×2',
  method: 'Method',
  parameters: 'Learnable values',
  macs: 'Multiply-adds per output pixel',
  quality: 'PSNR, dB ↑',
  noisy: 'Pattern on white at 5 % weight error, /255 ↓',
  restores: 'Restores',
  artifacts: 'Artifacts',
  use: 'Typical use',
  recipes: 'Recipes of transposed convolutions',
  recipe: 'Recipe',
  size: 'Size',
  overlap: 'Overlap',
  even: 'even',
  uneven: 'uneven',
  recipeQuality: 'PSNR, dB ↑',
  remark: 'To know',
  rankings: 'What texts rank, and what the counts say: 64 channels, 32×32 to 64×64',
  layer: 'Layer',
  millionMacs: 'Multiply-adds, M',
  timesBilinear: '× bilinear',
  said: 'Texts say',
  ranks: { low: 'low', medium: 'medium', high: 'high', lowToMedium: 'low or medium' },
  true: 'true',
  false: 'false',
  rankingRow: {
    bilinear: {
      name: 'Bilinear',
      verdict:
        'It has no weights. A network puts a convolution behind it, which costs as much as nearest + convolution.',
    },
    unpooling: { name: 'Max-unpool alone', verdict: 'It only places values; three of four stay zero.' },
    convTransposeMixed: {
      name: 'Transposed conv k4 s2, channels mixed',
      verdict: 'Against bilinear alone. It is the cheapest of the layers that mix channels.',
    },
    convTransposeApart: {
      name: 'Transposed conv k4 s2, one kernel per channel',
      verdict: 'It costs what bilinear costs.',
    },
    nearestConv: {
      name: 'Nearest + conv k3, channels mixed',
      verdict: '2.25 times the transposed convolution: it convolves at the large size.',
    },
    pixelShuffle: {
      name: 'Conv k3 + pixel shuffle, channels mixed',
      verdict: 'As much as nearest + convolution, with four times its weights.',
    },
    unpoolingConv: {
      name: 'Max-unpool + conv k3, channels mixed',
      verdict: 'The convolution that fills the zeros costs what nearest + convolution costs.',
    },
  },
  recovery:
    'Recovery is ranked bilinear low, unpooling medium, transposed convolution high. Measured at ×2 with the best weights: 21.68, 20.75 and 21.97 dB. Unpooling without the encoder’s positions is below nearest (21.39 dB), and what separates the others is how much of the picture they see: pixel shuffle k3 sees 3×3 and reaches 23.10 dB. With 3 channels a layer’s cost is mostly memory; with 64 mixed channels it grows with their square, so a ranking of one setting does not hold in the other.',
  sources: 'Sources',
  measured:
    'C channels in and out, all of them mixed; bias aside. PSNR is the mean over the six built-in samples, downscaled by area averaging, with fitted weights and one kernel for all channels; unpooling knows no positions of the large picture. The pattern is the standard deviation of the output’s phases on a white picture, every weight off by 5 % (seed 0). Recipes with scale 4 are compared at ×4: their numbers are not comparable with those at ×2.',
  row: {
    convTranspose: {
      name: 'Transposed conv k4 s2 p1',
      restores: 'What a learnt 2×2 neighbourhood tells of each output pixel.',
      artifacts: 'Checkerboard where the phases of the weights are not balanced, always at uneven overlap.',
      use: 'FCN (started as bilinear), U-Net (k2 s2), GAN generators such as DCGAN (k4 s2 p1 in PyTorch), decoders of autoencoders.',
    },
    bilinear: {
      name: 'Bilinear',
      restores: 'Smooth areas; nothing above the sampling limit.',
      artifacts: 'Blur, star shapes at edges. No checkerboard.',
      use: 'Last step of segmentation (DeepLab), U-Nets without learnt upsampling, the skip path of super-resolution.',
    },
    unpooling: {
      name: 'Max-unpool + conv k5',
      restores: 'Where the largest value of each window stood, if the positions were kept.',
      artifacts:
        'Sparse without a filling convolution; a pattern of the picture or, at fixed positions, of the stride.',
      use: 'SegNet; stacked what-where autoencoders. Not for super-resolution: the positions are not known.',
    },
    nearestConv: {
      name: 'Nearest + conv k3',
      restores: 'The same neighbourhood as the transposed kernel k4, with fewer free weights.',
      artifacts: 'Slight blur; practically no checkerboard, even with bad weights.',
      use: 'GANs and super-resolution that must not show patterns (ESRGAN), style transfer.',
    },
    pixelShuffle: {
      name: 'Conv k3 + pixel shuffle',
      restores: 'The most of all per multiply-add: every output phase has a kernel of its own over 3×3 input pixels.',
      artifacts: 'Checkerboard when the phases differ by chance; ICNR starts them alike.',
      use: 'Super-resolution (ESPCN, EDSR): all the work is done at the small size.',
    },
  },
  recipeRow: {
    k2s2: 'No overlap: each output pixel sees one input pixel, blocks stay visible. The up-convolution of U-Net.',
    k3s2: 'Phases get 1, 2, 2 and 4 products: a checkerboard unless the weights balance it. Exactly 2n only with outputPadding 1.',
    k4s2: 'Four products each. The textbook choice; can hold the bilinear kernel.',
    k8s4: 'Four products each at ×4. In place of two steps of ×2; FCN uses k = 2s with bilinear weights throughout.',
  },
};
