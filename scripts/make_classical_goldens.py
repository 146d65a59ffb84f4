"""Writes Goldens/classical.json of ForetellForecastingTests from statsforecast and plain Python.

    python3 scripts/make_classical_goldens.py        (needs statsforecast; run anew only when a case is added)

- filters: every form at given parameters on AirPassengers: statsforecast's states at the end; forecasts and, but for
  class 3, which we simulate, standard deviations from them by the formulas of Hyndman et al. 2008, with
  σ² = Σe² / (n − parameters). statsforecast's own are not taken: like R's C code it counts φ twice from the second
  step on, takes one number of seasons for all steps (class 1) and multiplies α by β in ETS(M,A,A).
- fits: log-likelihood and forecasts of statsforecast's own optimum.
- naive2, theta: by the definitions, in a few lines of their own.
"""
import json
import pathlib
import warnings

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from statsforecast.ets import ets_f, forecast_ets, pegelsresid_C

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(__file__).parent.parent
AIR = np.loadtxt(ROOT / "data/air-passengers.csv", delimiter=",", skiprows=1, usecols=1)
SHAMPOO = np.array([266, 145.9, 183.1, 119.3, 180.3, 168.5, 231.8, 224.5, 192.8, 122.9, 336.5, 185.9, 194.3, 149.5,
                    210.1, 273.3, 191.4, 287, 226, 303.6, 289.9, 421.6, 264.5, 342.3, 339.7, 440.4, 315.9, 439.3,
                    401.3, 437.4, 575.5, 407.6, 682, 475.3, 581.3, 646.9])
HORIZON = 18
FORMS = [e + t + s for t in ("N", "A", "Ad") for e, s in (("A", "N"), ("M", "N"), ("A", "A"), ("M", "A"), ("M", "M"))]


def name(error, trend, season):
    return f"ETS({error},{trend},{season})"


def filter_case(form):
    error, trend, season = form[0], form[1:-1], form[-1]
    damped = trend == "Ad"
    seasons = np.array([0.9, 0.88, 1.01, 0.98, 0.97, 1.1, 1.23, 1.22, 1.06, 0.93, 0.81, 0.91])
    if season == "A":
        seasons = 100 * (seasons - seasons.mean())
    alpha, beta, gamma, phi, level, slope = 0.31, 0.042, 0.17, 0.93, 121.5, 1.7
    # Their seasonal states run from the newest to the oldest.
    state = [level] + ([slope] if trend != "N" else []) + (list(seasons[::-1]) if season != "N" else [])
    m = 12 if season != "N" else 1
    _, errors, states, _ = pegelsresid_C(
        AIR, m, np.array(state), error, trend[0], season, damped, alpha, beta if trend != "N" else np.nan,
        gamma if season != "N" else np.nan, phi if damped else np.nan, 3)
    count = 1 + (trend != "N") + (season != "N") + damped + 1 + (trend != "N") + (11 if season != "N" else 0)
    if trend == "N":
        beta, slope = 0, 0
    if season == "N":
        gamma = 0
    if not damped:
        phi = 1
    steps = np.arange(1, HORIZON + 1)
    sums = np.cumsum(phi**steps)
    last = states[-1]
    index = np.resize(last[::-1][:12], HORIZON) if season != "N" else np.zeros(HORIZON)
    trended = last[0] + (sums * last[1] if trend != "N" else 0)
    forecast = trended * index if season == "M" else trended + index
    parameters = dict(alpha=alpha, beta=beta, gamma=gamma, phi=phi, level=level, slope=slope,
                      seasons=list(seasons) if season != "N" else [])
    effects = alpha + beta * sums + gamma * (steps % 12 == 0)  # of an error on the forecast so many steps later
    variance = float((errors**2).sum() / (len(AIR) - count))
    return dict(form=name(error, trend, season), forecast=list(forecast), parameters=parameters,
                deviations=None if season == "M" else list(deviations(error, forecast, effects, variance)))


def deviations(error, forecast, effects, variance):
    """Class 1: σ²·(1 + Σ c²). Class 2: (1 + σ²)·θ_h − μ², θ_h = μ² + σ²·Σ c²·θ."""
    if error == "A":
        return np.sqrt(variance * (1 + np.r_[0, np.cumsum(effects[:-1] ** 2)]))
    theta = []
    for step, mean in enumerate(forecast):
        theta.append(mean**2 + variance * sum(effects[j] ** 2 * theta[step - j - 1] for j in range(step)))
    return np.sqrt((1 + variance) * np.array(theta) - forecast**2)


def fit_case(method, values, season, form):
    error, trend, part = form[0], form[1:-1], form[-1]
    damped = None if form == "ZZZ" else trend == "Ad"
    fit = ets_f(values, season, model=error + trend[0] + part, damped=damped)
    likelihood, forecast = fit["loglik"], list(forecast_ets(fit, HORIZON)["mean"])
    alpha, beta = fit["par"][:2]
    if part != "N" and form != "ZZZ":
        # Its simplex stops far from the top: what is asked of us is found by gradients.
        likelihood, forecast = best_seasonal(values, season, form), None
    elif beta > alpha:
        # Not within R's bounds, which statsforecast does not hold β to.
        likelihood, forecast = bounded_holt(values, trend == "Ad"), None
    return dict(method=method, values=list(values), seasonLength=season, logLikelihood=likelihood,
                forecast=None if trend == "Ad" else forecast, form=fit.get("method"))


