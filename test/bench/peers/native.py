"""PyTorch, OpenCV or Pillow as Debian packages them, served over standard input and output, one JSON object per line."""
import json
import math
import os
import sys
import time

import numpy as np

which = sys.argv[1]
rows = {row["row"]: row for row in json.load(open(sys.argv[2]))}


def say(message):
    sys.stdout.write("@@" + json.dumps(message) + "\n")
    sys.stdout.flush()


try:
    if which == "torch":
        import torch
        import torch.nn.functional as F

        torch.set_grad_enabled(False)
        version = "torch " + torch.__version__
    elif which == "pillow":
        import PIL
        from PIL import Image

        version = "Pillow " + PIL.__version__
    else:
        import cv2

        version = "opencv " + cv2.__version__
except Exception as error:
    say({"ready": False, "error": str(error).split("\n")[0]})
    sys.exit(0)
say({"ready": True, "version": version})


BYTES = ("bilinearU8", "resizeBytes")


def read(row, folder):
    arrays = {}
    for name, shape in row["shapes"].items():
        kind = np.uint8 if row["kind"] in BYTES else np.int32 if name == "i" else np.float32
        arrays[name] = np.fromfile(os.path.join(folder, f"{row['row']}.{name}.bin"), dtype=kind)
        if name != "y" or row["outChannels"] > 0:
            arrays[name] = arrays[name].reshape(shape)
    return arrays


def gaussian():
    taps = np.exp(-((np.arange(11) - 5.0) ** 2) / (2 * 1.5 * 1.5))
    return taps / taps.sum()


def of_torch(row, arrays):
    kind, s = row["kind"], row["scale"]
    if kind in BYTES:
        return None
    t = {name: torch.from_numpy(a) for name, a in arrays.items() if name != "y"}
    x, w, b = t["x"], t.get("w"), t.get("b")
    p, op, g = row.get("padding", 0), row.get("outputPadding", 0), row.get("groups", 1)
    if kind == "convTranspose":
        return lambda: F.conv_transpose2d(x, w, b, stride=s, padding=p, output_padding=op, groups=g)
    if kind == "bilinear":
        return lambda: F.interpolate(x, scale_factor=s, mode="bilinear", align_corners=False)
    if kind == "unpool":
        positions = t["i"].long()
        return lambda: F.max_unpool2d(x, positions, 2)
    if kind == "nearestConv":
        return lambda: F.conv2d(F.interpolate(x, scale_factor=s, mode="nearest"), w, b, padding=p)
    if kind == "convShuffle":
        return lambda: F.pixel_shuffle(F.conv2d(x, w, b, padding=p), s)
    if kind == "shuffle":
        return lambda: F.pixel_shuffle(x, s)
    x2 = t["x2"]
    if kind == "psnr":
        return lambda: 10 * math.log10(255**2 / F.mse_loss(x, x2).item())
    taps = torch.tensor(gaussian(), dtype=torch.float32)
    line = taps.reshape(1, 1, 1, 11).repeat(3, 1, 1, 1)
    column = taps.reshape(1, 1, 11, 1).repeat(3, 1, 1, 1)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2

    def blur(t):
        return F.conv2d(F.conv2d(t, line, groups=3), column, groups=3)

    def ssim():
        mx, my = blur(x), blur(x2)
        mxx, myy, mxy = mx * mx, my * my, mx * my
        sxx, syy, sxy = blur(x * x) - mxx, blur(x2 * x2) - myy, blur(x * x2) - mxy
        return (((2 * mxy + c1) * (2 * sxy + c2)) / ((mxx + myy + c1) * (sxx + syy + c2))).mean().item()

    return ssim


