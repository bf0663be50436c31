"""Records what a PyTorch model really calls, for Upbench. One file, nothing but PyTorch (1.13 or newer).

    from upbench_trace import trace
    trace(model, example_input)                      # a tensor, a tuple of tensors or a dict of keyword arguments
    trace(model, example_input, out="model.upbench-net.json", weights=True)

Writes the calls of forward with names of modules, shapes and dtypes. With weights=True also the tensors of the layers
that enlarge, the means of their input channels, and what of each layer's pattern reaches the output on constant
colours (model.upbench-net.safetensors beside it). The model is put back into the mode it was in.
"""
import contextlib
import copy
import ctypes
import dataclasses
import json
import math
import os
import struct
from collections.abc import Mapping

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

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
# Kernels that compiled code calls -> the function they belong to.
ATEN = {
    "_convolution": "convolution", "upsample_nearest2d": "interpolate", "_upsample_nearest_exact2d": "interpolate",
    "upsample_bilinear2d": "interpolate", "_upsample_bilinear2d_aa": "interpolate", "upsample_bicubic2d": "interpolate",
    "_upsample_bicubic2d_aa": "interpolate", "grid_sampler_2d": "grid_sample", "native_batch_norm": "batch_norm",
    "_native_batch_norm_legit_no_training": "batch_norm", "native_layer_norm": "layer_norm", "native_group_norm": "group_norm",
    "_softmax": "softmax", "addmm": "linear", "_weight_norm_interface": "_weight_norm",
}
ENLARGING = ("ConvTranspose2d", "Resize", "PixelShuffle", "MaxUnpool2d", "GridSample", "Fold")
# Reading a property is no step of the network.
QUIET = ("__get__", "size", "dim", "numel", "stride", "is_floating_point", "__len__", "item", "__bool__", "storage_offset")
# Random inputs of a generator.
LATENTS = 8
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


def _tensors(value, found=None, depth=0):
    """Every tensor in nested tuples, lists, dicts and plain objects such as data classes, in order."""
    found = [] if found is None else found
    if isinstance(value, torch.Tensor):
        found.append(value)
    elif depth < 8:
        for _, item in _members(value):
            _tensors(item, found, depth + 1)
    return found


def _members(value):
    """The parts of a container with their keys; nothing of what is no container."""
    if isinstance(value, (list, tuple)):
        return list(enumerate(value))
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, (str, bytes, int, float, type, torch.nn.Module, torch.Size)) or callable(value):
        return []
    if dataclasses.is_dataclass(value):
        return [(field.name, getattr(value, field.name, None)) for field in dataclasses.fields(value)]
    own = getattr(value, "__dict__", None)
    return list(own.items()) if isinstance(own, dict) and len(own) < 40 else []


def _replaced(value, change, depth=0):
    """The same containers with every tensor changed."""
    if isinstance(value, torch.Tensor):
        return change(value)
    members = _members(value) if depth < 8 else []
    if not members:
        return value
    parts = [(key, _replaced(item, change, depth + 1)) for key, item in members]
    if isinstance(value, tuple):
        items = [item for _, item in parts]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if isinstance(value, list):
        return [item for _, item in parts]
    made = copy.copy(value)
    for key, item in parts:
        if isinstance(value, Mapping):
            made[key] = item
        else:
            object.__setattr__(made, key, item)
    return made


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
    if "." in name:  # conv2d.default, upsample_nearest2d.vec
        name = name.split(".")[0]
    return ATEN.get(name, name)


class _Modules:
    """The module that is running now, by hooks that all modules share: a name for every call."""

    def __init__(self, model):
        self.stack = []
        self.names = {id(module): name for name, module in model.named_modules()}
        self.handles = [
            torch.nn.modules.module.register_module_forward_pre_hook(self._enter),
            torch.nn.modules.module.register_module_forward_hook(self._leave),
        ]

    def _enter(self, module, _args):
        self.stack.append(module)

    def _leave(self, module, _args, _out):
        if self.stack and self.stack[-1] is module:
            self.stack.pop()

    def now(self):
        if not self.stack:
            return "", ""
        module = self.stack[-1]
        kind = getattr(module, "original_name", type(module).__name__)
        return self.names.get(id(module), kind), kind

    def close(self):
        for handle in self.handles:
            handle.remove()


