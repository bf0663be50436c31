"""Records what a PyTorch model really calls, for Upbench. One file, nothing but PyTorch (1.13 or newer).

    from upbench_trace import trace
    trace(model, example_input)                      # a tensor, a tuple of tensors or a dict of keyword arguments
    trace(model, example_input, out="model.upbench-net.json", weights=True)

Writes the calls of forward with names of modules, shapes and dtypes. With weights=True also the tensors of the layers
that enlarge, the means of their input channels, and what of each layer's pattern reaches the output on constant
colours (model.upbench-net.safetensors beside it). The model is put back into the mode it was in.
"""
import json
import math
import os
import struct

import torch
from torch.overrides import TorchFunctionMode

SCHEMA = "upbench.network/1"

# Names of functions -> the kind Upbench gives them. What is not here keeps the function's own name.
KINDS = {
    "conv1d": "Conv1d", "conv2d": "Conv2d", "conv3d": "Conv3d",
    "conv_transpose1d": "ConvTranspose1d", "conv_transpose2d": "ConvTranspose2d", "conv_transpose3d": "ConvTranspose3d",
    "linear": "Linear", "interpolate": "Resize", "upsample": "Resize", "upsample_nearest": "Resize", "upsample_bilinear": "Resize",
    "pixel_shuffle": "PixelShuffle", "pixel_unshuffle": "PixelUnshuffle",
    "max_pool2d": "MaxPool2d", "max_pool2d_with_indices": "MaxPool2d", "boolean_dispatch": "MaxPool2d",
    "avg_pool2d": "AvgPool2d", "adaptive_avg_pool2d": "AdaptiveAvgPool2d", "adaptive_max_pool2d": "AdaptiveMaxPool2d",
    "max_unpool2d": "MaxUnpool2d", "grid_sample": "GridSample", "fold": "Fold", "unfold": "Unfold",
    "batch_norm": "BatchNorm2d", "instance_norm": "InstanceNorm2d", "layer_norm": "LayerNorm", "group_norm": "GroupNorm",
    "relu": "ReLU", "relu_": "ReLU", "leaky_relu": "LeakyReLU", "leaky_relu_": "LeakyReLU", "prelu": "PReLU", "elu": "ELU",
    "selu": "SELU", "gelu": "GELU", "silu": "SiLU", "sigmoid": "Sigmoid", "tanh": "Tanh", "softmax": "Softmax",
    "dropout": "Dropout", "dropout2d": "Dropout2d", "deform_conv2d": "DeformConv2d",
    "matmul": "matmul", "bmm": "matmul", "mm": "matmul", "einsum": "einsum",
    "scaled_dot_product_attention": "attention", "multi_head_attention_forward": "attention",
}
ENLARGING = ("ConvTranspose2d", "Resize", "PixelShuffle", "MaxUnpool2d", "GridSample", "Fold")
# Reading a property is no step of the network.
QUIET = ("__get__", "size", "dim", "numel", "stride", "is_floating_point", "__len__", "item", "__bool__", "storage_offset")
COLOURS = ((0.5, 0.5, 0.5), (0.8, 0.3, 0.2), (0.2, 0.6, 0.9))
# Arguments of functions by place, as their documentation orders them.
ARGUMENTS = {
    "conv1d": ("input", "weight", "bias", "stride", "padding", "dilation", "groups"),
    "conv_transpose1d": ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation"),
    "interpolate": ("input", "size", "scale_factor", "mode", "align_corners", "recompute_scale_factor", "antialias"),
    "upsample": ("input", "size", "scale_factor", "mode", "align_corners"),
    "pixel_shuffle": ("input", "upscale_factor"),
    "max_unpool2d": ("input", "indices", "kernel_size", "stride", "padding", "output_size"),
    "grid_sample": ("input", "grid", "mode", "padding_mode", "align_corners"),
    "max_pool2d": ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode"),
    "avg_pool2d": ("input", "kernel_size", "stride", "padding", "ceil_mode"),
}
for _rank in ("2d", "3d"):
    ARGUMENTS["conv" + _rank] = ARGUMENTS["conv1d"]
    ARGUMENTS["conv_transpose" + _rank] = ARGUMENTS["conv_transpose1d"]
CAMEL = {
    "output_padding": "outputPadding", "kernel_size": "kernelSize", "align_corners": "alignCorners", "scale_factor": "scaleFactor",
    "output_size": "outputSize", "upscale_factor": "factor", "ceil_mode": "ceilMode", "padding_mode": "paddingMode",
}


