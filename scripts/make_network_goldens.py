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
QUANTILES = [0.05, 0.3, 0.5, 0.8]
CASES = [  # name, cell, batch, time, inputs, hidden, layers, outputs, readout, output, optimizer(, loss)
    ("rnn", "rnn", 3, 7, 2, 5, 2, 3, "lastStep", "linear", "adam"),
    ("rnn-relu", "rnn-relu", 5, 4, 3, 7, 1, 2, "everyStep", "linear", "adam"),
    ("lstm", "lstm", 5, 6, 3, 7, 2, 4, "lastStep", "linear", "adam"),
    ("lstm-every-step", "lstm", 3, 5, 1, 9, 1, 2, "everyStep", "sigmoid", "rmsprop"),
    ("gru", "gru", 4, 7, 2, 5, 2, 3, "lastStep", "linear", "adam"),
    ("gru-every-step", "gru", 19, 3, 2, 3, 1, 2, "everyStep", "linear", "sgd"),
    ("lstm-adamw", "lstm", 3, 4, 2, 5, 1, 3, "lastStep", "linear", "adamw"),
    ("rnn-nesterov", "rnn", 3, 4, 2, 5, 1, 3, "everyStep", "linear", "nesterov"),
    ("loss-huber", "lstm", 5, 4, 2, 5, 1, 3, "everyStep", "linear", "adam", "huber"),
    ("loss-binary", "gru", 5, 4, 2, 5, 1, 3, "everyStep", "sigmoid", "adam", "binary"),
    ("loss-categorical", "lstm", 17, 3, 2, 7, 2, 19, "everyStep", "softmax", "adam", "categorical"),
    ("loss-quantiles", "gru", 5, 4, 2, 5, 1, 12, "lastStep", "linear", "adam", "quantiles"),
    ("loss-gaussian", "lstm", 5, 4, 2, 5, 1, 6, "everyStep", "linear", "adam", "gaussian"),
    ("loss-student-t", "lstm", 5, 4, 2, 5, 1, 9, "everyStep", "linear", "adam", "student-t"),
    ("loss-negative-binomial", "gru", 5, 4, 2, 5, 1, 6, "everyStep", "linear", "adam", "negative-binomial"),
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
        return self.head(states if self.readout == "everyStep" else states[-1])

    def outputs(self, x):
        y = self(x)
        return torch.sigmoid(y) if self.output == "sigmoid" else torch.softmax(y, -1) if self.output == "softmax" else y


def quantiles(o):
    """Of the outputs of a target the one nearest to the median is itself; the others go on from it by softplus."""
    middle = min(range(len(QUANTILES)), key=lambda j: abs(QUANTILES[j] - 0.5))
    steps = torch.nn.functional.softplus(o)
    result = {middle: o[..., middle]}
    for j in range(middle + 1, len(QUANTILES)):
        result[j] = result[j - 1] + steps[..., j]
    for j in reversed(range(middle)):
        result[j] = result[j + 1] - steps[..., j]
    return torch.stack([result[j] for j in range(len(QUANTILES))], -1)


def scale_of(o):
    return torch.nn.functional.softplus(o) + 1e-4


def losses(loss, sums, outputs, y):
    """The loss of each target, of the head's sums."""
    functional, laws = torch.nn.functional, torch.distributions
    if loss == "huber":
        return functional.huber_loss(sums, y, reduction="none", delta=0.7)
    if loss == "binary":
        return functional.binary_cross_entropy_with_logits(sums, y, reduction="none")
    if loss == "categorical":
        return functional.cross_entropy(sums.movedim(-1, 1), y[..., 0].long(), reduction="none")[..., None]
    if loss == "mse":
        return (outputs - y) ** 2
    o = sums.reshape(*y.shape, -1)
    if loss == "quantiles":
        error = y[..., None] - quantiles(o)
        q = torch.tensor(QUANTILES, dtype=o.dtype)
        return torch.maximum(q * error, (q - 1) * error).mean(-1)
    if loss == "gaussian":
        return -laws.Normal(o[..., 0], scale_of(o[..., 1])).log_prob(y)
    if loss == "student-t":
        return -laws.StudentT(2 + functional.softplus(o[..., 2]), o[..., 0], scale_of(o[..., 1])).log_prob(y)
    mean, dispersion = functional.softplus(o[..., 0]), scale_of(o[..., 1])
    return -laws.NegativeBinomial(1 / dispersion, probs=mean * dispersion / (1 + mean * dispersion)).log_prob(y)


def targets(loss, shape, outputs, output):
    if loss == "binary":
        return (torch.rand(shape) > 0.4).double()
    if loss == "categorical":
        return torch.randint(outputs, (*shape[:-1], 1)).double()
    parameters = {"quantiles": len(QUANTILES), "gaussian": 2, "student-t": 3, "negative-binomial": 2}.get(loss, 1)
    shape = (*shape[:-1], outputs // parameters)
    if loss == "negative-binomial":
        return torch.poisson(4 * torch.rand(shape)).double()
    return torch.rand(shape) if output == "sigmoid" else torch.randn(shape)


def flat(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def golden(name, cell, batch, time, inputs, hidden, layers, outputs, readout, output, optimizer, kind="mse"):
    torch.manual_seed(sum(map(ord, name)))
    network = Network(cell, inputs, hidden, layers, outputs, readout, output)
    x = torch.randn(time, batch, inputs)
    shape = (time, batch, outputs) if readout == "everyStep" else (batch, outputs)
    y = targets(kind, shape, outputs, output)
    weights = (torch.rand(y.shape) > 0.2).float() * (1 + torch.rand(y.shape))
    if kind != "mse":  # The special functions in single precision are not good to 1e-5.
        network, x, y, weights = network.double(), x.double(), y.double(), weights.double()

    def loss():
        return (weights * losses(kind, network(x), network.outputs(x), y)).sum() / weights.sum()

    result = dict(
        cell=cell, batch=batch, time=time, inputSize=inputs, hidden=hidden, layers=layers,
        outputSize=outputs, readout=readout, output=output, optimizer=optimizer,
        inputs=flat(x), targets=flat(y), weights=flat(weights),
        parameters={n: flat(p) for n, p in network.named_parameters()},
        outputs=flat(network.outputs(x)), loss=float(loss()))
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
    if kind != "mse":
        result["kind"] = kind
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
