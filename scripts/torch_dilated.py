"""PyTorch's LSTM, GRU and RNN as stacks of dilated layers with a shortcut around the second block: one training step and one
inference, over the grid of torch_recurrent.py with four layers in each place. A layer of dilation d runs over [T/d, d·B, F], as
implementations of DilatedRNN do (Chang et al. 2017).

    python3 torch_dilated.py THREADS SECONDS DILATIONS        (1,2/4,8; prints a JSON line a size, as foretell-bench recurrent --dilations)
"""
import json
import sys
import time

import torch

GRID = [  # batch, time, inputs, hidden, outputs
    (32, 24, 1, 32, 12),
    (32, 48, 1, 64, 12),
    (32, 96, 8, 64, 24),
    (128, 48, 1, 128, 24),
    (1, 48, 1, 64, 12),
]
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


class Dilated(torch.nn.Module):
    def __init__(self, kind, inputs, hidden, blocks, outputs):
        super().__init__()
        count = sum(map(len, blocks))
        self.layers = torch.nn.ModuleList(
            getattr(torch.nn, kind)(inputs if layer == 0 else hidden, hidden) for layer in range(count))
        self.head = torch.nn.Linear(hidden, outputs)
        self.blocks = blocks

    def forward(self, x):  # [T, B, F]
        steps, rows, layer = x.shape[0], x.shape[1], 0
        for number, block in enumerate(self.blocks):
            entered = x
            for dilation in block:
                wide = -(-steps // dilation)
                padded = torch.nn.functional.pad(x, (0, 0, 0, 0, 0, wide * dilation - steps))
                states = self.layers[layer](padded.reshape(wide, dilation * rows, -1))[0]
                x = states.reshape(wide * dilation, rows, -1)[:steps]
                layer += 1
            if number > 0:
                x = x + entered
        return self.head(x[-1])


def median_time(action, seconds=0.6, repeats=5):
    for _ in range(3):
        action()
    start = time.perf_counter()
    action()
    count = max(1, int(seconds / repeats / max(1e-6, time.perf_counter() - start)))
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(count):
            action()
        times.append((time.perf_counter() - start) / count)
    return sorted(times)[repeats // 2]


def main():
    torch.manual_seed(0)
    torch.set_num_threads(int(sys.argv[1]))
    seconds = float(sys.argv[2])
    blocks = [[int(d) for d in block.split(",")] for block in sys.argv[3].split("/")]
    for kind in GATES:
        for batch, steps, inputs, hidden, outputs in GRID:
            model = Dilated(kind, inputs, hidden, blocks, outputs)
            adam = torch.optim.Adam(model.parameters(), 1e-3)
            x, y = torch.randn(steps, batch, inputs), torch.randn(batch, outputs)

            def train():
                adam.zero_grad(set_to_none=True)
                torch.nn.functional.mse_loss(model(x), y).backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                adam.step()

            @torch.no_grad()
            def infer():
                model(x)

            print(json.dumps(dict(cell=kind, batch=batch, time=steps, inputs=inputs, hidden=hidden,
                                  layers=sum(map(len, blocks)), outputs=outputs,
                                  train_ms=round(median_time(train, seconds) * 1e3, 4),
                                  infer_ms=round(median_time(infer, seconds) * 1e3, 4))), flush=True)


main()