def _tensors(value, found=None):
    """Every tensor in nested tuples, lists and dicts, in order."""
    found = [] if found is None else found
    if isinstance(value, torch.Tensor):
        found.append(value)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _tensors(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _tensors(item, found)
    elif hasattr(value, "__dict__") and not isinstance(value, (torch.nn.Module, type)) and len(vars(value)) < 40:
        for item in vars(value).values():
            if isinstance(item, (torch.Tensor, list, tuple, dict)):
                _tensors(item, found)
    return found


def _plain(value):
    """An argument as JSON, or None."""
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (tuple, list, torch.Size)):
        items = [_plain(item) for item in value]
        return items if all(item is not None for item in items) else None
    return None


def _name(func):
    name = getattr(func, "__name__", None) or str(func)
    return name.split(".")[0] if name.endswith(".default") else name


class _Modules:
    """The module that is running now, by hooks: a name for every call."""

    def __init__(self, model):
        self.stack = []
        self.handles = []
        self.names = {}
        for name, module in model.named_modules():
            self.names[id(module)] = (name, type(module).__name__)
            self.handles.append(module.register_forward_pre_hook(self._enter))
            self.handles.append(module.register_forward_hook(self._leave))

    def _enter(self, module, _args):
        self.stack.append(module)

    def _leave(self, module, _args, _out):
        if self.stack and self.stack[-1] is module:
            self.stack.pop()

    def now(self):
        return self.names.get(id(self.stack[-1]), ("", "")) if self.stack else ("", "")

    def close(self):
        for handle in self.handles:
            handle.remove()


class _Recorder(TorchFunctionMode):
    def __init__(self, modules, parameters, keep):
        super().__init__()
        self.modules = modules
        self.parameters = parameters
        self.keep = keep
        self.steps = []
        self.ids = {}
        self.alive = []
        self.counted = set()
        self.names = {}
        self.saved = {}

    def id_of(self, tensor):
        """An identifier for a tensor; one that nothing recorded made is an opaque step of its own."""
        key = id(tensor)
        if key in self.ids:
            return self.ids[key]
        if key in self.parameters:
            return None
        number = self.give(tensor)
        module, kind = self.modules.now()
        is_constant = tensor.numel() <= 4096 and tensor.dim() < 3
        if not is_constant:
            self.steps.append({
                "name": self.unique(module or "opaque"), "kind": kind or "opaque", "function": None, "module": module, "opaque": True,
                "inputs": [], "outputs": [self.describe(tensor, number)], "attributes": {}, "parameters": 0, "weightShape": None,
            })
        return number

    def give(self, tensor):
        self.alive.append(tensor)  # An identifier is an address: it must not be used again.
        number = "t%d" % len(self.alive)
        self.ids[id(tensor)] = number
        return number

    @staticmethod
    def describe(tensor, number):
        return {"id": number, "shape": [int(size) for size in tensor.shape], "dtype": str(tensor.dtype).replace("torch.", "")}

    def unique(self, name):
        count = self.names.get(name, 0)
        self.names[name] = count + 1
        return name if count == 0 else "%s#%d" % (name, count + 1)

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        name = _name(func)
        outputs = _tensors(result) if isinstance(result, (torch.Tensor, tuple, list)) else []
        if name in QUIET or not outputs:
            return result
        given = _tensors(args) + _tensors(kwargs)
        if not given and name not in ("zeros", "ones", "randn", "rand", "empty", "full", "arange", "linspace", "eye", "tensor"):
            return result
        if all(any(out is one for one in given) for out in outputs) and not name.endswith("_"):
            return result
        self.record(name, args, kwargs, given, outputs)
        return result

    def record(self, name, args, kwargs, given, outputs):
        module, module_kind = self.modules.now()
        kind = KINDS.get(name, name)
        owned = [one for one in given if id(one) in self.parameters]
        count = 0
        for one in owned:
            if id(one) not in self.counted:
                self.counted.add(id(one))
                count += one.numel() if isinstance(one, torch.nn.Parameter) else 0
        inputs = [self.describe(one, self.id_of(one)) for one in given if id(one) not in self.parameters]
        if given and id(given[0]) in self.parameters and kind in ENLARGING:
            inputs.insert(0, self.describe(given[0], "parameter"))
        places = ARGUMENTS.get(name, ())
        attributes = {}
        for place, value in list(zip(places, args)) + list(kwargs.items()):
            if isinstance(value, torch.Tensor):
                continue
            plain = _plain(value)
            if plain is not None:
                attributes[CAMEL.get(place, place)] = plain
        if name == "upsample_bilinear":
            attributes.update(mode="bilinear", alignCorners=True)
        weight = None
        if kind.startswith("Conv") or kind in ("Linear", "DeformConv2d"):
            tensors = dict(zip(places, args)) if places else {}
            weight = kwargs.get("weight", tensors.get("weight"))
            if weight is None and len(args) > 1 and isinstance(args[1], torch.Tensor):
                weight = args[1]
        step = {
            "name": self.unique(module or kind), "kind": kind, "function": name, "module": module, "moduleKind": module_kind,
            "inputs": [one for one in inputs if one["id"] is not None],
            "outputs": [self.describe(one, self.give(one)) for one in outputs],
            "attributes": attributes, "parameters": count,
            "weightShape": [int(size) for size in weight.shape] if isinstance(weight, torch.Tensor) else None,
        }
        self.steps.append(step)
        if self.keep and kind in ENLARGING and outputs[0].dim() == 4 and given and given[0].dim() == 4:
            if outputs[0].shape[2] > given[0].shape[2] or outputs[0].shape[3] > given[0].shape[3]:
                bias = kwargs.get("bias", args[2] if kind == "ConvTranspose2d" and len(args) > 2 else None)
                self.save(step["name"], kind, given[0], outputs[0], weight, bias)

    def save(self, name, kind, source, out, weight, bias):
        if not (source.is_floating_point() and out.is_floating_point()):
            return
        source = source.detach().float()
        out = out.detach().float()
        self.saved[name + ".input_mean"] = source.mean(dim=(0, 2, 3))
        self.saved[name + ".output_std"] = out.permute(1, 0, 2, 3).reshape(out.shape[1], -1).std(dim=1, unbiased=False)
        if isinstance(weight, torch.Tensor):
            self.saved[name + ".weight"] = weight.detach().float()
        if isinstance(bias, torch.Tensor):
            self.saved[name + ".bias"] = bias.detach().float()
        stride = _stride(source, out)
        if kind == "MaxUnpool2d" and stride is not None:
            self.saved[name + ".phase_means"] = _phase_means(out, stride, 0, 0)[0]


