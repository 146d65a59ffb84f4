"""Writes the goldens of ForetellBacktestingTests: scores by utilsforecast, sktime and plain numpy; tests by scipy.

    python3 scripts/make_metric_goldens.py        (needs utilsforecast, sktime, pandas and scipy)
"""
import json
import math
import pathlib

import numpy as np
import pandas as pd
import scipy.stats
import sktime
import sktime.performance_metrics.forecasting as sk
import utilsforecast
import utilsforecast.losses as uf
from sktime.performance_metrics.forecasting.probabilistic import EmpiricalCoverage, PinballLoss

FOLDER = pathlib.Path(__file__).parent.parent / "Tests/ForetellBacktestingTests/Goldens"
SEASON, HORIZON, LEVELS = 4, 7, [95, 80]
POINT = ["mae", "mse", "rmse", "mape", "smape", "wape", "mase", "rmsse", "bias", "mql", "crps"]
METRICS = POINT + [f"{kind}-{level}" for kind in ("coverage", "winkler", "msis") for level in LEVELS]


# ---- the plain reference: loops, one point after the other ----

def scales(train):
    pairs = [(train[t], train[t - SEASON]) for t in range(SEASON, len(train))]
    differences = [a - b for a, b in pairs if not math.isnan(a - b)]
    if not differences:
        return math.nan, math.nan
    return np.mean(np.abs(differences)), np.mean(np.square(differences))


def quantiles(model, i):
    found = [(0.5, model["forecast"][i])]
    for level, band in zip(LEVELS, model["bands"]):
        found += [(0.5 - level / 200, band["lower"][i]), (0.5 + level / 200, band["upper"][i])]
    return sorted(found)


def pinball(tau, y, q):
    return tau * (y - q) if y >= q else (1 - tau) * (q - y)


def crps(found, y):
    """2 × the integral of the quantile loss over 0 … 1: trapezoids, outermost quantiles held."""
    taus = [0.0] + [tau for tau, _ in found] + [1.0]
    values = [found[0][1]] + [q for _, q in found] + [found[-1][1]]
    return 2 * np.trapezoid([pinball(tau, y, q) for tau, q in zip(taus, values)], taus)


def point(metric, segment, model, i):
    """Numerator and denominator of one point, or None where it is left out."""
    y, f = segment["actual"][i], model["forecast"][i]
    if math.isnan(y) or math.isnan(f):
        return None
    kind, _, level = metric.partition("-")
    absolute, squared = scales(segment["train"])
    if kind in ("mase", "rmsse", "msis") and not absolute > 0:
        return None
    if kind in ("mql", "crps"):
        found = quantiles(model, i)
        if any(math.isnan(q) for _, q in found):
            return None
        return (np.mean([pinball(tau, y, q) for tau, q in found]) if kind == "mql" else crps(found, y)), 1
    if level:
        if not model["bands"]:
            return None
        band = model["bands"][LEVELS.index(int(level))]
        low, high = band["lower"][i], band["upper"][i]
        if math.isnan(low) or math.isnan(high):
            return None
        if kind == "coverage":
            return float(low <= y <= high), 1
        alpha = 1 - int(level) / 100
        score = high - low + 2 / alpha * (low - y) * (y < low) + 2 / alpha * (y - high) * (y > high)
        return score / (absolute if kind == "msis" else 1), 1
    e = y - f
    if kind == "mape":
        return (abs(e) / abs(y), 1) if y != 0 else None
    numerator, denominator = {
        "mae": (abs(e), 1), "mse": (e * e, 1), "rmse": (e * e, 1), "bias": (f - y, 1),
        "smape": (200 * abs(e) / (abs(y) + abs(f)) if e else 0, 1), "wape": (abs(e), abs(y)),
        "mase": (abs(e), absolute), "rmsse": (e * e, squared),
    }[kind]
    return (numerator / denominator, 1) if kind in ("mase", "rmsse") else (numerator, denominator)


def score(metric, pairs):
    pairs = [pair for pair in pairs if pair is not None]
    denominator = math.fsum(d for _, d in pairs)
    if denominator == 0:
        return math.nan
    value = math.fsum(n for n, _ in pairs) / denominator
    return math.sqrt(value) if metric in ("rmse", "rmsse") else value


