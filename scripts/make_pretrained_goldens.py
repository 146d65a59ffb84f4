"""Writes Goldens/causal-features.json of ForetellForecastingTests from the prototype's own functions.

    ../peers/venv/bin/python scripts/make_pretrained_goldens.py ../shared      (needs torch and numpy)

A series of 200 values (1000 where days have slots) from a formula that the test repeats; features, bases, anchor and
scale of a few steps as `feats` and `featsh` of SHARED/prototypes compute them in float32.
"""
import ast
import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as Fn

SHARED = pathlib.Path(sys.argv[1])
GOLDENS = pathlib.Path(__file__).parent.parent / "Tests/ForetellForecastingTests/Goldens"
WINDOWS = {12: (25, 24), 7: (22, 14), 4: (13, 12), 1: (9, 13), 52: (53, 13)}


def function(module, name, scope):
    """One function of a prototype, without what else its file does."""
    tree = ast.parse((SHARED / "prototypes" / module).read_text())
    tree.body = [part for part in tree.body if isinstance(part, ast.FunctionDef) and part.name == name]
    exec(compile(tree, module, "exec"), scope)
    return scope[name]


def series(count, season):
    """The same numbers on every machine: sines of whole numbers would do, but fractions are exact."""
    t = np.arange(count)
    return ((t * 37 % 101) / 101 - 0.5 + 0.02 * t + 0.8 * ((t % season) / season)).astype(np.float32)


def plain_case(m, steps):
    window, horizon = WINDOWS[m]
    z = torch.from_numpy(series(200, max(m, 3)))[None]
    feats = function("zero_shot.py", "feats", {"torch": torch, "Fn": Fn})
    x, base, a, s, t = feats(z, torch.tensor([0]), 180, m, window, horizon)
    return case(m, window, horizon, steps, x, base, a, s)


def subdaily_case(steps):
    z = torch.from_numpy(series(1000, 24))[None]
    featsh = function("zero_shot_hourly.py", "featsh", {"torch": torch, "W": 168, "SH": 14, "HH": 48})
    x, base, a, s, t = featsh(z, torch.tensor([167]), 30)
    return case(24, 168, 48, steps, x, base, a, s)


def case(m, window, horizon, steps, x, base, a, s):
    rows = []
    for step in steps:
        rows.append({
            "count": 168 + 24 * step if m == 24 else step + 1,
            "inputs": [round(float(v), 6) for v in x[0, step]],
            "bases": [round(float(v), 6) for v in base[0, step].T.reshape(-1)],
            "anchor": float(a[0, step, 0]),
            "scale": float(s[0, step, 0]),
        })
    return {"seasonLength": m, "window": window, "horizon": horizon, "steps": rows}


cases = [plain_case(12, [0, 1, 16, 17, 90]), plain_case(7, [9, 40]), plain_case(4, [3, 60]),
         plain_case(1, [0, 2, 30]), plain_case(52, [77, 150]), subdaily_case([0, 8, 29])]
(GOLDENS / "causal-features.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
