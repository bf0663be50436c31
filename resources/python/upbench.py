"""Puts arrays of a Python program on the bench of Upbench. One file, nothing but the standard library and NumPy.

    import upbench
    upbench.show(original, {"mine": a, "theirs": b})     # opens in the workbench; prints the address, or a frame in a notebook
    results = upbench.compare(original, {"mine": a})      # the same numbers as a dict, without a window

Arrays are [H,W], [H,W,C] or [C,H,W]: uint8, uint16 or floats with white at 1. Tensors of PyTorch and pictures of Pillow
are taken, too. `low` is the small picture that the outputs were made from; without it the workbench makes one.

A workbench that runs (`upbench serve`) is found by itself. Otherwise one is started: by the command in the environment
variable UPBENCH, from the checkout that this file lies in, or by `upbench` on the PATH.
"""
import atexit
import hashlib
import io
import json
import os
import pathlib
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import numpy as np

__all__ = ["show", "compare", "UpbenchError"]

START_SECONDS = 120
_started = None


class UpbenchError(RuntimeError):
    """What Upbench refuses, in its own words."""


def show(original, outputs=None, low=None, *, scale=None, range=None, layout=None, name=None, height=720):
    """Sends arrays to the workbench and shows them: the original, finished outputs by their names, and the small picture.

    Prints the address, which is good for one visit. In a notebook it gives back a frame instead.
    """
    address, token = _running() or _start()
    pixels = _picture(original, "original", layout)
    stem = name or "array-" + hashlib.sha256(pixels).hexdigest()[:6]
    picture = _upload(address, token, stem + ".npy", pixels, False)
    sent = {
        "picture": picture,
        "candidates": [
            {"name": str(key), "file": _upload(address, token, "%s__%s.npy" % (stem, key), _picture(value, key, layout), True)}
            for key, value in (outputs or {}).items()
        ],
    }
    if low is not None:
        sent["low"] = _upload(address, token, stem + "__input.npy", _picture(low, "low", layout), True)
    for key, value in (("scale", scale), ("range", range), ("layout", layout)):
        if value is not None:
            sent[key] = value
    page = _request(address + "/show", token, json.dumps(sent).encode())["address"]
    if _in_notebook():
        from IPython.display import IFrame

        # Notebooks are usually opened as localhost, and a frame keeps its cookie only under the name of its page.
        return IFrame(page.replace("//127.0.0.1:", "//localhost:"), "100%", height)
    print(page)
    return page


def compare(original, outputs=None, low=None, *, scale=None, range=None, layout=None, methods="all", metrics=None, protocol=None, samples=0):
    """Compares arrays and returns the results as dicts, as `upbench compare --json` writes them.

    results["images"][0]["methods"] holds a dict for every method and every output: title, metrics with receipts, and so on.
    """
    with tempfile.TemporaryDirectory(prefix="upbench-py-") as folder:
        command = [*_command(), "compare", _write(folder, "original", original, layout), "--json", "-", "--samples", str(samples)]
        for key, value in (outputs or {}).items():
            command += ["--candidate", "%s=%s" % (key, _write(folder, "output-%s" % key, value, layout))]
        if low is not None:
            command += ["--low", _write(folder, "low", low, layout)]
        options = {"scale": scale, "range": range, "layout": layout, "methods": methods, "metrics": metrics, "protocol": protocol}
        for key, value in options.items():
            if value is not None:
                command += ["--" + key, value if isinstance(value, str) else ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    try:
        results = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.strip()
        raise UpbenchError(said[len("upbench: "):] if said.startswith("upbench: ") else said or "%s ended with %d." % (command[0], done.returncode)) from None
    refused = [failure["message"] for image in results["images"] for failure in image["failed"] if failure["key"] in (outputs or {})]
    if refused or not results["images"]:
        raise UpbenchError(" ".join(refused or [failure["message"] for failure in results["failed"]]))
    return results


# Arrays -------------------------------------------------------------------------------------------------------------


def _array(value, what, layout):
    for step in ("detach", "cpu", "numpy"):
        if hasattr(value, step):
            value = getattr(value, step)()
    array = np.asarray(value)
    while array.ndim > 3 and array.shape[0] == 1:
        array = array[0]
    if array.ndim not in (2, 3) or 0 in array.shape:
        raise UpbenchError('"%s" has the shape %s. A picture is [H,W], [H,W,C] or [C,H,W].' % (what, list(array.shape)))
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind == "f":
        return array.astype(np.float32)
    if array.dtype.kind in "iu":
        if array.dtype in (np.uint8, np.uint16):
            return array
        least, most = int(array.min()), int(array.max())
        if least >= 0 and most <= 65535:
            return array.astype(np.uint8 if most <= 255 else np.uint16)
        raise UpbenchError('"%s" holds whole numbers from %d to %d. Pictures hold 0 to 255, 0 to 65535, or floats.' % (what, least, most))
    raise UpbenchError('"%s" is of the type %s. Pictures are of whole numbers or floats.' % (what, array.dtype))


def _picture(value, what, layout):
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(_array(value, what, layout)), allow_pickle=False)
    return file.getvalue()