def mean(scores):
    scores = [s for s in scores if not math.isnan(s)]
    return math.fsum(scores) / len(scores) if scores else math.nan


def reference(metric, number, segments, count):
    rows = [[point(metric, s, s["models"][number], i) for i in range(len(s["actual"]))] for s in segments]
    of = lambda test: [row for s, row in zip(segments, rows) if test(s)]
    flat = lambda many: [pair for row in many for pair in row]
    ids, folds = range(count), sorted({s["fold"] for s in segments})
    by_series = [score(metric, flat(of(lambda s: s["series"] == k))) for k in ids]
    return dict(
        metric=metric, model=number, seriesMean=mean(by_series), pooled=score(metric, flat(rows)),
        points=sum(pair is not None for pair in flat(rows)),
        series=sum(not math.isnan(s) for s in by_series), bySeries=by_series,
        bySegment=[score(metric, row) for row in rows],
        byFold=[mean([score(metric, row) for row in of(lambda s: s["fold"] == k)]) for k in folds],
        bySteps=[mean([score(metric, [row[i] for row in of(lambda s: s["series"] == k) if i < len(row)])
                       for k in ids]) for i in range(HORIZON)])


# ---- data ----

def model(random, actual, with_bands):
    forecast = actual + random.normal(0, 3, len(actual))
    bands = []
    for level in LEVELS if with_bands else []:
        width = scipy.stats.norm.ppf(0.5 + level / 200) * 2.5
        bands.append(dict(lower=(forecast - width * random.uniform(0.7, 1.2, len(actual))).tolist(),
                          upper=(forecast + width * random.uniform(0.7, 1.2, len(actual))).tolist()))
    return dict(forecast=forecast.tolist(), bands=bands)


def panel(seed, count, folds):
    random = np.random.default_rng(seed)
    segments = []
    for series in range(count):
        length = 20 + 3 * series + folds * HORIZON
        t = np.arange(length)
        y = np.round(40 + 0.5 * t + 8 * np.sin(2 * np.pi * t / SEASON) + random.normal(0, 4, length), 2)
        for fold in range(folds):
            cut = length - (folds - fold) * HORIZON
            actual = y[cut:cut + HORIZON]
            segments.append(dict(series=series, fold=fold, train=y[:cut].tolist(), actual=actual.tolist(),
                                 models=[model(random, actual, True), model(random, actual, False)]))
    return segments


def with_holes(segments):
    """The same with everything in it that a score has to leave out."""
    for segment in segments:
        first, second = segment["models"]
        key = (segment["series"], segment["fold"])
        if key == (0, 0):
            segment["actual"][2] = math.nan
            segment["actual"][4] = 0.0
            first["forecast"][5] = math.nan
        if key == (0, 1):
            segment["actual"][3], first["forecast"][3] = 0.0, 0.0
            first["bands"][0]["lower"][1] = math.nan
        if segment["series"] == 1:
            segment["train"] = [1.0, 2.0, 3.0, 5.0] * 6
        if segment["series"] == 2:
            segment["train"] = segment["train"][:SEASON]
        if segment["series"] == 3:
            segment["actual"] = [0.0] * HORIZON
            segment["train"][3::5] = [math.nan] * len(segment["train"][3::5])
        if key == (4, 2):
            for name in ("actual",):
                segment[name] = segment[name][:4]
            for m in segment["models"]:
                m["forecast"] = m["forecast"][:4]
                m["bands"] = [{k: v[:4] for k, v in band.items()} for band in m["bands"]]
        if segment["series"] == 4:
            second["forecast"] = [math.nan] * len(second["forecast"])
    return segments


# ---- the libraries ----

