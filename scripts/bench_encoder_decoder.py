"""Training steps and forecasts of our encoder–decoders and PyTorch's, in turn, and their ratios.

    python3 bench_encoder_decoder.py PEERS_PYTHON BENCH_BINARY [ROUNDS] [SECONDS]
    PEERS_PYTHON bench_encoder_decoder.py --torch SECONDS

Prints a row a size with medians over the rounds, and geometric means. PyTorch runs in PEERS_PYTHON: two modules of torch.nn, the
second fed with the true values as a whole sequence in training, and step by step with its own outputs when it forecasts.
"""
import json
import math
import statistics
import subprocess
import sys
import time

KEYS = ("cell", "batch", "time", "inputs", "hidden", "layers", "outputs")
GRID = [  # batch, time, inputs, hidden, layers, steps of the decoder
    (32, 24, 1, 32, 1, 12),
    (32, 48, 1, 64, 1, 12),
    (32, 96, 8, 64, 2, 24),
    (128, 48, 1, 128, 1, 24),
    (128, 96, 8, 128, 2, 24),
    (256, 96, 16, 256, 2, 96),
    (1, 48, 1, 64, 1, 12),
]


def run_torch(seconds):
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(2)

    class EncoderDecoder(torch.nn.Module):
        def __init__(self, kind, inputs, hidden, layers):
            super().__init__()
            self.encoder = getattr(torch.nn, kind)(inputs, hidden, layers)
            self.decoder = getattr(torch.nn, kind)(inputs + 1, hidden, layers)
            self.head = torch.nn.Linear(hidden, 1)

        def taught(self, x, z, teacher):
            state = self.encoder(x)[1]
            return self.head(self.decoder(torch.cat([z, teacher], -1), state)[0])

        def free(self, x, z, last):
            state, outputs = self.encoder(x)[1], []
            for step in z:
                states, state = self.decoder(torch.cat([step, last], -1)[None], state)
                last = self.head(states[0])
                outputs.append(last)
            return torch.stack(outputs)

    def median_time(action):
        for _ in range(3):
            action()
        start = time.perf_counter()
        action()
        count = max(1, int(seconds / 5 / max(1e-6, time.perf_counter() - start)))
        times = []
        for _ in range(5):
            start = time.perf_counter()
            for _ in range(count):
                action()
            times.append((time.perf_counter() - start) / count)
        return sorted(times)[2]

    for kind in ("LSTM", "GRU", "RNN"):
        for batch, steps, inputs, hidden, layers, horizon in GRID:
            model = EncoderDecoder(kind, inputs, hidden, layers)
            adam = torch.optim.Adam(model.parameters(), 1e-3)
            x, z = torch.randn(steps, batch, inputs), torch.randn(horizon, batch, inputs)
            teacher, y = torch.randn(horizon, batch, 1), torch.randn(horizon, batch, 1)

            def train():
                adam.zero_grad(set_to_none=True)
                torch.nn.functional.mse_loss(model.taught(x, z, teacher), y).backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                adam.step()

            @torch.no_grad()
            def infer():
                model.free(x, z, teacher[0])

            print(json.dumps(dict(zip(KEYS, (kind, batch, steps, inputs, hidden, layers, horizon)),
                                  train_ms=median_time(train) * 1e3, infer_ms=median_time(infer) * 1e3)), flush=True)


def lines(command):
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def main():
    if sys.argv[1] == "--torch":
        return run_torch(float(sys.argv[2]))
    python, binary = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    seconds = sys.argv[4] if len(sys.argv) > 4 else "0.6"
    found = {}
    for _ in range(rounds):
        for who, command in (("ours", [binary, "encoder-decoder", "--seconds", seconds]),
                             ("torch", [python, __file__, "--torch", seconds])):
            for line in lines(command):
                found.setdefault(tuple(line[key] for key in KEYS), {}).setdefault(who, []).append(line)
    print("| cell | B | T | F | H | L | steps | train ms | torch | ratio | forecast ms | torch | ratio |")
    print("| --- |" + " ---: |" * 12)
    ratios = {}
    for size, who in found.items():
        row = list(map(str, size))
        for what in ("train", "infer"):
            ours, torch = (statistics.median(line[f"{what}_ms"] for line in who[name]) for name in ("ours", "torch"))
            ratios.setdefault((size[0], what), []).append(torch / ours)
            ratios.setdefault(("all", what), []).append(torch / ours)
            row += [f"{ours:.3f}", f"{torch:.3f}", f"{torch / ours:.2f}"]
        print("| " + " | ".join(row) + " |")
    print()
    for (cell, what), values in ratios.items():
        mean = math.exp(sum(map(math.log, values)) / len(values))
        print(f"- {cell} {what}: geometric mean {mean:.2f}, least {min(values):.2f}")


main()
