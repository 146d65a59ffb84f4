"""Writes the PyTorch goldens of embeddings and encoder–decoders: forward, loss, every gradient, ten optimizer steps.

    python3 scripts/make_decoder_goldens.py        (needs torch; run anew only when a case is added)
"""
import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).parent.parent / "Tests/ForetellNetworksTests/Goldens"
CELLS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


class Stack(torch.nn.Module):
    """Recurrent layers over numeric inputs and embedded categories; a head where there are outputs."""

    def __init__(self, cell, inputs, tables, hidden, layers, outputs):
        super().__init__()
        self.recurrent = CELLS[cell](inputs + sum(width for _, width in tables), hidden, layers)
        if outputs:
            self.head = torch.nn.Linear(hidden, outputs)
        self.embeddings = torch.nn.ModuleList(torch.nn.Embedding(*table) for table in tables)

    def forward(self, x, kinds, state=None):
        vectors = [table(kinds[..., i]) for i, table in enumerate(self.embeddings)]
        return self.recurrent(torch.cat([x, *vectors], -1), state)


def flat(tensor):
    values = tensor.detach().reshape(-1).tolist()
    return values if tensor.dtype == torch.long else [float(f"{value:.9g}") for value in values]


def kinds(tables, *shape):
    return torch.stack([torch.randint(rows, shape) for rows, _ in tables], -1)


def golden(module, outputs, y, **facts):
    weights = (torch.rand(y.shape) > 0.2).float() * (1 + torch.rand(y.shape))

    def loss():
        return (weights * (outputs() - y) ** 2).sum() / weights.sum()

    def named():
        return module.named_parameters()

    result = dict(facts, targets=flat(y), weights=flat(weights), outputs=flat(outputs()), loss=loss().item(),
                  parameters={name: flat(p) for name, p in named()})
    loss().backward()
    result["gradients"] = {name: flat(p.grad) for name, p in named()}
    stepper = torch.optim.Adam(module.parameters(), lr=1e-2)
    for _ in range(10):
        stepper.zero_grad()
        loss().backward()
        torch.nn.utils.clip_grad_norm_(module.parameters(), 0.5)
        stepper.step()
    result["after"] = {name: flat(p) for name, p in named()}
    result["torch"] = torch.__version__
    return result


def embedding():
    torch.manual_seed(1)
    batch, time, inputs, hidden, layers, outputs, tables = 19, 6, 2, 5, 2, 3, [(5, 3), (3, 2)]
    stack = Stack("lstm", inputs, tables, hidden, layers, outputs)
    x, k = torch.randn(time, batch, inputs), kinds(tables, time, batch)
    return golden(stack, lambda: stack.head(stack(x, k)[0]), torch.randn(time, batch, outputs), batch=batch, time=time,
                  inputSize=inputs, hidden=hidden, layers=layers, outputSize=outputs, tables=tables, inputs=flat(x),
                  categories=flat(k))


def encoder_decoder(cell, layers, feedback):
    """The decoder is fed with known inputs and, where there is feedback, the true value of the step before."""
    torch.manual_seed(2)
    batch, time, horizon, inputs, known, hidden, outputs = 19, 6, 4, 2, 3, 5, 2
    past, future = [(4, 2)], [(5, 3), (3, 1)]
    module = torch.nn.ModuleDict(dict(
        encoder=Stack(cell, inputs, past, hidden, layers, 0),
        decoder=Stack(cell, known + feedback, future, hidden, layers, outputs)))
    x, kx = torch.randn(time, batch, inputs), kinds(past, time, batch)
    z, kz = torch.randn(horizon, batch, known), kinds(future, horizon, batch)
    teacher = torch.randn(horizon, batch, feedback)

    def run():
        _, state = module["encoder"](x, kx)
        states, _ = module["decoder"](torch.cat([z, teacher], -1), kz, state)
        return module["decoder"].head(states)

    return golden(module, run, torch.randn(horizon, batch, outputs), cell=cell, batch=batch, time=time,
                  horizon=horizon, inputSize=inputs, known=known, feedback=feedback, hidden=hidden, layers=layers,
                  outputSize=outputs, pastTables=past, futureTables=future, past=flat(x), pastCategories=flat(kx),
                  future=flat(z), futureCategories=flat(kz), teacher=flat(teacher))


CASES = {
    "lstm-embedding": embedding(),
    "encoder-decoder-lstm": encoder_decoder("lstm", 2, 1),
    "encoder-decoder-gru": encoder_decoder("gru", 1, 1),
    "encoder-decoder-rnn": encoder_decoder("rnn", 2, 0),
}
for name, case in CASES.items():
    (FOLDER / f"{name}.json").write_text(json.dumps(case) + "\n")
