#!/usr/bin/env python3
"""neuralforecast's LSTM and Darts' BlockRNNModel at their defaults, on the sets of `foretell-bench accuracy`.

    scripts/peers_accuracy.py DATA LINES.jsonl [--python PYTHON] [--peers neuralforecast,darts] [--groups m3-yearly,…]
    scripts/peers_accuracy.py DATA LINES.jsonl --table OURS.jsonl

The first form runs what LINES does not hold yet, each in a process of its own on one thread, and appends a line of JSON;
the second prints them beside ours, a journal of `foretell-bench accuracy --journal`. Scores are M4's; where values are missing they
are interpolated for the peers, which do not take them, and not scored. Seconds are the processor's, of the whole process with its imports, so that a busy machine changes little.

What their defaults leave open, or do not allow:
- input: neuralforecast's own (three horizons), and as much for Darts, which has no default; less where the shortest series has less.
- Darts is given scaled series (its Scaler), as in its guide, and 100 epochs are its default.
- Training is stopped after --limit seconds of the processor (300), and what it has learned forecasts; `share` says how much of the
  training that was, and the table then shows the seconds all of it would take.
"""
import argparse
import json
import math
import pathlib
import resource
import statistics
import subprocess
import sys
import time

SEASONS = {
    "m3-yearly": 1, "m3-quarterly": 4, "m3-monthly": 12, "m3-other": 1, "m4-hourly": 24, "m4-weekly": 1,
    "m4-sample-yearly": 1, "m4-sample-quarterly": 4, "m4-sample-monthly": 12, "nn5-daily": 7,
    "classic-airline-passengers": 12, "classic-monthly-car-sales": 12, "classic-monthly-mean-temp": 12,
    "classic-monthly-robberies": 12, "classic-monthly-shampoo-sales": 12, "classic-monthly-writing-paper-sales": 12,
    "classic-monthly-champagne-sales": 12, "classic-daily-total-female-births": 7, "classic-yearly-water-usage": 1,
}


def read(path):
    """Values by series, in the file's order."""
    import pandas as pd

    frame = pd.read_csv(path, dtype={"unique_id": str})
    return {name: values.astype(float).to_numpy() for name, values in frame.groupby("unique_id", sort=False).y}


def filled(series):
    """The same with missing values interpolated: neither peer takes them."""
    import pandas as pd

    return {name: pd.Series(values).interpolate(limit_direction="both").to_numpy() for name, values in series.items()}


class Progress:
    """How far training came; of the class, because neuralforecast copies what it is given."""
    began = None
    trained = 0.0
    share = 1.0


def stop_after(seconds):
    """A callback that ends training when the process has taken so many seconds of the processor."""
    from pytorch_lightning import Callback

    class Stop(Callback):
        def on_train_batch_start(self, trainer, *_):
            Progress.began = Progress.began or time.process_time()

        def on_train_batch_end(self, trainer, *_):
            if time.process_time() > seconds and Progress.share == 1:
                trainer.should_stop = True
                steps = trainer.max_steps if trainer.max_steps > 0 else trainer.max_epochs * trainer.num_training_batches
                Progress.share = min(1, trainer.global_step / steps)
                Progress.trained = time.process_time() - Progress.began

    return Stop()


def neuralforecast(series, horizon, limit):
    import numpy as np
    import pandas as pd
    from neuralforecast import NeuralForecast
    from neuralforecast.models import LSTM

    short = min(map(len, series.values())) < 4 * horizon + 1
    model = LSTM(h=horizon, start_padding_enabled=short, callbacks=[limit], accelerator="cpu",
                 enable_progress_bar=False, logger=False, enable_model_summary=False, enable_checkpointing=False)
    frame = pd.DataFrame({
        "unique_id": np.repeat(list(series), [len(values) for values in series.values()]),
        "ds": np.concatenate([np.arange(1, len(values) + 1) for values in series.values()]),
        "y": np.concatenate(list(series.values())),
    })
    forecaster = NeuralForecast([model], freq=1)
    forecaster.fit(frame)
    forecasts = {name: values.to_numpy() for name, values in forecaster.predict().groupby("unique_id").LSTM}
    return forecasts


