"""The character model of foretell-bench and the same in PyTorch, in turn: bits per character and time.

    python3 bench_characters.py PEERS_PYTHON BENCH_BINARY TEXT [STEPS] [ROUNDS]

Same text and split (the last tenth is scored), same net (embedding 32, two LSTM layers of 128, softmax), same budget: Adam at 0.002,
norm clipped at 1, 32 rows of 64 characters, states carried from batch to batch. Both begin with PyTorch's law for the recurrent
layers and the head; seeds differ by the round. Standard library only; PyTorch runs in PEERS_PYTHON.
"""
import json
import statistics
import subprocess
import sys

TORCH = r'''
import json, math, sys, time
import torch
path, steps, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(2)
torch.manual_seed(seed)
text = open(path, "rb").read()[:100_000].decode("utf-8", errors="replace")
alphabet = sorted(set(text))
number = {c: i for i, c in enumerate(alphabet)}
data = torch.tensor([number[c] for c in text])
end = len(data) * 9 // 10
train, test = data[:end], data[end:]
rows, T = 32, 64


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(len(alphabet), 32)
        self.recurrent = torch.nn.LSTM(32, 128, 2)
        self.head = torch.nn.Linear(128, len(alphabet))

    def forward(self, x, state=None):
        y, state = self.recurrent(self.embedding(x), state)
        return self.head(y), state


net = Net()
with torch.no_grad():  # vectors of length 1, as ours
    net.embedding.weight.uniform_(-math.sqrt(3 / 32), math.sqrt(3 / 32))
optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
pieces = (len(train) - 1 + T - 1) // T
per_pass = (pieces + rows - 1) // rows
inputs = torch.zeros(per_pass, T, rows, dtype=torch.long)
targets = torch.full((per_pass, T, rows), -100)
for k in range(per_pass):
    for row in range(rows):
        start = ((row * per_pass + k) % pieces) * T
        x = train[start:start + T]
        y = train[start + 1:start + T + 1]
        inputs[k, :len(y), row] = x[:len(y)]
        targets[k, :len(y), row] = y
state, losses = None, []
begin = time.perf_counter()
for step in range(steps):
    k = step % per_pass
    if k == 0:
        state = None
    optimizer.zero_grad()
    out, state = net(inputs[k], state)
    state = tuple(s.detach() for s in state)
    loss = torch.nn.functional.cross_entropy(out.reshape(-1, len(alphabet)), targets[k].reshape(-1))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1)
    optimizer.step()
    losses.append(loss.item())
seconds = time.perf_counter() - begin
with torch.no_grad():
    out, _ = net(test[:-1, None])
    bits = torch.nn.functional.cross_entropy(out[:, 0], test[1:]).item() / math.log(2)
tail = losses[-50:]
print(json.dumps(dict(train_seconds=seconds, ms_per_step=1000 * seconds / steps, test_bits=bits,
                      training_bits=sum(tail) / len(tail) / math.log(2))))
'''


def run(command):
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(output.splitlines()[-1])


def main():
    python, binary, text = sys.argv[1:4]
    steps = sys.argv[4] if len(sys.argv) > 4 else "600"
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 3
    found = {"ours": [], "torch": []}
    for seed in map(str, range(rounds)):
        found["ours"].append(run([binary, "characters", text, "--steps", steps, "--seed", seed]))
        found["torch"].append(run([python, "-c", TORCH, text, steps, seed]))
    print("| | bits per character, test | in training | ms a step |")
    print("| --- | ---: | ---: | ---: |")
    medians = {}
    for who, lines in found.items():
        medians[who] = {key: statistics.median(line[key] for line in lines)
                        for key in ("test_bits", "training_bits", "ms_per_step")}
        row = medians[who]
        print(f"| {who} | {row['test_bits']:.3f} | {row['training_bits']:.3f} | {row['ms_per_step']:.1f} |")
    ours, torch = medians["ours"], medians["torch"]
    print(f"\nbits: ours over torch {ours['test_bits'] / torch['test_bits']:.3f}; "
          f"time: {torch['ms_per_step'] / ours['ms_per_step']:.2f}× as fast; medians of {rounds} rounds of {steps} steps")


main()