def _write(folder, name, value, layout):
    if any(letter in name for letter in '/\\:*?"<>|=') or name.startswith("."):
        raise UpbenchError('"%s" cannot be the name of an output: letters, digits, "-" and "_".' % name)
    path = os.path.join(folder, name + ".npy")
    with open(path, "wb") as file:
        file.write(_picture(value, name, layout))
    return path


# The workbench ------------------------------------------------------------------------------------------------------


def _command():
    """How Upbench is started here."""
    given = os.environ.get("UPBENCH")
    if given:
        return shlex.split(given, posix=os.name != "nt") if not os.path.exists(given) else [given]
    launcher = pathlib.Path(__file__).resolve().parents[2] / "core" / "cli" / "bin" / "upbench.mjs" if len(pathlib.Path(__file__).resolve().parents) > 2 else None
    node = shutil.which("node")
    if launcher is not None and launcher.exists() and node:
        return [node, str(launcher)]
    found = shutil.which("upbench")
    if found:
        return [found]
    raise UpbenchError(
        "Upbench is not found. Start the workbench with `upbench serve`, or say in the environment variable UPBENCH how it is "
        "started, as in UPBENCH='node /path/to/upbench/core/cli/bin/upbench.mjs'. From a checkout it needs Node.js on the PATH."
    )


def _state_folder():
    """Where a served workbench writes its address and token, as core/server/stateFile.ts has it."""
    env = os.environ.get
    if env("UPBENCH_STATE"):
        return pathlib.Path(env("UPBENCH_STATE"))
    home = pathlib.Path.home()
    if sys.platform == "win32":
        return pathlib.Path(env("LOCALAPPDATA") or home / "AppData" / "Local") / "Upbench"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Upbench"
    return pathlib.Path(env("XDG_RUNTIME_DIR") or env("XDG_STATE_HOME") or home / ".local" / "state") / "upbench"


def _running(pid=None):
    """Address and token of a workbench of this user that answers; None where there is none."""
    try:
        files = sorted(_state_folder().glob("served-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return None
    for path in files:
        try:
            about = path.stat()
            # Another user's file could name another's server, and what others can read is no secret.
            if hasattr(os, "getuid") and (about.st_uid != os.getuid() or stat.S_IMODE(about.st_mode) & 0o077):
                continue
            state = json.loads(path.read_text())
            if state.get("schema") != "upbench.served/1" or (pid is not None and state.get("pid") != pid):
                continue
            _request(state["address"] + "/show", state["token"])
            return state["address"], state["token"]
        except (OSError, ValueError, KeyError, UpbenchError):
            continue
    return None


def _start():
    """Starts a workbench that ends with this program."""
    global _started
    command = [*_command(), "serve", "--no-open", "--empty"]
    with tempfile.TemporaryFile() as log:
        try:
            _started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        except OSError as error:
            raise UpbenchError("%s could not be started: %s" % (command[0], error)) from None
        atexit.register(_stop)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and _started.poll() is None:
            found = _running(_started.pid) or _running()
            if found:
                return found
            time.sleep(0.1)
        _stop()
        log.seek(0)
        said = log.read().decode("utf-8", "replace").strip()
    raise UpbenchError("The workbench did not start%s" % (": " + said if said else "."))


def _stop():
    if _started is not None and _started.poll() is None:
        _started.terminate()
        try:
            _started.wait(10)
        except subprocess.TimeoutExpired:
            _started.kill()


def _upload(address, token, name, content, aside):
    query = urllib.parse.urlencode({"name": name, **({"aside": "1"} if aside else {})})
    return _request("%s/upload?%s" % (address, query), token, content)["id"]


def _request(url, token, content=None):
    request = urllib.request.Request(url, data=content, headers={"Authorization": "Bearer " + token, "Content-Type": "application/octet-stream"})
    # A proxy has no part in what stays on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=300) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        text = error.read().decode("utf-8", "replace").strip()
        try:
            text = json.loads(text)["message"]
        except (ValueError, KeyError, TypeError):
            pass
        raise UpbenchError(text) from None


def _in_notebook():
    shell = sys.modules.get("IPython")
    shell = shell.get_ipython() if shell is not None else None
    return shell is not None and "IPKernelApp" in getattr(shell, "config", {})