def frames(segments):
    rows, train = [], {}
    for s in segments:
        n = len(s["train"])
        for t, y in enumerate(s["train"] + s["actual"]):
            train[(s["series"], t)] = y
        for i, y in enumerate(s["actual"]):
            row = dict(unique_id=s["series"], cutoff=n - 1, ds=n + i, y=y, fold=s["fold"])
            for number, m in enumerate(s["models"]):
                row[f"m{number}"] = m["forecast"][i]
                for level, band in zip(LEVELS, m["bands"]):
                    row[f"m{number}-lo-{level}"] = band["lower"][i]
                    row[f"m{number}-hi-{level}"] = band["upper"][i]
            rows.append(row)
    train = pd.DataFrame([dict(unique_id=k, ds=t, y=y) for (k, t), y in sorted(train.items())])
    return pd.DataFrame(rows), train


def by_utilsforecast(segments):
    df, train = frames(segments)
    names = ["m0", "m1"]
    results = {name: getattr(uf, name)(df, names) for name in ["mae", "mse", "rmse", "mape", "smape", "wape", "bias"]}
    results["smape"][names] *= 200
    results["mase"] = uf.mase(df, names, SEASON, train)
    results["rmsse"] = uf.rmsse(df, names, SEASON, train)
    taus = np.array([0.5] + [t for level in LEVELS for t in (0.5 - level / 200, 0.5 + level / 200)])
    columns = ["m0"] + [f"m0-{side}-{level}" for level in LEVELS for side in ("lo", "hi")]
    results["mql"] = uf.mqloss(df, {"m0": columns}, taus)
    for level in LEVELS:
        results[f"coverage-{level}"] = uf.coverage(df, ["m0"], level)
        results[f"winkler-{level}"] = uf.winkler_score(df, ["m0"], level)
    found = []
    for metric, frame in results.items():
        frame = frame.set_index(["unique_id", "cutoff"])
        for number, name in enumerate(names):
            if name in frame:
                values = [float(frame.loc[(s["series"], len(s["train"]) - 1), name]) for s in segments]
                found.append(dict(source="utilsforecast", metric=metric, model=number, values=values))
    return found


def intervals(model, level):
    band = model["bands"][LEVELS.index(level)]
    columns = {("y", level / 100, side): band[side] for side in ("lower", "upper")}
    return pd.DataFrame(columns, columns=pd.MultiIndex.from_tuples(columns))


def by_sktime(segments):
    simple = {
        "mae": lambda y, f, t: sk.mean_absolute_error(y, f),
        "mse": lambda y, f, t: sk.mean_squared_error(y, f),
        "rmse": lambda y, f, t: sk.mean_squared_error(y, f, square_root=True),
        "mape": lambda y, f, t: sk.mean_absolute_percentage_error(y, f, symmetric=False),
        "smape": lambda y, f, t: 100 * sk.mean_absolute_percentage_error(y, f, symmetric=True),
        "mase": lambda y, f, t: sk.mean_absolute_scaled_error(y, f, y_train=t, sp=SEASON),
        "rmsse": lambda y, f, t: sk.mean_squared_scaled_error(y, f, y_train=t, sp=SEASON, square_root=True),
    }
    found = []
    for metric, function in simple.items():
        for number in (0, 1):
            values = [float(function(np.array(s["actual"]), np.array(s["models"][number]["forecast"]), np.array(s["train"])))
                      for s in segments]
            found.append(dict(source="sktime", metric=metric, model=number, values=values))
    for level in LEVELS:
        measure = EmpiricalCoverage(coverage=level / 100)
        values = [float(measure(pd.DataFrame({"y": s["actual"]}), intervals(s["models"][0], level))) for s in segments]
        found.append(dict(source="sktime", metric=f"coverage-{level}", model=0, values=values))
    values = []
    for s in segments:
        found_quantiles = [quantiles(s["models"][0], i) for i in range(HORIZON)]
        taus = [round(tau, 6) for tau, _ in found_quantiles[0]]
        frame = pd.DataFrame([[q for _, q in row] for row in found_quantiles],
                             columns=pd.MultiIndex.from_product([["y"], taus]))
        values.append(float(PinballLoss(alpha=taus)(pd.DataFrame({"y": s["actual"]}), frame)))
    found.append(dict(source="sktime", metric="mql", model=0, values=values))
    return found


# ---- tests ----

