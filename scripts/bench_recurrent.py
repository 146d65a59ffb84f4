"""Training steps and inference of ours and PyTorch's, in turn, and their ratios.

    python3 bench_recurrent.py [--bidirectional] PEERS_PYTHON PEERS_FOLDER BENCH_BINARY [ROUNDS]

Prints a row a size with medians over the rounds, geometric means, and the efficiency of training against the fastest
2048³ product that this machine did before and after the rounds. Standard library only; PyTorch runs in PEERS_PYTHON.
"""
import json
import math
import pathlib
import statistics
import subprocess
import sys

KEYS = ("cell", "batch", "time", "inputs", "hidden", "layers", "outputs")


def lines(command):
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def main():
    both = "--bidirectional" in sys.argv
    if both:
        sys.argv.remove("--bidirectional")
    python, peers, binary = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    found, peaks = {}, []

    def measure_peak():
        peak = subprocess.run([python, f"{peers}/sgemm_peak.py", "2"], capture_output=True, text=True, check=True)
        peaks.append(float(peak.stdout))

    measure_peak()
    for _ in range(rounds):
        torch = str(pathlib.Path(__file__).with_name("torch_bidirectional.py")) if both else f"{peers}/torch_recurrent.py"
        ours = [binary, "recurrent"] + ["--bidirectional"] * both
        for who, command in (("ours", ours), ("torch", [python, torch, "2"])):
            for line in lines(command):
                size = tuple(line[key] for key in KEYS)
                found.setdefault(size, {}).setdefault(who, []).append(line)
        measure_peak()
    peak = max(peaks)
    print(f"2048³ product: {peak:.0f} GFLOP/s, the most of {len(peaks)} measurements before and after the rounds.\n")
    print("| cell | B | T | F | H | L | train ms | torch | ratio | infer ms | torch | ratio | GFLOP/s |"
          " of the product |")
    print("| --- |" + " ---: |" * 13)
    ratios = {}
    for size, who in found.items():
        def median(name, key):
            return statistics.median(line[key] for line in who[name])
        train = median("torch", "train_ms") / median("ours", "train_ms")
        infer = median("torch", "infer_ms") / median("ours", "infer_ms")
        ratios.setdefault((size[0], "train"), []).append(train)
        ratios.setdefault(("all", "infer"), []).append(infer)
        speed = median("ours", "train_gflops")
        print("| " + " | ".join([str(part) for part in size[:6]] + [
            f"{median('ours', 'train_ms'):.3f}", f"{median('torch', 'train_ms'):.3f}", f"{train:.2f}",
            f"{median('ours', 'infer_ms'):.3f}", f"{median('torch', 'infer_ms'):.3f}", f"{infer:.2f}",
            f"{speed:.0f}", f"{100 * speed / peak:.0f} %"]) + " |")
    print()
    for (cell, what), values in ratios.items():
        mean = math.exp(sum(map(math.log, values)) / len(values))
        print(f"- {cell} {what}: geometric mean {mean:.2f}, least {min(values):.2f}")


main()
