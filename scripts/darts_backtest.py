"""Darts' historical_forecasts with a refit at every fold: the peer of `foretell backtest`.

    python darts_backtest.py CSV HORIZON FOLDS STEPS
"""
import json
import logging
import resource
import sys
import time
import warnings

begin = time.perf_counter()
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
import pandas as pd
from darts import TimeSeries
from darts.dataprocessing.transformers import Scaler
from darts.metrics import smape
from darts.models import BlockRNNModel

path, horizon, folds, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
imported = time.perf_counter()
frame = pd.read_csv(path)
frame.columns = ["ds", "y"]
frame["ds"] = pd.to_datetime(frame["ds"])
series = TimeSeries.from_dataframe(frame, "ds", "y", freq="MS").astype("float32")
scaler = Scaler()
scaled = scaler.fit_transform(series)
model = BlockRNNModel(
    model="LSTM", input_chunk_length=36, output_chunk_length=horizon, hidden_dim=64, batch_size=32,
    n_epochs=10_000, random_state=0,
    pl_trainer_kwargs={
        "max_steps": steps, "accelerator": "cpu", "logger": False, "enable_progress_bar": False,
        "enable_model_summary": False, "enable_checkpointing": False,
    },
)
start = len(series) - folds * horizon
forecasts = model.historical_forecasts(
    scaled, start=start, start_format="position", forecast_horizon=horizon, stride=horizon, retrain=True,
    last_points_only=False, overlap_end=False, verbose=False,
)
scores = [float(smape(series, scaler.inverse_transform(forecast))) for forecast in forecasts]
end = time.perf_counter()
print(json.dumps({
    "what": "darts historical_forecasts", "folds": len(forecasts), "import_s": round(imported - begin, 2),
    "wall_s": round(end - begin, 2), "peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    "smape": round(sum(scores) / len(scores), 3),
}))