class _Kernels(TorchDispatchMode):
    """Calls of kernels: what each function costs, and what is called where no Python is seen (TorchScript)."""

    def __init__(self, watch):
        super().__init__()
        self.watch = watch

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        # Some versions call a kernel by a function that is watched, too.
        self.watch.depth += 1
        try:
            result = func(*args, **kwargs)
        finally:
            self.watch.depth -= 1
        if self.watch.is_looking:
            return result
        self.watch.macs += _macs(func._schema.name.split("::")[-1], args, result)
        if self.watch.depth > 0:
            return result
        return self.watch.hidden(func, args, kwargs, result)


def _macs(name, args, result):
    """Multiply-adds of a kernel by definition; 0 for what has none."""
    if name in ("convolution", "_convolution"):
        source, weight, isTransposed = args[0], args[1], args[6]
        places = source if isTransposed else result
        return weight.numel() * places.shape[0] * math.prod(places.shape[2:])
    if name in ("mm", "addmm", "bmm", "baddbmm", "mv", "addmv", "dot"):
        first = args[1] if name in ("addmm", "baddbmm", "addmv") else args[0]
        return result.numel() * first.shape[-1]
    if "scaled_dot_product" in name:
        query, key, value = args[:3]
        return query.numel() * key.shape[-2] + math.prod(query.shape[:-1]) * key.shape[-2] * value.shape[-1]
    return 0


class _Watch(TorchFunctionMode):
    """Sees every call that the model's own code makes, and the kernels that compiled code calls."""

    def __init__(self):
        super().__init__()
        self.depth = 0
        self.macs = 0
        # While a call is looked at: what that itself computes is no step of the model.
        self.is_looking = False

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if self.depth > 0 or self.is_looking:
            return func(*args, **kwargs)
        before = self.macs
        # A function that calls back into scripted code is no function of its own.
        self.depth += 1
        try:
            result = func(*args, **kwargs)
        finally:
            self.depth -= 1
        return self.look(_name(func), args, kwargs, result, self.macs - before)

    def look(self, name, args, kwargs, result, macs):
        was, self.is_looking = self.is_looking, True
        try:
            return self.seen(name, args, kwargs, result, macs)
        finally:
            self.is_looking = was

    def hidden(self, func, args, kwargs, result):
        name = _name(func)
        names = [argument.name for argument in func._schema.arguments]
        named = dict(zip(names, args))
        named.update(kwargs)
        if name == "convolution":
            rank = named["weight"].dim() - 2
            name = "conv%s%dd" % ("_transpose" if named.pop("transposed") else "", rank)
            if "transpose" not in name:
                named.pop("output_padding")
        if name == "interpolate":
            kind = func._schema.name
            named["mode"] = "bicubic" if "bicubic" in kind else "bilinear" if "bilinear" in kind else "nearest"
        return self.look(name, (), named, result, _macs(func._schema.name.split("::")[-1], args, result))

    def run(self, call, args, kwargs, kernels):
        with self:
            if not kernels:
                return call(*args, **kwargs)
            with _Kernels(self):
                return call(*args, **kwargs)