def darts(series, horizon, limit):
    import numpy as np
    from darts import TimeSeries
    from darts.dataprocessing.transformers import Scaler
    from darts.models import BlockRNNModel

    width = max(1, min(3 * horizon, min(map(len, series.values())) - horizon))
    model = BlockRNNModel(
        input_chunk_length=width, output_chunk_length=horizon,
        pl_trainer_kwargs=dict(accelerator="cpu", enable_progress_bar=False, logger=False, enable_model_summary=False,
                               enable_checkpointing=False, callbacks=[limit]))
    scaler = Scaler()
    scaled = scaler.fit_transform([TimeSeries.from_values(values.astype(np.float32)) for values in series.values()])
    model.fit(scaled)
    forecasts = scaler.inverse_transform(model.predict(horizon, series=scaled))
    return dict(zip(series, (forecast.values().ravel() for forecast in forecasts)))


def seconds_of_all(seconds):
    """What the process would have taken without the stop."""
    return seconds + Progress.trained * (1 / Progress.share - 1)


def run(peer, folder, group, limit):
    import logging
    import os
    import warnings

    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    import numpy as np
    import torch

    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    season = SEASONS[group]
    training, actual = (read(folder / f"{group}-{part}.csv") for part in ("train", "test"))
    horizon = max(map(len, actual.values()))
    forecasts = (neuralforecast if peer == "neuralforecast" else darts)(filled(training), horizon, stop_after(limit))
    smapes, mases = [], []
    for name, truth in actual.items():
        forecast, history = forecasts[name][:len(truth)], training[name]
        errors = abs(truth - forecast)
        smapes.append(np.nanmean(200 * errors / np.maximum(abs(truth) + abs(forecast), 1e-12)))
        scale = np.nanmean(abs(history[season:] - history[:-season])) if len(history) > season else math.nan
        mases.append(np.nanmean(errors) / scale if scale > 0 else math.nan)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps(dict(
        group=group, recipe=peer, smape=round(float(np.mean(smapes)), 3), mase=round(float(np.nanmean(mases)), 4),
        processor_seconds=round(usage.ru_utime + usage.ru_stime, 1), peak_megabytes=usage.ru_maxrss >> 10, share=round(Progress.share, 4),
        processor_seconds_of_all=round(seconds_of_all(usage.ru_utime + usage.ru_stime), 1))))


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def fill(options, python):
    done = {(line["group"], line["recipe"]) for line in lines(options.lines)}
    for group in options.groups or SEASONS:
        for peer in options.peers:
            if (group, peer) in done:
                continue
            command = [python, __file__, str(options.data), str(options.lines), "--run", peer, "--groups", group,
                       "--limit", str(options.limit)]
            result = subprocess.run(command, capture_output=True, text=True)
            if result.returncode:
                sys.exit(f"{peer} on {group}:\n{result.stderr}")
            with options.lines.open("a") as file:
                file.write(result.stdout.splitlines()[-1] + "\n")
            print(result.stdout.splitlines()[-1], flush=True)


def table(options):
    ours = {}
    for line in lines(options.table):
        if line.get("part") == "test" and line["recipe"] == "auto" and not line.get("settings"):
            ours.setdefault(line["group"], []).append(line)
    peers = {(line["group"], line["recipe"]): line for line in lines(options.lines)}
    print("| set | foretell | s | neuralforecast | s | Darts | s |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for group in SEASONS:
        if group not in ours:
            continue
        median = lambda key: statistics.median(line[key] for line in ours[group])  # noqa: E731
        cells = [f"{median('smape'):.2f} / {median('mase'):.3f}", f"{median('processor_seconds'):.1f}"]
        for peer in ("neuralforecast", "darts"):
            line = peers.get((group, peer))
            cells += [f"{line['smape']:.2f} / {line['mase']:.3f}",
                      f"{line['processor_seconds_of_all']:.0f}{'' if line['share'] == 1 else ' (%.0f %% of it)' % (100 * line['share'])}"] if line else ["", ""]
        print(f"| {group} | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("lines", type=pathlib.Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--peers", type=lambda text: text.split(","), default=["neuralforecast", "darts"])
    parser.add_argument("--groups", type=lambda text: text.split(","))
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--table", type=pathlib.Path)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        run(options.run, options.data, options.groups[0], options.limit)
    elif options.table:
        table(options)
    else:
        fill(options, options.python)


main()