def best_seasonal(values, m, form):
    """The largest log-likelihood of a linear trend with a season, within R's bounds, from two starts."""
    multiplied = form[-1] == "M"

    def criterion(point):
        a, b, c = 1 / (1 + np.exp(-point[:3]))
        alpha = 1e-4 + 0.9998 * a
        beta, gamma = 1e-4 + (alpha - 1e-4) * b, 1e-4 + (0.9999 - alpha) * c
        level, slope = 100 * point[3], 10 * point[4]
        free = (point[5:] if multiplied else 100 * point[5:])
        seasons, total, logs = [(m if multiplied else 0) - free.sum(), *free], 0, 0
        for time, value in enumerate(values):
            q, s = level + slope, seasons[time % m]
            mean = q * s if multiplied else q + s
            if multiplied and min(q, s) <= 0:
                return 1e9
            change = value / s - q if multiplied else value - mean
            seasons[time % m] = s + gamma * (value / q - s if multiplied else change)
            level, slope = q + alpha * change, slope + beta * change
            total += ((value - mean) / (mean if form[0] == "M" else 1)) ** 2
            logs += np.log(mean) if form[0] == "M" else 0
        return len(values) / 2 * np.log(total) + logs

    index = indices(values, m)[1:]
    index = index if multiplied else (index - 1) * 1.2
    starts = [np.r_[a, -2, -3, 1.15, 0.2, index] for a in (-4, 0)]
    options = dict(maxiter=2000, maxfun=200_000, ftol=1e-12, gtol=1e-7)
    return -min(minimize(criterion, start, method="L-BFGS-B", options=options).fun for start in starts)


def bounded_holt(values, damped):
    """The largest log-likelihood of an additive trend within R's bounds, from several starts."""
    def criterion(point):
        alpha, beta, phi, level, slope = point
        if not (1e-4 <= alpha <= 0.9999 and 1e-4 <= beta <= alpha and (not damped or 0.8 <= phi <= 0.98)):
            return 1e9
        phi, squares = phi if damped else 1, 0
        for value in values:
            forecast = level + phi * slope
            residual = value - forecast
            squares += residual**2
            level, slope = forecast + alpha * residual, phi * slope + beta * residual
        return len(values) / 2 * np.log(squares)

    starts = [[a, a * share, 0.95, values[0], 1] for a in (0.02, 0.1, 0.3, 0.6) for share in (0.2, 0.8)]
    options = dict(maxiter=20_000, maxfev=20_000, xatol=1e-9, fatol=1e-9, adaptive=True)
    return -min(minimize(criterion, start, method="Nelder-Mead", options=options).fun for start in starts)


def indices(values, m):
    weights = np.r_[0.5, np.ones(m - 1), 0.5] / m
    trend = np.convolve(values, weights, "valid")
    ratios = values[m // 2:m // 2 + len(trend)] / trend
    raw = np.array([ratios[(np.arange(len(trend)) + m // 2) % m == k].mean() for k in range(m)])
    return raw / raw.mean()


def level_of(values, alpha):
    """The initial level of least squares, the last level and the squares."""
    def run(level):
        errors = []
        for value in values:
            errors.append(value - level)
            level += alpha * errors[-1]
        return np.array(errors), level
    zero, one = run(0)[0], run(1)[0]
    first = zero @ (zero - one) / ((zero - one) @ (zero - one))
    errors, last = run(first)
    return last, errors @ errors


def theta_case():
    season = np.resize(indices(AIR, 12), len(AIR) + HORIZON)
    adjusted, time = AIR / season[:len(AIR)], np.arange(len(AIR) + HORIZON)
    slope, intercept = np.polyfit(time[:len(AIR)], adjusted, 1)
    bent = 2 * adjusted - (intercept + slope * time[:len(AIR)])
    alpha = minimize_scalar(lambda a: level_of(bent, a)[1], bounds=(1e-4, 0.9999), method="bounded",
                            options=dict(xatol=1e-10)).x
    future = (level_of(bent, alpha)[0] + intercept + slope * time[len(AIR):]) / 2
    return dict(alpha=alpha, forecast=list(future * season[len(AIR):]))


def main():
    season = np.resize(indices(AIR, 12), len(AIR) + HORIZON)
    fits = [fit_case(method, values, m, form) for values, m in ((AIR, 12), (SHAMPOO, 1)) for method, form in (
        ("ses", "ANN"), ("holt", "AAN"), ("damped-holt", "AAdN"))]
    fits += [fit_case("holt-winters", AIR, 12, "AAA"), fit_case("holt-winters-multiplicative", AIR, 12, "MAM"),
             fit_case("auto-ets", AIR, 12, "ZZZ"), fit_case("auto-ets", SHAMPOO, 1, "ZZZ")]
    golden = dict(air=list(AIR), filters=[filter_case(form) for form in FORMS], fits=fits,
                  naive2=list(AIR[-1] / season[len(AIR) - 1] * season[len(AIR):]), theta=theta_case())
    path = ROOT / "Tests/ForetellForecastingTests/Goldens/classical.json"
    path.write_text(json.dumps(golden, indent=1) + "\n")


main()