class _Recorder(_Watch):
    def __init__(self, modules, parameters, keep, counts):
        super().__init__()
        self.counts = counts
        self.modules = modules
        self.parameters = parameters
        self.keep = keep
        self.steps = []
        self.ids = {}
        self.alive = []
        self.counted = set()
        self.names = {}
        self.saved = {}
        # Tensors made of parameters and constants alone, and the step that made each tensor.
        self.pure = set()
        self.makers = {}

    def id_of(self, tensor):
        """An identifier for a tensor; one that nothing recorded made is an opaque step of its own."""
        key = id(tensor)
        if key in self.ids:
            return self.ids[key]
        if key in self.parameters:
            return None
        number = self.give(tensor)
        self.pure.add(key)
        module, kind = self.modules.now()
        # Where kernels are watched, what nothing made was there before: a constant of the model.
        is_constant = self.counts or (tensor.numel() <= 4096 and tensor.dim() < 3)
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
        return {"id": number, "shape": [int(size) for size in _unbatched(tensor).shape], "dtype": str(tensor.dtype).replace("torch.", "")}

    def unique(self, name):
        count = self.names.get(name, 0)
        self.names[name] = count + 1
        return name if count == 0 else "%s#%d" % (name, count + 1)

    def seen(self, name, args, kwargs, result, macs):
        if name == "__setitem__":
            result = args[0]
        outputs = _tensors(result) if isinstance(result, (torch.Tensor, tuple, list)) else []
        if name in QUIET or not outputs:
            return result
        given = _tensors(args) + _tensors(kwargs)
        if not given and name not in ("zeros", "ones", "randn", "rand", "empty", "full", "arange", "linspace", "eye", "tensor"):
            return result
        if all(any(out is one for one in given) for out in outputs) and not name.endswith("_"):
            return result
        self.record(name, args, kwargs, given, outputs, macs)
        return result

    def record(self, name, args, kwargs, given, outputs, macs):
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
            "macs": macs if self.counts else None,
        }
        if isinstance(weight, torch.Tensor) and id(weight) not in self.parameters:
            step["parameters"] += self.taken_from(weight, module)
        is_pure = all(id(one) in self.parameters or id(one) in self.pure for one in given)
        if is_pure and given and weight is None:
            step["macs"] = 0  # A norm of weights alone is no cost of a picture.
        for one in outputs:
            self.makers[id(one)] = (step, given)
            if is_pure:
                self.pure.add(id(one))
        _as_pictures(step)
        self.steps.append(step)
        if self.keep and _enlarges(step):
            bias = kwargs.get("bias", args[2] if kind == "ConvTranspose2d" and len(args) > 2 else None)
            self.save(step["name"], kind, _picture(given[0]), _picture(outputs[0]), weight, bias)

    def taken_from(self, weight, module):
        """Parameters behind a weight that the layer computes itself (weight norm, spectral norm, modulation)."""
        total, waiting, been = 0, [weight], set()
        while waiting:
            made = self.makers.get(id(waiting.pop()))
            if made is None or id(made[0]) in been:
                continue
            step, given = made
            been.add(id(step))
            if step["module"] != module and not step["module"].startswith(module + ".parametrizations") and not all(
                id(one) in self.parameters or id(one) in self.pure for one in given
            ):
                continue
            total += step["parameters"]
            step["parameters"] = 0
            waiting.extend(given)
        return total

    def save(self, name, kind, source, out, weight, bias):
        if not (source.is_floating_point() and out.is_floating_point()):
            return
        source = _unbatched(source.detach()).float()
        out = _unbatched(out.detach()).float()
        self.saved[name + ".input_mean"] = source.mean(dim=(0, 2, 3))
        self.saved[name + ".output_std"] = out.permute(1, 0, 2, 3).reshape(out.shape[1], -1).std(dim=1, unbiased=False)
        if isinstance(weight, torch.Tensor):
            self.saved[name + ".weight"] = _unbatched(weight.detach()).float()
        if isinstance(bias, torch.Tensor):
            self.saved[name + ".bias"] = _unbatched(bias.detach()).float()
        stride = _stride(source, out)
        if kind == "MaxUnpool2d" and stride is not None:
            self.saved[name + ".phase_means"] = _phase_means(out, stride, 0, 0)[0]


def _unbatched(tensor):
    """A tensor of one call within torch.vmap as that of all calls, along the batch."""
    functorch = getattr(torch._C, "_functorch", None)
    while hasattr(functorch, "is_batchedtensor") and functorch.is_batchedtensor(tensor):
        axis = functorch.maybe_get_bdim(tensor)
        tensor = functorch.get_unwrapped(tensor).movedim(axis, 0)
        tensor = tensor.flatten(0, 1) if tensor.dim() == 5 else tensor
    return tensor


def _picture(tensor):
    """[..., C, H, W] as [N, C, H, W]."""
    return tensor if tensor.dim() == 4 else tensor.reshape((-1,) + tuple(tensor.shape[-3:]))


