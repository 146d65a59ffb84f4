"""Writes the PyTorch goldens of stacks: both directions, layer normalization, rows of unequal length; forward, loss, every
gradient, ten optimizer steps; and the norms of the gradient of every state.

    python3 scripts/make_stack_goldens.py        (needs torch; run anew only when a case is added)
"""
import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).parent.parent / "Tests/ForetellNetworksTests/Goldens"
OPTIMIZERS = {
    "adam": lambda p: torch.optim.Adam(p, lr=1e-2),
    "sgd": lambda p: torch.optim.SGD(p, lr=1e-1, momentum=0.9),
}
CASES = [  # name, cell, batch, time, inputs, hidden, layers, outputs, readout, output, optimizer,
    # merging of both directions (or None), layer normalization, lengths of the rows (or None)
    ("bi-lstm", "lstm", 5, 6, 3, 7, 2, 4, "lastStep", "linear", "adam", "concatenate", False, None),
    ("bi-lstm-every-step", "lstm", 3, 5, 2, 5, 1, 2, "everyStep", "linear", "adam", "concatenate", False, None),
    ("bi-gru", "gru", 19, 4, 2, 3, 2, 3, "everyStep", "linear", "sgd", "concatenate", False, None),
    ("bi-gru-sum", "gru", 4, 7, 2, 5, 1, 3, "lastStep", "linear", "adam", "sum", False, None),
    ("bi-rnn", "rnn", 3, 7, 2, 5, 3, 3, "lastStep", "linear", "adam", "concatenate", False, None),
    ("bi-rnn-average", "rnn", 4, 5, 2, 5, 1, 3, "everyStep", "linear", "adam", "average", False, None),
    ("bi-lstm-norm", "lstm", 5, 6, 3, 7, 2, 4, "everyStep", "linear", "adam", "concatenate", True, None),
    ("gru-norm", "gru", 5, 6, 3, 7, 2, 4, "lastStep", "linear", "adam", None, True, None),
    ("bi-lstm-lengths", "lstm", 5, 6, 3, 7, 2, 4, "lastStep", "linear", "adam", "concatenate", False, [6, 2, 4, 1, 5]),
    ("gru-lengths", "gru", 5, 6, 3, 7, 2, 4, "lastStep", "linear", "adam", None, False, [3, 6, 1, 1, 5]),
]


class Stacked(torch.nn.Module):
    """Layers one by one, so that something may stand between them; parameters are renamed as nn.LSTM names a stack's."""

    def __init__(self, cell, inputs, hidden, layers, outputs, readout, merging, norm, lengths):
        super().__init__()
        kind = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
        width = 2 * hidden if merging == "concatenate" else hidden
        self.layers = torch.nn.ModuleList(
            kind(inputs if layer == 0 else width, hidden, bidirectional=merging is not None) for layer in range(layers))
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(width) for _ in range(layers if norm else 0))
        for layer in self.norms:
            torch.nn.init.uniform_(layer.weight, 0.5, 1.5)
            torch.nn.init.uniform_(layer.bias, -0.5, 0.5)
        self.head = torch.nn.Linear(width, outputs)
        self.hidden, self.readout, self.merging, self.lengths = hidden, readout, merging, lengths

    def merge(self, onward, backward):
        if self.merging == "concatenate":
            return torch.cat([onward, backward], -1)
        return onward + backward if self.merging == "sum" else (onward + backward) / 2

    def run(self, layer, x):
        if self.lengths is None:
            states, last = layer(x)
        else:
            packed = torch.nn.utils.rnn.pack_padded_sequence(x, torch.tensor(self.lengths), enforce_sorted=False)
            states, last = layer(packed)
            states = torch.nn.utils.rnn.pad_packed_sequence(states, total_length=x.shape[0])[0]
        last = last[0] if isinstance(last, tuple) else last
        if self.merging is None:
            return states, last[0]
        return self.merge(states[..., :self.hidden], states[..., self.hidden:]), self.merge(last[0], last[1])

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            states, last = self.run(layer, x)
            if len(self.norms) > 0:
                states, last = self.norms[number](states), self.norms[number](last)
            x = states
        return self.head(states if self.readout == "everyStep" else last)

    def named_parameters(self, *rest, **more):
        for name, parameter in super().named_parameters(*rest, **more):
            part = name.split(".")
            if part[0] == "layers":
                name = "recurrent." + part[2].replace("_l0", f"_l{part[1]}")
            elif part[0] == "norms":
                name = f"norm_l{part[1]}.{part[2]}"
            yield name, parameter


class Cells(torch.nn.Module):
    """A stack of LSTM cells unrolled by hand, to see the gradient of every state."""

    def __init__(self, inputs, hidden, layers, outputs):
        super().__init__()
        self.cells = torch.nn.ModuleList(torch.nn.LSTMCell(inputs if l == 0 else hidden, hidden) for l in range(layers))
        self.head = torch.nn.Linear(hidden, outputs)

    def forward(self, x):
        self.states, result = [], []
        for cell in self.cells:
            h = c = x.new_zeros(x.shape[1], cell.hidden_size)
            result = []
            for step in x:
                h, c = cell(step, (h, c))
                h.retain_grad()
                result.append(h)
            self.states.append(result)
            x = torch.stack(result)
        return self.head(result[-1])


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def golden(name, cell, batch, time, inputs, hidden, layers, outputs, readout, output, optimizer, merging, norm, lengths):
    torch.manual_seed(sum(map(ord, name)))
    network = Stacked(cell, inputs, hidden, layers, outputs, readout, merging, norm, lengths)
    x = torch.randn(time, batch, inputs)
    shape = (time, batch, outputs) if readout == "everyStep" else (batch, outputs)
    y = torch.randn(shape)
    weights = (torch.rand(shape) > 0.2).float() * (1 + torch.rand(shape))

    def loss():
        return (weights * (network(x) - y) ** 2).sum() / weights.sum()

    result = dict(
        cell=cell, batch=batch, time=time, inputSize=inputs, hidden=hidden, layers=layers,
        outputSize=outputs, readout=readout, output=output, optimizer=optimizer,
        inputs=flat(x), targets=flat(y), weights=flat(weights),
        parameters={n: flat(p) for n, p in network.named_parameters()},
        outputs=flat(network(x)), loss=float(loss()))
    result |= {key: value for key, value in dict(merging=merging, norm=norm, lengths=lengths).items() if value}
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
    torch.manual_seed(5)
    inputs, hidden, layers, outputs, time, batch = 2, 5, 2, 3, 6, 4
    network = Cells(inputs, hidden, layers, outputs)
    x, y = torch.randn(time, batch, inputs), torch.randn(batch, outputs)
    ((network(x) - y) ** 2).mean().backward()
    parameters = {}
    for name, parameter in network.named_parameters():
        part = name.split(".")
        parameters[name if part[0] == "head" else f"recurrent.{part[2]}_l{part[1]}"] = parameter
    layer = [[p.grad for n, p in parameters.items() if n.endswith(f"_l{l}")] for l in range(layers)]
    return dict(
        inputs=flat(x), targets=flat(y), parameters={n: flat(p) for n, p in parameters.items()},
        states=[[float(h.grad.norm()) for h in states] for states in network.states],
        norms=[float(torch.cat([g.reshape(-1) for g in gradients]).norm()) for gradients in layer],
        head=float(torch.cat([p.grad.reshape(-1) for n, p in parameters.items() if n.startswith("head")]).norm()))


for case in CASES:
    (FOLDER / f"{case[0]}.json").write_text(json.dumps(golden(*case)) + "\n")
(FOLDER / "flow.json").write_text(json.dumps(flow()) + "\n")
