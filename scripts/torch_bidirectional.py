"""PyTorch's bidirectional LSTM, GRU and RNN: one training step and one inference, over the grid of torch_recurrent.py.

    python3 torch_bidirectional.py THREADS [SECONDS]        (prints a JSON line a size, as foretell-bench recurrent --bidirectional)
"""
import json
import sys
import time

import torch

GRID = [  # batch, time, inputs, hidden, layers, outputs
    (32, 24, 1, 32, 1, 12),
    (32, 48, 1, 64, 1, 12),
    (32, 96, 8, 64, 2, 24),
    (128, 48, 1, 128, 1, 24),
    (128, 96, 8, 128, 2, 24),
    (256, 96, 16, 256, 2, 96),
    (1, 48, 1, 64, 1, 12),
]
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


class Both(torch.nn.Module):
    """Read where each direction ends: h_n."""

    def __init__(self, kind, inputs, hidden, layers, outputs):
        super().__init__()
        self.recurrent = getattr(torch.nn, kind)(inputs, hidden, layers, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(2 * hidden, outputs)

    def forward(self, x):
        last = self.recurrent(x)[1]
        last = last[0] if isinstance(last, tuple) else last
        return self.head(torch.cat([last[-2], last[-1]], -1))


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
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 0.6
    for kind in GATES:
        for batch, steps, inputs, hidden, layers, outputs in GRID:
            model = Both(kind, inputs, hidden, layers, outputs)
            adam = torch.optim.Adam(model.parameters(), 1e-3)
            x, y = torch.randn(batch, steps, inputs), torch.randn(batch, outputs)

            def train():
                adam.zero_grad(set_to_none=True)
                torch.nn.functional.mse_loss(model(x), y).backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                adam.step()

            @torch.no_grad()
            def infer():
                model(x)

            print(json.dumps(dict(cell=kind, batch=batch, time=steps, inputs=inputs, hidden=hidden, layers=layers,
                                  outputs=outputs, train_ms=round(median_time(train, seconds) * 1e3, 4),
                                  infer_ms=round(median_time(infer, seconds) * 1e3, 4))), flush=True)


main()
