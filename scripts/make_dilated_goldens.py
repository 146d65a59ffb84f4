"""Writes the PyTorch goldens of dilated stacks: cells run by hand with h[t - d], shortcuts around blocks of layers; forward, loss,
every gradient, ten optimizer steps; and the norms of the gradient of every state.

    python3 scripts/make_dilated_goldens.py        (needs torch; run anew only when a case is added)
"""
import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).parent.parent / "Tests/ForetellNetworksTests/Goldens"
CELLS = {"rnn": torch.nn.RNNCell, "lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell}
CASES = [  # name, cell, batch, time, inputs, hidden, outputs, readout, optimizer, dilations, residual, merging, layer normalization
    ("dilated-lstm", "lstm", 5, 7, 3, 5, 4, "lastStep", "adam", [[1, 2], [3, 4]], True, None, False),
    ("dilated-gru", "gru", 19, 8, 2, 3, 3, "everyStep", "sgd", [[1, 3], [2]], True, None, False),
    ("dilated-rnn", "rnn", 3, 11, 2, 5, 3, "lastStep", "adam", [[2], [4, 12]], False, None, False),
    ("dilated-lstm-norm", "lstm", 5, 7, 3, 5, 4, "everyStep", "adam", [[2], [1, 5]], True, None, True),
    ("dilated-bi-lstm", "lstm", 4, 7, 3, 5, 2, "everyStep", "adam", [[2, 3]], False, "concatenate", False),
]
OPTIMIZERS = {
    "adam": lambda p: torch.optim.Adam(p, lr=1e-2),
    "sgd": lambda p: torch.optim.SGD(p, lr=1e-1, momentum=0.9),
}


class Dilated(torch.nn.Module):
    def __init__(self, cell, inputs, hidden, outputs, readout, dilations, residual, merging, norm):
        super().__init__()
        width = 2 * hidden if merging else hidden
        count = sum(map(len, dilations))
        sizes = [inputs] + [width] * (count - 1)
        self.onward = torch.nn.ModuleList(CELLS[cell](size, hidden) for size in sizes)
        self.backward_ = torch.nn.ModuleList(CELLS[cell](size, hidden) for size in (sizes if merging else []))
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(width) for _ in range(count if norm else 0))
        for layer in self.norms:
            torch.nn.init.uniform_(layer.weight, 0.5, 1.5)
            torch.nn.init.uniform_(layer.bias, -0.5, 0.5)
        self.head = torch.nn.Linear(width, outputs)
        self.hidden, self.readout, self.dilations, self.residual = hidden, readout, dilations, residual
        self.states = []

    def run(self, cell, dilation, x):
        """h[t] = cell(h[t - d], x[t]), zeros before the first step."""
        zero = x.new_zeros(x.shape[1], self.hidden)
        hidden, memory = [], []
        for t, step in enumerate(x):
            h = hidden[t - dilation] if t >= dilation else zero
            if isinstance(cell, torch.nn.LSTMCell):
                h, c = cell(step, (h, memory[t - dilation] if t >= dilation else zero))
                memory.append(c)
            else:
                h = cell(step, h)
            if h.requires_grad:
                h.retain_grad()
            hidden.append(h)
        self.states.append(hidden)
        return torch.stack(hidden)

    def forward(self, x):
        self.states, layer = [], 0
        for number, block in enumerate(self.dilations):
            entered = x
            for dilation in block:
                y = self.run(self.onward[layer], dilation, x)
                if len(self.backward_) > 0:
                    turned = self.run(self.backward_[layer], dilation, x.flip(0)).flip(0)
                    y = torch.cat([y, turned], -1)
                x = self.norms[layer](y) if len(self.norms) > 0 else y
                layer += 1
            if self.residual and number > 0:
                x = x + entered
        return self.head(x if self.readout == "everyStep" else x[-1])

    def named_parameters(self, *rest, **more):
        for name, parameter in super().named_parameters(*rest, **more):
            part = name.split(".")
            if part[0] == "onward":
                name = f"recurrent.{part[2]}_l{part[1]}"
            elif part[0] == "backward_":
                name = f"recurrent.{part[2]}_l{part[1]}_reverse"
            elif part[0] == "norms":
                name = f"norm_l{part[1]}.{part[2]}"
            yield name, parameter


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def golden(name, cell, batch, time, inputs, hidden, outputs, readout, optimizer, dilations, residual, merging, norm):
    torch.manual_seed(sum(map(ord, name)))
    network = Dilated(cell, inputs, hidden, outputs, readout, dilations, residual, merging, norm)
    x = torch.randn(time, batch, inputs)
    shape = (time, batch, outputs) if readout == "everyStep" else (batch, outputs)
    y = torch.randn(shape)
    weights = (torch.rand(shape) > 0.2).float() * (1 + torch.rand(shape))

    def loss():
        return (weights * (network(x) - y) ** 2).sum() / weights.sum()

    result = dict(
        cell=cell, batch=batch, time=time, inputSize=inputs, hidden=hidden, layers=sum(map(len, dilations)),
        outputSize=outputs, readout=readout, output="linear", optimizer=optimizer, dilations=dilations,
        residual=residual, inputs=flat(x), targets=flat(y), weights=flat(weights),
        parameters={n: flat(p) for n, p in network.named_parameters()},
        outputs=flat(network(x)), loss=float(loss()))
    result |= {key: value for key, value in dict(merging=merging, norm=norm).items() if value}
    loss().backward()
    result["gradients"] = {n: flat(p.grad) for n, p in network.named_parameters()}
    stepper = OPTIMIZERS[optimizer](network.parameters())
    for _ in range(10):
        stepper.zero_grad()
        loss().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 0.5)
        stepper.step()
    result["after"] = {n: flat(p) for n, p in network.named_parameters()}
    result["torch"] = torch.__version__
    return result


def flow():
    torch.manual_seed(6)
    inputs, hidden, outputs, time, batch = 2, 5, 3, 7, 4
    network = Dilated("lstm", inputs, hidden, outputs, "lastStep", [[2], [3]], True, None, False)
    x, y = torch.randn(time, batch, inputs), torch.randn(batch, outputs)
    ((network(x) - y) ** 2).mean().backward()
    parameters = dict(network.named_parameters())
    layer = [[p.grad for n, p in parameters.items() if n.endswith(f"_l{l}")] for l in range(2)]
    return dict(
        inputs=flat(x), targets=flat(y), parameters={n: flat(p) for n, p in parameters.items()},
        states=[[0.0 if h.grad is None else float(h.grad.norm()) for h in states] for states in network.states],
        norms=[float(torch.cat([g.reshape(-1) for g in gradients]).norm()) for gradients in layer],
        head=float(torch.cat([p.grad.reshape(-1) for n, p in parameters.items() if n.startswith("head")]).norm()))


for case in CASES:
    (FOLDER / f"{case[0]}.json").write_text(json.dumps(golden(*case)) + "\n")
(FOLDER / "flow-dilated.json").write_text(json.dumps(flow()) + "\n")
