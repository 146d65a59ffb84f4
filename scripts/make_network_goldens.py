"""Writes the PyTorch goldens of ForetellNetworksTests: forward, loss, every gradient, ten optimizer steps;
and the same from given initial states, with ten steps of truncated backpropagation through time.

    python3 scripts/make_network_goldens.py        (needs torch; run anew only when a case is added)
"""
import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).parent.parent / "Tests/ForetellNetworksTests/Goldens"
OPTIMIZERS = {
    "adam": lambda p: torch.optim.Adam(p, lr=1e-2),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=1e-2),
    "sgd": lambda p: torch.optim.SGD(p, lr=1e-1, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=1e-1, momentum=0.9, nesterov=True),
    "adamw": lambda p: torch.optim.AdamW(p, lr=1e-2, weight_decay=0.3),
}
CASES = [  # name, cell, batch, time, inputs, hidden, layers, outputs, readout, output, optimizer
    ("rnn", "rnn", 3, 7, 2, 5, 2, 3, "lastStep", "linear", "adam"),
    ("rnn-relu", "rnn-relu", 5, 4, 3, 7, 1, 2, "everyStep", "linear", "adam"),
    ("lstm", "lstm", 5, 6, 3, 7, 2, 4, "lastStep", "linear", "adam"),
    ("lstm-every-step", "lstm", 3, 5, 1, 9, 1, 2, "everyStep", "sigmoid", "rmsprop"),
    ("gru", "gru", 4, 7, 2, 5, 2, 3, "lastStep", "linear", "adam"),
    ("gru-every-step", "gru", 19, 3, 2, 3, 1, 2, "everyStep", "linear", "sgd"),
    ("lstm-adamw", "lstm", 3, 4, 2, 5, 1, 3, "lastStep", "linear", "adamw"),
    ("rnn-nesterov", "rnn", 3, 4, 2, 5, 1, 3, "everyStep", "linear", "nesterov"),
]
STATE_CASES = [
    ("state-rnn", "rnn", 3, 5, 2, 5, 2, 3, "everyStep", "linear", "sgd"),
    ("state-lstm", "lstm", 5, 4, 3, 7, 2, 2, "everyStep", "linear", "adam"),
    ("state-gru", "gru", 4, 6, 2, 5, 2, 3, "lastStep", "linear", "adam"),
]


class Network(torch.nn.Module):
    def __init__(self, cell, inputs, hidden, layers, outputs, readout, output):
        super().__init__()
        kind = {"rnn": torch.nn.RNN, "rnn-relu": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
        extra = {"nonlinearity": "relu"} if cell == "rnn-relu" else {}
        self.recurrent = kind(inputs, hidden, layers, **extra)
        self.head = torch.nn.Linear(hidden, outputs)
        self.readout, self.output = readout, output

    def forward(self, x, initial=None):
        states, self.final = self.recurrent(x, initial)
        y = self.head(states if self.readout == "everyStep" else states[-1])
        return torch.sigmoid(y) if self.output == "sigmoid" else y


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def golden(name, cell, batch, time, inputs, hidden, layers, outputs, readout, output, optimizer):
    torch.manual_seed(sum(map(ord, name)))
    network = Network(cell, inputs, hidden, layers, outputs, readout, output)
    x = torch.randn(time, batch, inputs)
    shape = (time, batch, outputs) if readout == "everyStep" else (batch, outputs)
    y = torch.rand(shape) if output == "sigmoid" else torch.randn(shape)
    weights = (torch.rand(shape) > 0.2).float() * (1 + torch.rand(shape))

    def loss():
        return (weights * (network(x) - y) ** 2).sum() / weights.sum()

    result = dict(
        cell=cell, batch=batch, time=time, inputSize=inputs, hidden=hidden, layers=layers,
        outputSize=outputs, readout=readout, output=output, optimizer=optimizer,
        inputs=flat(x), targets=flat(y), weights=flat(weights),
        parameters={n: flat(p) for n, p in network.named_parameters()},
        outputs=flat(network(x)), loss=float(loss()))
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


def state_golden(name, cell, batch, time, inputs, hidden, layers, outputs, readout, output, optimizer):
    """From given states; then ten steps, each from where the last ended, row 0 anew at the fifth."""
    torch.manual_seed(sum(map(ord, name)))
    network = Network(cell, inputs, hidden, layers, outputs, readout, output)
    x = torch.randn(time, batch, inputs)
    y = torch.randn((time, batch, outputs) if readout == "everyStep" else (batch, outputs))
    h, c = torch.randn(layers, batch, hidden), torch.randn(layers, batch, hidden)
    initial = (h, c) if cell == "lstm" else h
    found = network(x, initial)
    final = network.final if cell == "lstm" else (network.final, torch.zeros(0))
    loss = ((found - y) ** 2).mean()
    loss.backward()
    result = dict(
        cell=cell, batch=batch, time=time, inputSize=inputs, hidden=hidden, layers=layers,
        outputSize=outputs, readout=readout, inputs=flat(x), targets=flat(y),
        parameters={n: flat(p) for n, p in network.named_parameters()},
        initialHidden=flat(h), initialCell=flat(c) if cell == "lstm" else [],
        outputs=flat(found), finalHidden=flat(final[0]), finalCell=flat(final[1]), loss=float(loss),
        gradients={n: flat(p.grad) for n, p in network.named_parameters()}, optimizer=optimizer)
    stepper = OPTIMIZERS[optimizer](network.parameters())
    state, losses = None, []
    for step in range(10):
        stepper.zero_grad()
        if state is not None:
            state = tuple(s.detach().clone() for s in state) if cell == "lstm" else state.detach().clone()
            if step == 5:
                for s in state if cell == "lstm" else [state]:
                    s[:, 0] = 0
        loss = ((network(x, state) - y) ** 2).mean()
        state = network.final
        losses.append(float(loss))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 0.5)
        stepper.step()
    result["losses"] = losses
    result["after"] = {n: flat(p) for n, p in network.named_parameters()}
    result["torch"] = torch.__version__
    return result


for case in STATE_CASES:
    (FOLDER / f"{case[0]}.json").write_text(json.dumps(state_golden(*case)) + "\n")
for case in CASES:
    (FOLDER / f"{case[0]}.json").write_text(json.dumps(golden(*case)) + "\n")