def _as_pictures(step):
    """Layers of pictures take them without a batch, too, and pixel shuffles with more axes before: shapes as [N, C, H, W]."""
    for one in step["inputs"][:1] + step["outputs"][:1] if _of_pictures(step) else []:
        shape = one["shape"]
        if len(shape) >= 3:
            one["shape"] = [math.prod(shape[:-3])] + shape[-3:]


def _of_pictures(step):
    kind, inputs, weight = step["kind"], step["inputs"], step["weightShape"]
    if kind in ("PixelShuffle", "PixelUnshuffle"):
        return True
    is_convolution = kind in ("Conv2d", "ConvTranspose2d") and weight is not None and len(weight) == 4
    return (is_convolution or kind == "MaxUnpool2d") and bool(inputs) and len(inputs[0]["shape"]) == 3


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


class _Blame(_Watch):
    """Runs as the model does, with the pattern of one enlarging call replaced by its mean."""

    def __init__(self, wanted, found=None, pattern=None):
        super().__init__()
        self.wanted = wanted
        # Either the pattern is only collected, or this one is taken out in place of the call's own.
        self.found = found
        self.pattern = pattern
        self.count = -1

    def seen(self, name, args, kwargs, result, macs):
        kind = KINDS.get(name, "")
        given = _tensors(args) + _tensors(kwargs)
        if kind not in ENLARGING or not isinstance(result, torch.Tensor) or not given:
            return result
        if result.dim() < 3 or given[0].dim() != result.dim() or (kind == "Resize" and result.dim() != 4):
            return result
        if result.shape[-2] <= given[0].shape[-2] and result.shape[-1] <= given[0].shape[-1]:
            return result
        self.count += 1
        if self.count != self.wanted:
            return result
        with torch._C.DisableTorchFunction():
            strides = args[3] if len(args) > 3 else kwargs.get("stride", 1)
            if kind == "ConvTranspose2d":
                stride = tuple(strides) if isinstance(strides, (tuple, list)) else (strides, strides)
                stride = stride if len(stride) == 2 else stride * 2
            else:
                stride = _stride(_picture(given[0]), _picture(result))
            if stride is None or stride[0] * stride[1] <= 1:
                return result
            own = _pattern(_picture(result).float(), stride) if self.pattern is None else self.pattern
            if self.found is not None:
                self.found.append((stride, own, _picture(given[0]).shape))
                return result
            return _picture(result).sub(own).to(result.dtype).reshape(result.shape)


