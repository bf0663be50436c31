/** Chains to start from. */
interface ChainExample {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export const chainExamples: readonly ChainExample[] = [
  {
    id: 'unet-up',
    title: 'U-Net up block',
    text: `# x: 1×64×112×112
pool = nn.MaxPool2d(2)
mid = nn.Conv2d(64, 128, 3, padding=1)
up = nn.ConvTranspose2d(128, 64, 2, stride=2)
cat = torch.cat([up, x], 1)
dec1 = nn.Conv2d(128, 64, 3, padding=1)
relu1 = nn.ReLU()
dec2 = nn.Conv2d(64, 64, 3, padding=1)
relu2 = nn.ReLU()
`,
  },
  {
    id: 'down-up',
    title: 'Two convolutions down, two transposed ones up',
    text: `# x: 1×3×224×224
conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3)
conv2 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
convt1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1, output_padding=1)
convt2 = nn.ConvTranspose2d(64, 3, 7, stride=2, padding=3, output_padding=1)
`,
  },
  {
    id: 'unet-225',
    title: 'U-Net with an odd input (does not fit)',
    text: `# x: 1×3×225×225
enc1 = nn.Conv2d(3, 64, 3, padding=1)
pool1 = nn.MaxPool2d(2)
enc2 = nn.Conv2d(64, 128, 3, padding=1)
pool2 = nn.MaxPool2d(2)
mid = nn.Conv2d(128, 256, 3, padding=1)
up2 = nn.ConvTranspose2d(256, 128, 2, stride=2)
cat2 = torch.cat([up2, enc2], 1)
dec2 = nn.Conv2d(256, 128, 3, padding=1)
up1 = nn.ConvTranspose2d(128, 64, 2, stride=2)
cat1 = torch.cat([up1, enc1], 1)
dec1 = nn.Conv2d(128, 64, 3, padding=1)
head = nn.Conv2d(64, 3, 1)
`,
  },
  {
    id: 'segnet',
    title: 'SegNet: unpooling with the positions of the encoder',
    text: `# x: 1×3×90×120
enc1 = nn.Conv2d(3, 64, 3, padding=1)
pool1 = nn.MaxPool2d(2, return_indices=True)
enc2 = nn.Conv2d(64, 128, 3, padding=1)
pool2 = nn.MaxPool2d(2, return_indices=True)
unpool2 = nn.MaxUnpool2d(2)(pool2, output_size=enc2.shape)
dec2 = nn.Conv2d(128, 64, 3, padding=1)
unpool1 = nn.MaxUnpool2d(2)
dec1 = nn.Conv2d(64, 3, 3, padding=1)
`,
  },
  {
    id: 'espcn',
    title: 'ESPCN ×3: convolutions and pixel shuffle',
    text: `# x: 1×1×85×85
conv1 = nn.Conv2d(1, 64, 5, padding=2)
tanh1 = nn.Tanh()
conv2 = nn.Conv2d(64, 32, 3, padding=1)
tanh2 = nn.Tanh()
conv3 = nn.Conv2d(32, 9, 3, padding=1)
shuffle = nn.PixelShuffle(3)
`,
  },
];