def of_opencv(row, arrays):
    kind, s = row["kind"], row["scale"]
    if kind == "bilinearU8":
        x = arrays["x"]
        out = np.empty((x.shape[0] * s, x.shape[1] * s, 4), np.uint8)
    elif kind == "bilinear":
        x = np.ascontiguousarray(arrays["x"][0].transpose(1, 2, 0))
        out = np.empty((x.shape[0] * s, x.shape[1] * s, x.shape[2]), np.float32)
    elif kind == "resizeBytes":
        how = {"opencv:INTER_CUBIC uint8": cv2.INTER_CUBIC, "opencv:INTER_LANCZOS4 uint8": cv2.INTER_LANCZOS4}
        if row["dialect"] not in how:
            return None
        x = arrays["x"]
        out = np.empty((round(x.shape[0] * s), round(x.shape[1] * s), x.shape[2]), np.uint8)
        return lambda: cv2.resize(x, out.shape[1::-1], dst=out, interpolation=how[row["dialect"]])
    elif kind == "psnr":
        a, b = arrays["x"].reshape(-1, 1024), arrays["x2"].reshape(-1, 1024)
        return lambda: 10 * math.log10(255**2 * a.size / cv2.norm(a, b, cv2.NORM_L2SQR))
    else:
        return None
    size = (x.shape[1] * s, x.shape[0] * s)
    return lambda: cv2.resize(x, size, dst=out, interpolation=cv2.INTER_LINEAR)


def of_pillow(row, arrays):
    how = {"pillow:BICUBIC uint8": "BICUBIC", "pillow:LANCZOS uint8": "LANCZOS"}.get(row.get("dialect"))
    if how is None:
        return None
    picture = Image.fromarray(arrays["x"])
    size = (round(picture.width * row["scale"]), round(picture.height * row["scale"]))
    return lambda: picture.resize(size, getattr(Image, how))


def difference(row, result, expected):
    if row["outChannels"] == 0:
        return abs(float(result) - float(expected[0]))
    if which == "pillow":
        result = np.asarray(result)
    actual = result if isinstance(result, np.ndarray) else result.numpy()
    if row["kind"] == "bilinear" and isinstance(result, np.ndarray):
        actual = result.transpose(2, 0, 1)[None]
    return float(np.max(np.abs(actual.astype(np.float64) - expected)))


def once(run):
    """Milliseconds of a run, and whether the process had its processor all the time."""
    used, began = time.process_time(), time.perf_counter()
    run()
    took = time.perf_counter() - began
    return took * 1000, time.process_time() - used >= 0.8 * took


def sample(run, budget):
    began, every, whole = time.perf_counter(), [], []
    while True:
        took, is_whole = once(run)
        every.append(took)
        if is_whole:
            whole.append(took)
        spent = (time.perf_counter() - began) * 1000
        if len(every) >= 500 or spent > 4 * budget or (spent > budget and len(whole) >= 3):
            break
        if spent > budget and whole and whole[0] > budget / 3:
            break
    return {"times": whole or every, "interrupted": len(every) - len(whole) if whole else 0}


def warm_up(run, budget):
    until = time.perf_counter() + budget / 1000
    best, idle = math.inf, 0
    while idle < 2:
        took, _ = once(run)
        idle = 0 if took < best * 0.95 else idle + 1
        best = min(best, took)
        if time.perf_counter() > until:
            break
    return best


run = None
for order in map(json.loads, sys.stdin):
    try:
        if "load" in order:
            row = rows[order["load"]]
            if which == "torch":
                torch.set_num_threads(order["threads"])
            elif which == "opencv":
                cv2.setNumThreads(order["threads"])
            arrays = read(row, order["folder"])
            run = {"torch": of_torch, "opencv": of_opencv, "pillow": of_pillow}[which](row, arrays)
            if run is None:
                say({"unsupported": True})
            else:
                worst = difference(row, run(), arrays["y"])
                say({"maxDifference": worst, "bestMs": warm_up(run, order["warmMs"])})
        else:
            say(sample(run, order["sample"]))
    except Exception as error:
        say({"error": str(error).split("\n")[0]})