def _pattern(out, stride):
    """[1, C, H, W]: how far every phase is from the mean of its channel, measured in the middle half: borders are no pattern."""
    border = []
    for axis in (0, 1):
        size, step = out.shape[2 + axis], stride[axis]
        inset = size // 4 // step * step
        border.append(inset if size - 2 * inset >= 2 * step else 0)
    means, (sh, sw) = _phase_means(out, stride, border[0], border[1])
    change = means - means.mean(dim=(1, 2), keepdim=True)
    height, width = out.shape[2], out.shape[3]
    return change.repeat(1, height // sh + 1, width // sw + 1)[:, :height, :width].unsqueeze(0)


def _first_picture(value):
    for tensor in _tensors(value):
        if tensor.dim() in (3, 4) and tensor.is_floating_point() and min(tensor.shape[-2:]) >= 8:
            return _picture(tensor)
    return None


def _range(outputs):
    least = min(float(out.min()) for out in outputs)
    most = max(float(out.max()) for out in outputs)
    return most - least if most > least else 1.0


def _probe(call, args, kwargs, kinds, kernels):
    """What of each enlarging call's pattern reaches the first output on constant colours, in 1/255 of its range."""
    count = len(kinds)
    reaches = [None] * count
    if count == 0:
        return reaches, {}, 0
    if _first_picture((args, kwargs)) is None:
        return _probe_latents(call, args, kwargs, kinds, kernels)
    crops = {}

    def coloured(value, colour):
        if value.dim() not in (3, 4) or not value.is_floating_point():
            return value
        made = torch.empty_like(value)
        for channel in range(value.shape[-3]):
            made[..., channel, :, :] = colour[channel % 3]
        return made

    def run(colour, wanted):
        torch.manual_seed(0)
        change = lambda value: coloured(value, colour)
        out = _Blame(wanted).run(call, _replaced(args, change), _replaced(kwargs, change), kernels)
        found = _first_picture(out)
        return None if found is None else found.detach().float()

    clean = [run(colour, -2) for colour in COLOURS]
    again = run(COLOURS[0], -2)
    if any(out is None for out in clean) or not torch.equal(again, clean[0]):
        return reaches, {}, 0  # No picture, or noise of its own: nothing can be told.
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
            crop = _crop(difference, span)
            if wanted not in crops or float(crop.abs().max()) > float(crops[wanted].abs().max()):
                crops[wanted] = crop
            height, width = difference.shape[2], difference.shape[3]
            middle = difference[:, :, height // 4:height - height // 4, width // 4:width - width // 4]
            most = max(most, float((middle - middle.mean(dim=(2, 3), keepdim=True)).abs().max()))
        reaches[wanted] = most / span * 255
    return reaches, crops, 0


def _probe_latents(call, args, kwargs, kinds, kernels):
    """As _probe, for generators: constants say nothing there, so it is phase means over random latents that are looked at."""
    reaches, crops, nothing = [None] * len(kinds), {}, ([None] * len(kinds), {}, 0)

    def run(seed, watch):
        torch.manual_seed(seed)
        change = lambda value: torch.randn_like(value) if value.is_floating_point() else value
        given = _replaced(args, change), _replaced(kwargs, change)
        torch.manual_seed(0)
        found = _first_picture(watch.run(call, given[0], given[1], kernels))
        return None if found is None else found.detach().float()

    if not any(one.is_floating_point() for one in _tensors((args, kwargs))):
        return nothing
    first = [run(0, _Blame(-2)) for _ in range(2)]
    if first[0] is None or not torch.equal(first[0], first[1]):
        return nothing
    clean = [run(seed, _Blame(-2)) for seed in range(LATENTS)]
    span = _range(clean)
    for wanted, kind in enumerate(kinds):
        if kind in ("Resize", "GridSample", "Fold"):
            reaches[wanted] = 0.0 if kind == "Resize" else None
            continue
        seen = []
        for seed in range(LATENTS):
            run(seed, _Blame(wanted, seen))
        if not seen:
            continue
        common = sum(pattern for _, pattern, _ in seen) / len(seen)
        difference = sum(before - run(seed, _Blame(wanted, None, common)) for seed, before in enumerate(clean)) / LATENTS
        stride, _, source = seen[0]
        shape = difference.shape
        # Output values per input value of the layer; the layer's own output may have a border that is cut off later.
        periods = [shape[2 + axis] / source[2 + axis] for axis in (0, 1)], [
            stride[axis] * shape[2 + axis] / common.shape[2 + axis] for axis in (0, 1)
        ]
        fitting = [one for one in periods if all(size == int(size) and size <= shape[2 + axis] for axis, size in enumerate(one))]
        if fitting:
            period = fitting[0]
            reaches[wanted] = float(_pattern(difference, [int(size) for size in period]).abs().max()) / span * 255
            crops[wanted] = _crop(difference, span)
    return reaches, crops, LATENTS


def _crop(difference, span):
    """[H, W, C] of the middle, each channel around its mean, in 1/255; of more than three channels the strongest alone."""
    _, channels, height, width = difference.shape
    top, left = (height - min(32, height)) // 2, (width - min(32, width)) // 2
    part = difference[0, :, top:top + 32, left:left + 32] / span * 255
    part = part - part.mean(dim=(1, 2), keepdim=True)
    if channels != 3:
        strongest = int(part.abs().amax(dim=(1, 2)).argmax())
        part = part[strongest:strongest + 1]
    return part.permute(1, 2, 0)


def _write_safetensors(path, tensors):
    header, blobs, at = {}, [], 0
    for name, tensor in tensors.items():
        data = tensor.detach().cpu().float().contiguous()
        raw = ctypes.string_at(data.data_ptr(), 4 * data.numel()) if data.numel() > 0 else b""
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
    model = getattr(model, "_orig_mod", model)
    if isinstance(model, (torch.nn.DataParallel, torch.nn.parallel.DistributedDataParallel)):
        model = model.module
    latents = 0
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.eval()
    except NotImplementedError:  # Exported programs have one mode only.
        pass
    try:
        with torch.no_grad(), _uncompiled(model):
            recorder, inputs, outputs, kernels = _recorded(model, args, kwargs, weights)
            steps = [step for step in recorder.steps if step["kind"] in ENLARGING and _enlarges(step)]
            if weights:
                try:
                    reaches, crops, latents = _probe(model, args, kwargs, [step["kind"] for step in steps], kernels)
                except Exception:  # A model that takes no other input than this one: then it is not known.
                    reaches, crops = [None] * len(steps), {}
                for i, (step, reach) in enumerate(zip(steps, reaches)):
                    step["reachesOutput"] = reach
                    if i in crops:
                        recorder.saved[step["name"] + ".at_output"] = crops[i]
    finally:
        for module, mode in modes:
            module.training = mode
    names = list(kwargs) if kwargs else ["input%d" % i if i else "input" for i in range(len(inputs))]
    for i, one in enumerate(inputs):
        one["name"] = names[i] if i < len(names) else "input%d" % i
    for i, one in enumerate(outputs):
        one["name"] = "output%d" % i if i else "output"
    document = {
        "schema": SCHEMA, "torch": torch.__version__, "model": type(model).__name__, "inputs": inputs, "outputs": outputs,
        "parameters": sum(value.numel() for value in model.parameters()), "latents": latents, "steps": recorder.steps,
    }
    with open(out, "w", encoding="utf-8") as file:
        json.dump(document, file)
    if weights and recorder.saved:
        _write_safetensors(os.path.splitext(out)[0] + ".safetensors", recorder.saved)
    return out


def _recorded(model, args, kwargs, weights):
    """What one run calls. Kernels are watched, too, where this version and this model allow it."""
    parameters = {id(value) for value in model.parameters()} | {id(value) for value in model.buffers()}
    failure = None
    for kernels in (True, False):
        modules = _Modules(model)
        recorder = _Recorder(modules, parameters, weights, kernels)
        try:
            inputs = [recorder.describe(tensor, recorder.give(tensor)) for tensor in _tensors((args, kwargs))]
            result = recorder.run(model, args, kwargs, kernels)
            outputs = [recorder.describe(tensor, recorder.id_of(tensor)) for tensor in _tensors(result)]
            return recorder, inputs, outputs, kernels
        except Exception as error:
            failure = error
        finally:
            modules.close()
    model(*args, **kwargs)  # Where the model itself fails, its own error is the one to see.
    raise RuntimeError(
        "%s runs, but its calls cannot be followed (%s: %s). Export it instead and give Upbench the file: "
        "torch.onnx.export(model, example_input, 'model.onnx')" % (type(model).__name__, type(failure).__name__, failure)
    ) from failure


@contextlib.contextmanager
def _uncompiled(model):
    """Within, modules that torch.compile wrapped run as they were written; afterwards they are as before."""
    changed = []
    for parent in list(model.modules()):
        if getattr(parent, "_compiled_call_impl", None) is not None:
            changed.append((parent.__dict__, "_compiled_call_impl", parent._compiled_call_impl))
            parent.__dict__["_compiled_call_impl"] = None
        if isinstance(parent, torch.jit.ScriptModule):
            continue
        for name, child in list(parent._modules.items()):
            own = getattr(child, "_orig_mod", None)
            if isinstance(own, torch.nn.Module):
                changed.append((parent._modules, name, child))
                parent._modules[name] = own
    stance = getattr(torch.compiler, "set_stance", None) if hasattr(torch, "compiler") else None
    try:
        with stance("force_eager") if stance else contextlib.nullcontext():
            yield
    finally:
        for where, name, value in reversed(changed):
            where[name] = value


def _enlarges(step):
    if not step["inputs"] or not step["outputs"]:
        return False
    before, after = step["inputs"][0]["shape"], step["outputs"][0]["shape"]
    return len(before) == 4 and len(after) == 4 and (after[2] > before[2] or after[3] > before[3])
