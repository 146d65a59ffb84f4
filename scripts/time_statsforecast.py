"""Times statsforecast's AutoETS, warm, on a set that scripts/prepare-benchmark-data wrote, and scores it.

    python3 scripts/time_statsforecast.py /tmp/benchmark-data m3-monthly 12 18        (needs statsforecast)

Prints one JSON line: seconds of the first and of the second call on two processes, and sMAPE.
"""
import json
import sys
import time

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS


def main():
    folder, name, season, horizon = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    train, test = (pd.read_csv(f"{folder}/{name}-{part}.csv") for part in ("train", "test"))
    model = StatsForecast(models=[AutoETS(season_length=season)], freq=1, n_jobs=2)
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        forecast = model.forecast(df=train, h=horizon)
        seconds.append(round(time.perf_counter() - start, 2))
    both = test.merge(forecast.reset_index(), on=["unique_id", "ds"])
    errors = 200 * np.abs(both.y - both.AutoETS) / (both.y.abs() + both.AutoETS.abs())
    smape = errors.groupby(both.unique_id).mean().mean()
    print(json.dumps(dict(set=name, first_seconds=seconds[0], warm_seconds=seconds[1], smape=round(smape, 3))))


main()
