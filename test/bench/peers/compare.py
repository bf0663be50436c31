"""The default comparison as people write it today: PyTorch for the methods, NumPy and scikit-image for the metrics.

Arguments: picture, folder of the shipped weights, file for the numbers, threads.
The same seven methods, metrics and regions as `upbench compare PICTURE --samples 0`, at scale 2.
"""
import json
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from skimage.metrics import structural_similarity

SCALE = 2
# Larger pictures than Pillow warns of.
Image.MAX_IMAGE_PIXELS = None


def load(path):
    """A .safetensors file as tensors: a length, a JSON head, the values."""
    with open(path, 'rb') as file:
        (length,) = struct.unpack('<Q', file.read(8))
        head = json.loads(file.read(length))
        data = file.read()
    found = {}
    for name, entry in head.items():
        if name == '__metadata__':
            continue
        start, end = entry['data_offsets']
        values = np.frombuffer(data[start:end], dtype=np.float32).reshape(entry['shape'])
        found[name] = torch.from_numpy(values.copy())
    return found['weight']


def depthwise(weight, channels):
    """One filter per channel; shipped weights are of one channel and shared."""
    return weight if weight.shape[0] >= channels else weight.repeat(channels, 1, 1, 1)


def to_bytes(y):
    """Clamped and rounded half up, as a file is saved: [H, W, C]."""
    return torch.floor(y.clamp(0, 1) * 255 + 0.5).to(torch.uint8)[0].permute(1, 2, 0).numpy()


def methods(x, reference, weights):
    channels = x.shape[1]
    kernel = depthwise(load(f'{weights}/conv-transpose-k4-x2.safetensors'), channels)
    padded = F.pad(x, (1, 1, 1, 1), mode='replicate')
    yield 'conv-transpose', F.conv_transpose2d(padded, kernel, stride=2, padding=1, groups=channels)[..., 2:-2, 2:-2]
    yield 'bilinear', F.interpolate(x, scale_factor=SCALE, mode='bilinear', align_corners=False)
    _, indices = F.max_pool2d(reference, 2, 2, return_indices=True)
    t = torch.arange(5, dtype=torch.float64) - 2
    taps = torch.exp(-(t**2) / (2 * 0.8**2))
    taps = 2 * taps / taps.sum()
    fill = (taps[:, None] * taps[None, :]).float().expand(channels, 1, 5, 5)
    values = F.conv2d(F.max_unpool2d(x, indices, 2, 2), fill, padding=2, groups=channels)
    ones = F.conv2d(F.max_unpool2d(torch.ones_like(x), indices, 2, 2), fill, padding=2, groups=channels)
    yield 'unpooling', values / ones.clamp_min(1e-12)
    kernel = depthwise(load(f'{weights}/nearest-conv-k3-x2.safetensors'), channels)
    nearest = F.interpolate(x, scale_factor=SCALE, mode='nearest')
    yield 'nearest-conv', F.conv2d(F.pad(nearest, (1, 1, 1, 1), mode='replicate'), kernel, groups=channels)
    kernel = load(f'{weights}/pixel-shuffle-k3-x2.safetensors')
    kernel = kernel if kernel.shape[0] == 4 * channels else kernel.repeat(channels, 1, 1, 1)
    yield 'pixel-shuffle', F.pixel_shuffle(
        F.conv2d(F.pad(x, (1, 1, 1, 1), mode='replicate'), kernel, groups=channels), SCALE
    )
    yield 'nearest', nearest
    yield 'bicubic', F.interpolate(x, scale_factor=SCALE, mode='bicubic', align_corners=False)


def psnr(mse):
    return float('inf') if mse == 0 else 10 * np.log10(255**2 / mse)


def luma(picture):
    return 16 + picture.astype(np.float64) @ np.array([65.481, 128.553, 24.966]) / 255


def ssim_map(a, b, axis):
    options = dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255, full=True)
    return structural_similarity(a.astype(np.float64), b.astype(np.float64), channel_axis=axis, **options)[1]


def checkerboard(error):
    """Root mean square over the channels of the spread of the phase means."""
    means = np.array(
        [[error[i::SCALE, j::SCALE].mean(axis=(0, 1)) for j in range(SCALE)] for i in range(SCALE)]
    ).reshape(SCALE * SCALE, -1)
    return float(np.sqrt(means.var(axis=0).mean()))


def metrics(reference, picture):
    """Of the whole picture, and without a border of 4 scales."""
    height, width = reference.shape[:2]
    border = (min(4 * SCALE, height // 4), min(4 * SCALE, width // 4))
    error = picture.astype(np.float64) - reference
    y_error = luma(picture) - luma(reference)
    colour = ssim_map(reference, picture, 2)
    crop = SCALE
    inner = slice(crop, height - crop), slice(crop, width - crop)
    y_map = ssim_map(luma(reference)[inner], luma(picture)[inner], None)
    found = {}
    for region, (top, left), y_crop in (('full', (0, 0), crop), ('interior', border, 0)):
        part = (slice(top, height - top), slice(left, width - left))
        e = error[part]
        # Windows that lie wholly inside: five pixels from the border of the part.
        windows = (slice(top + 5, height - top - 5), slice(left + 5, width - left - 5))
        y_top, y_left = max(top, y_crop), max(left, y_crop)
        y_windows = (
            slice(y_top + 5 - crop, height - y_top - 5 - crop),
            slice(y_left + 5 - crop, width - y_left - 5 - crop),
        )
        ye = y_error[y_top : height - y_top, y_left : width - y_left]
        mse = float((e**2).mean())
        found[region] = {
            'mse': mse,
            'mae': float(np.abs(e).mean()),
            'max-error': float(np.abs(e).max()),
            'psnr': float(psnr(mse)),
            'psnr-y': float(psnr(float((ye**2).mean()))),
            'ssim': float(colour[windows].mean()),
            'ssim-y': float(y_map[y_windows].mean()),
            'checkerboard': checkerboard(e),
        }
    return found


def main():
    path, weights, out, threads = sys.argv[1:5]
    torch.set_num_threads(int(threads))
    original = np.asarray(Image.open(path).convert('RGB'))
    height, width = (side - side % SCALE for side in original.shape[:2])
    original = original[:height, :width]
    blocks = original.reshape(height // SCALE, SCALE, width // SCALE, SCALE, 3).astype(np.int64).sum(axis=(1, 3))
    small = ((2 * blocks + SCALE**2) // (2 * SCALE**2)).astype(np.uint8)

    def tensor(array):
        return torch.from_numpy(array.copy()).permute(2, 0, 1)[None].float() / 255

    numbers = {}
    with torch.no_grad():
        for name, y in methods(tensor(small), tensor(original), weights):
            numbers[name] = metrics(original, to_bytes(y))
    with open(out, 'w') as file:
        json.dump(numbers, file)


main()
