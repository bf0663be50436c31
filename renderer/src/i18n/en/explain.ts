export default {
  heading: 'Methods and metrics explained',
  list: 'Topics',
  groups: { method: 'Methods', metric: 'Metrics' },
  what: 'What it does',
  use: 'When to use it',
  artifact: 'Its artifact',
  blind: 'What it misses',
  source: 'Source: {source}',
  open: 'Explain',
  method: {
    'conv-transpose': {
      what: 'Every input pixel stamps the kernel, scaled by its value, onto the output; stamps lie a stride apart and are added where they overlap. It is the gradient of a convolution, not its inverse. Padding cuts the rim off, output padding adds a row and a column at the end.',
      use: 'Where the network should learn how to enlarge: decoders of segmentation networks, U-Net, GAN generators, autoencoders.',
      artifact:
        'A checkerboard where the phases of the output get unlike sums of weights: always possible when the stride does not divide the kernel size, and with badly balanced weights otherwise.',
    },
    bilinear: {
      what: 'Every output pixel is the mean of its four nearest input pixels, weighted by distance. Half-pixel centres keep the picture in place; aligned corners put the outermost pixels on each other and stretch the rest.',
      use: 'When nothing should be learnt: the last step of segmentation, the skip path of a super-resolution network, the enlarging half of resize + convolution.',
      artifact: 'Blur and star shapes at edges; never a checkerboard.',
    },
    unpooling: {
      what: 'Max-pooling remembers where the largest value of each window stood; unpooling puts the value back there and leaves zeros elsewhere. A convolution has to fill the gaps.',
      use: 'Decoders that mirror an encoder with max-pooling (SegNet). Not for super-resolution: the positions of the large picture are not known there.',
      artifact:
        'Without filling three of four pixels are black at ×2. Positions taken from the reference are help that no other method has, so it is not ranked with them.',
    },
    'nearest-conv': {
      what: 'Repeats every pixel s×s times, then convolves at the large size. A 3×3 kernel after ×2 can make what a transposed convolution with a 4×4 kernel makes, from fewer free weights.',
      use: 'Generators and super-resolution that must not show patterns, at the price of convolving at the large size.',
      artifact:
        'Slight blur. The repeated pixels have the same phase sums whatever the weights are, so a constant area stays constant.',
    },
    'pixel-shuffle': {
      what: 'A convolution at the small size makes s² times as many channels; each group of s² channels becomes the s×s pixels of one place. All the work is done on the small picture.',
      use: 'Super-resolution (ESPCN, EDSR): the most quality per multiply-add.',
      artifact:
        'Every phase has a kernel of its own, so phases that differ by chance make a pattern. ICNR weights start them alike.',
    },
    nearest: {
      what: 'Copies the nearest input pixel.',
      use: 'A baseline, and the right choice for label maps and pixel art.',
      artifact: 'Blocks and stair steps.',
    },
    bicubic: {
      what: 'Every output pixel is a weighted mean of 4×4 input pixels; negative weights keep edges sharp. PyTorch uses a = −0.75, Pillow and MATLAB −0.5, and their numbers differ.',
      use: 'The baseline that learnable layers have to beat.',
      artifact: 'Bright and dark lines beside strong edges.',
    },
    pipeline: {
      what: 'Methods and convolutions one after the other, whose factors multiply to the scale.',
      use: 'To compare two steps of ×2 with one of ×4, or a transposed convolution followed by bilinear with either alone.',
      artifact: 'Those of its steps: a pattern of an early step is enlarged by the later ones.',
    },
  },
  metric: {
    psnr: {
      what: 'How large the squared error is against the largest possible value, on a logarithmic scale: 6 dB more is half the error.',
      use: 'The number of super-resolution papers. Compare it only when border, colour and rounding are treated alike; the receipt says how.',
      blind: 'It does not know what an eye sees: blur costs little, a shift by half a pixel costs a lot.',
    },
    'psnr-y': {
      what: 'PSNR of the luma alone, the Y of YCbCr as video uses it, between 16 and 235.',
      use: 'What papers on super-resolution print; it is one to two dB above the PSNR of all channels.',
      blind: 'Errors of colour.',
    },
    ssim: {
      what: 'Compares brightness, contrast and structure in a small window around every pixel; the mean over all windows, 1 for equal pictures.',
      use: 'When structure counts more than exact values. Window, weights and covariance differ between programs; the protocol says which are used.',
      blind: 'Hue, and in flat areas almost everything but noise is weighted up.',
    },
    'ssim-y': {
      what: 'SSIM of the luma alone.',
      use: 'What papers on super-resolution print beside PSNR-Y.',
      blind: 'Errors of colour.',
    },
    'ms-ssim': {
      what: 'SSIM at five sizes of the picture, each half the one before, multiplied with measured exponents.',
      use: 'When pictures are seen from various distances.',
      blind: 'A checkerboard of period two: it is gone after the first halving.',
    },
    mse: {
      what: 'The mean of the squared differences, in squared levels of 0 to 255.',
      use: 'What most losses minimise, and what PSNR is made of.',
      blind: 'Where the error is: one large error counts like many small ones.',
    },
    mae: {
      what: 'The mean of the absolute differences, in levels of 0 to 255.',
      use: 'The plainest answer to: how far off is a pixel?',
      blind: 'Rare, large errors.',
    },
    'max-error': {
      what: 'The largest difference of any pixel and channel, in levels of 0 to 255.',
      use: 'To check that two programs compute the same.',
      blind: 'Everything but the one worst pixel.',
    },
    'gradient-error': {
      what: 'The mean length of the gradient of the error: large where errors change from pixel to pixel.',
      use: 'To see ringing, patterns and misplaced edges that hide in PSNR.',
      blind: 'A constant shift of brightness.',
    },
    gmsd: {
      what: 'Compares the strength of edges pixel by pixel and takes how much that varies over the picture; 0 for equal pictures.',
      use: 'A quick number that follows judgements of people better than PSNR.',
      blind: 'A checkerboard of period two, and colour.',
    },
    flip: {
      what: 'The difference that is seen when two pictures are flipped back and forth on a screen at reading distance: colour and features, filtered as the eye does.',
      use: 'Renderings and pictures that are looked at side by side; the map shows where.',
      blind: 'Fine patterns that the eye does not resolve at that distance.',
    },
    ssimulacra2: {
      what: 'Structure and artifacts at six sizes in a colour space of perception, weighted to follow the votes of people; 100 for equal pictures, 90 for hardly visible, 70 for good.',
      use: 'The best single number for what people see in compressed or enlarged photographs.',
      blind: 'It is not symmetric, and below 30 its order means little.',
    },
    checkerboard: {
      what: 'The mean error of every phase of the stride: 0 when the phases are alike, large when the picture carries a pattern of the stride.',
      use: 'To find out whether a layer stamps its grid onto the picture, however small it is.',
      blind:
        'Patterns that change their sign over the picture; the Numbers view has local and spectral measures for them.',
    },
  },
};