def _stride(source, out):
    sh, sw = out.shape[2] / source.shape[2], out.shape[3] / source.shape[3]
    sh, sw = int(round(sh)), int(round(sw))
    if sh * sw <= 1 or out.shape[2] < 2 * sh or out.shape[3] < 2 * sw:
        return None
    return sh, sw


def _phase_means(out, stride, top, left):
    """[C, sh, sw] means by phase, and how many places each has, inside of a border."""
    sh, sw = stride
    height, width = out.shape[2], out.shape[3]
    means = torch.zeros(out.shape[1], sh, sw, dtype=out.dtype, device=out.device)
    for i in range(sh):
        for j in range(sw):
            rows = slice(top + (i - top) % sh, height - top, sh)
            columns = slice(left + (j - left) % sw, width - left, sw)
            part = out[:, :, rows, columns]
            means[:, i, j] = part.mean(dim=(0, 2, 3)) if part.numel() else 0
    return means, (sh, sw)


class _Blame(TorchFunctionMode):
    """Runs as the model does, with the pattern of one enlarging call replaced by its mean."""

    def __init__(self, wanted):
        super().__init__()
        self.wanted = wanted
        self.count = -1

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        kind = KINDS.get(_name(func), "")
        if kind not in ENLARGING or not isinstance(result, torch.Tensor):
            return result
        given = _tensors(args) + _tensors(kwargs)
        if not given or given[0].dim() != 4 or result.dim() != 4:
            return result
        if result.shape[2] <= given[0].shape[2] and result.shape[3] <= given[0].shape[3]:
            return result
        self.count += 1
        if self.count != self.wanted:
            return result
        with torch._C.DisableTorchFunction():
            strides = args[3] if len(args) > 3 else kwargs.get("stride", 1)
            if kind == "ConvTranspose2d":
                stride = tuple(strides) if isinstance(strides, (tuple, list)) else (strides, strides)
            else:
                stride = _stride(given[0], result)
            if stride is None or stride[0] * stride[1] <= 1:
                return result
            # Measured in the middle half: what the border does is no pattern.
            border = []
            for axis in (0, 1):
                size, step = result.shape[2 + axis], stride[axis]
                inset = size // 4 // step * step
                border.append(inset if size - 2 * inset >= 2 * step else 0)
            means, (sh, sw) = _phase_means(result, stride, border[0], border[1])
            change = means - means.mean(dim=(1, 2), keepdim=True)
            height, width = result.shape[2], result.shape[3]
            tiled = change.repeat(1, height // sh + 1, width // sw + 1)[:, :height, :width]
            return result - tiled.unsqueeze(0)


def _first_picture(value):
    for tensor in _tensors(value):
        if tensor.dim() == 4 and tensor.is_floating_point() and min(tensor.shape[2:]) >= 8:
            return tensor
    return None


def _range(outputs):
    least = min(float(out.min()) for out in outputs)
    most = max(float(out.max()) for out in outputs)
    return most - least if most > least else 1.0


def _probe(model, call, args, kwargs, kinds):
    """What of each enlarging call's pattern reaches the first output on constant colours, in 1/255 of its range."""
    count = len(kinds)
    reaches = [None] * count
    if count == 0 or _first_picture((args, kwargs)) is None:
        return reaches

    def coloured(value, colour):
        if isinstance(value, torch.Tensor):
            if value.dim() != 4 or not value.is_floating_point():
                return value
            made = torch.empty_like(value)
            for channel in range(value.shape[1]):
                made[:, channel] = colour[channel % 3]
            return made
        if isinstance(value, (list, tuple)):
            return type(value)(coloured(item, colour) for item in value)
        if isinstance(value, dict):
            return {key: coloured(item, colour) for key, item in value.items()}
        return value

    def run(colour, wanted):
        torch.manual_seed(0)
        with _Blame(wanted):
            out = call(*coloured(args, colour), **coloured(kwargs, colour))
        found = _first_picture(out)
        return None if found is None else found.detach().float()

    clean = [run(colour, -2) for colour in COLOURS]
    again = run(COLOURS[0], -2)
    if any(out is None for out in clean) or not torch.equal(again, clean[0]):
        return reaches  # No picture, or noise of its own: nothing can be told.
    span = _range(clean)
    for wanted in range(count):
        if kinds[wanted] == "Resize":
            reaches[wanted] = 0.0  # Constants come back as they are.
            continue
        if kinds[wanted] in ("GridSample", "Fold"):
            continue  # These have no phases.
        most = 0.0
        for colour, before in zip(COLOURS, clean):
            difference = before - run(colour, wanted)
            height, width = difference.shape[2], difference.shape[3]
            middle = difference[:, :, height // 4:height - height // 4, width // 4:width - width // 4]
            most = max(most, float((middle - middle.mean(dim=(2, 3), keepdim=True)).abs().max()))
        reaches[wanted] = most / span * 255
    return reaches


def _write_safetensors(path, tensors):
    header, blobs, at = {}, [], 0
    for name, tensor in tensors.items():
        data = tensor.detach().cpu().contiguous().float()
        raw = struct.pack("<%df" % data.numel(), *data.reshape(-1).tolist())
        header[name] = {"dtype": "F32", "shape": list(data.shape), "data_offsets": [at, at + len(raw)]}
        blobs.append(raw)
        at += len(raw)
    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for raw in blobs:
            file.write(raw)


def trace(model, example_input, out="model.upbench-net.json", weights=True):
    """Runs the model once on `example_input` and writes what it called; returns the path of the file."""
    if isinstance(example_input, dict):
        args, kwargs = (), dict(example_input)
    elif isinstance(example_input, (list, tuple)):
        args, kwargs = tuple(example_input), {}
    else:
        args, kwargs = (example_input,), {}
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    parameters = {id(value) for value in model.parameters()} | {id(value) for value in model.buffers()}
    modules = _Modules(model)
    recorder = _Recorder(modules, parameters, weights)
    try:
        with torch.no_grad():
            inputs = [recorder.describe(tensor, recorder.give(tensor)) for tensor in _tensors((args, kwargs))]
            with recorder:
                result = model(*args, **kwargs)
            outputs = []
            for tensor in _tensors(result):
                outputs.append(recorder.describe(tensor, recorder.id_of(tensor)))
            modules.close()
            steps = [step for step in recorder.steps if step["kind"] in ENLARGING and _enlarges(step)]
            if weights:
                try:
                    reaches = _probe(model, model, args, kwargs, [step["kind"] for step in steps])
                except Exception:  # A model that takes no other input than this one: then it is not known.
                    reaches = [None] * len(steps)
                for step, reach in zip(steps, reaches):
                    step["reachesOutput"] = reach
    finally:
        modules.close()
        for module, mode in modes:
            module.training = mode
    names = list(kwargs) if kwargs else ["input%d" % i if i else "input" for i in range(len(inputs))]
    for i, one in enumerate(inputs):
        one["name"] = names[i] if i < len(names) else "input%d" % i
    for i, one in enumerate(outputs):
        one["name"] = "output%d" % i if i else "output"
    document = {
        "schema": SCHEMA, "torch": torch.__version__, "model": type(model).__name__, "inputs": inputs, "outputs": outputs,
        "parameters": sum(value.numel() for value in model.parameters()), "steps": recorder.steps,
    }
    with open(out, "w", encoding="utf-8") as file:
        json.dump(document, file)
    if weights and recorder.saved:
        _write_safetensors(os.path.splitext(out)[0] + ".safetensors", recorder.saved)
    return out


def _enlarges(step):
    if not step["inputs"] or not step["outputs"]:
        return False
    before, after = step["inputs"][0]["shape"], step["outputs"][0]["shape"]
    return len(before) == 4 and len(after) == 4 and (after[2] > before[2] or after[3] > before[3])