def diebold_mariano(d, h):
    """`dm.test` of R's forecast package with its variance estimators "acf" and, where that fails, "bartlett"."""
    d, n = np.asarray(d), len(d)
    mean = d.mean()
    covariance = [np.sum((d[k:] - mean) * (d[:n - k] - mean)) / n for k in range(h)]
    variance = (covariance[0] + 2 * sum(covariance[1:])) / n
    bartlett = bool(variance <= 0)
    if bartlett:
        variance = (covariance[0] + 2 * sum((1 - k / h) * covariance[k] for k in range(1, h))) / n
    statistic = mean / np.sqrt(variance) * np.sqrt((n + 1 - 2 * h + h / n * (h - 1)) / n)
    return dict(differences=d.tolist(), lag=h - 1, statistic=statistic, usesBartlett=bartlett,
                pValue=2 * scipy.stats.t.cdf(-abs(statistic), df=n - 1))


def tiny(case):
    """The same differences so small that their squares underflow; nothing else may change."""
    return dict(case, differences=[1e-200 * d for d in case["differences"]])


def diebold_mariano_cases():
    random = np.random.default_rng(3)
    noise = random.normal(0, 1, 300)
    moving = np.convolve(noise, np.ones(4), "valid")
    return [
        diebold_mariano(random.normal(0.4, 1, 5), 1), diebold_mariano(random.normal(-0.3, 1, 30), 1),
        diebold_mariano(moving[:40] + 0.5, 4), diebold_mariano(moving[:296] - 0.2, 4),
        diebold_mariano([(-1) ** i * (1 + 0.01 * i) + 0.3 for i in range(12)], 2),
        tiny(diebold_mariano(random.normal(0.5, 1, 15), 2)),
    ]


def friedman_cases():
    random = np.random.default_rng(4)
    cases = []
    for n, k, decimals in [(5, 3, 6), (12, 4, 6), (30, 5, 0), (8, 3, 0), (200, 7, 1)]:
        blocks = np.round(random.normal(0, 1, (n, k)) + 0.3 * np.arange(k), decimals) + 0.0
        statistic, p = scipy.stats.friedmanchisquare(*blocks.T)
        ranks = np.apply_along_axis(scipy.stats.rankdata, 1, blocks).mean(axis=0)
        cases.append(dict(blocks=blocks.tolist(), statistic=statistic, pValue=p, meanRanks=ranks.tolist()))
    return cases


def tests():
    student = [dict(x=t, degrees=v, value=2 * scipy.stats.t.sf(t, v))
               for v in (1, 2, 4, 9, 29, 100, 3002, 99999) for t in (0, 1e-6, 0.1, 0.7, 1, 2, 3.5, 8, 20, 35)]
    square = [dict(x=x, degrees=v, value=scipy.stats.chi2.sf(x, v))
              for v in (1, 2, 3, 7, 20, 49) for x in (0, 1e-8, 0.1, 1, 3, 8, 20, 60, 150, 1000)]
    student = [c for c in student if c["value"] > 1e-300]
    square = [c for c in square if c["value"] > 1e-300]
    ranges = [dict(groups=k, value=scipy.stats.studentized_range.ppf(0.95, k, np.inf)) for k in (2, 3, 5, 10, 20, 50)]
    return dict(student=student, chiSquare=square, studentizedRange=ranges, dieboldMariano=diebold_mariano_cases(),
                friedman=friedman_cases())


def plain(value):
    """NaN as null, numpy as Python."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else float(value)
    return value


def metrics(segments, count, libraries):
    return dict(
        versions=dict(utilsforecast=utilsforecast.__version__, sktime=sktime.__version__),
        seasonLength=SEASON, horizon=HORIZON, levels=LEVELS, seriesCount=count, segments=segments, libraries=libraries,
        reference=[reference(metric, number, segments, count) for metric in METRICS for number in (0, 1)])


def write(name, value):
    (FOLDER / name).write_text(json.dumps(plain(value)) + "\n")


clean = panel(1, 5, 3)
write("metrics.json", metrics(clean, 5, by_utilsforecast(clean) + by_sktime(clean)))
write("metrics-with-holes.json", metrics(with_holes(panel(2, 5, 3)), 5, []))
write("tests.json", tests())
