#!/usr/bin/env python3
"""Runs the benchmarks, ours and the peers' in turn, and writes their tables into docs/benchmarks.md.

    scripts/bench.py PEERS_VENV SHARED_FOLDER [--rounds N] [--only machine,command,csv,…]

The parts are machine, command, csv, panel, scale, memory, recurrent and threads. Every table lies between two marks,
`<!-- generated: NAME -->` and `<!-- end: NAME -->`, and begins with the date, the commit, the load and the rounds it
was taken with; whatever stands outside of the marks is written by hand and stays. A part whose peer is missing is
measured without it. Standard library only.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/benchmarks.md"
BENCH = ROOT / ".build/release/foretell-bench"
STATIC = ROOT / ".build/static/release/foretell"
# The network of the peers' script.
NETWORK = ("--model lstm --hidden-size 64 --batch-size 32 --steps 500 --members 1 --val-size 0"
           " --input-size 36").split()
CSV_CASES = {  # what of the long file is changed, and a program in awk that changes it
    "as it is": None,
    "every id in quotes": '{print (NR==1 ? $0 : "\\"" $1 "\\"," $2 "," $3)}',
    "monthly stamps": 'NR==1{print; next} {i=(NR-2)%2000; n=int((NR-2)/200); '
                      'm=(NR-2)%200; printf "M%05d,%d-%02d-01,%s\\n", n, 2000+int(m/12), m%12+1, $3}',
}


def lines(command):
    """The JSON lines a command prints."""
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def timed(command, **options):
    """Seconds from process start to exit, processor seconds (another's work does not lengthen them much), and peak
    memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"bench: this failed: {' '.join(map(str, command))}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def median(values):
    return statistics.median(values)


def spread(values):
    """The middle half of the values, for the reader to see the noise."""
    ordered = sorted(values)
    return f"{ordered[len(ordered) // 4]:.3g} … {ordered[(3 * len(ordered)) // 4]:.3g}"


def stamp(rounds):
    """When and of what a section is taken, and how busy the machine is as it begins."""
    def git(*words):
        return subprocess.run(["git", *words], capture_output=True, text=True, cwd=ROOT).stdout.strip()
    changed = " with changes" if git("status", "--porcelain", "--", "Sources", "Package.swift") else ""
    return (f"*{datetime.date.today()}, commit {git('rev-parse', '--short', 'HEAD')}{changed}, load average"
            f" {os.getloadavg()[0]:.1f} as it began, {rounds} round{'' if rounds == 1 else 's'}.*")


def table(header, rows):
    marks = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |"
                     for row in [header, marks] + rows)


class Bench:
    def __init__(self, peers, shared, rounds):
        self.python = pathlib.Path(peers) / "bin/python"
        self.scripts = pathlib.Path(shared) / "peers"
        self.rounds = rounds
        self.folder = pathlib.Path(tempfile.gettempdir()) / "foretell-bench"
        self.folder.mkdir(exist_ok=True)

    @property
    def has_peers(self):
        return self.python.exists() and self.scripts.exists()

    def rounds_of(self, part):
        """How often a part is measured: fits of a large panel, curves of cost and memory once."""
        return 1 if part in ("panel", "scale", "memory") else self.rounds

    def peer(self, script, *arguments):
        return lines([str(self.python), str(self.scripts / script), *map(str, arguments)])

    def air(self):
        """AirPassengers as the peers' script reads it, and the same without the last year."""
        rows = (ROOT / "data/air-passengers.csv").read_text().split()[1:]
        whole = ["unique_id,ds,y"] + ["air,{}-01,{}".format(*row.split(",")) for row in rows]
        paths = self.folder / "air.csv", self.folder / "air-history.csv"
        paths[0].write_text("\n".join(whole) + "\n")
        paths[1].write_text("\n".join(whole[:-12]) + "\n")
        return paths

    def generated(self, name, *arguments):
        path = self.folder / name
        if not path.exists():
            subprocess.run([str(BENCH), "generate", "long", *arguments, "-o", str(path)], check=True)
        return path

    def versions(self, *packages):
        """Those packages that the peers' environment has, with their versions."""
        if not self.has_peers:
            return ""
        code = ("import importlib.metadata as m, sys\nfor n in sys.argv[1:]:\n"
                "  try: print(n, m.version(n))\n  except Exception: pass")
        output = subprocess.run([str(self.python), "-c", code, *packages], capture_output=True, text=True).stdout
        return ", ".join(output.splitlines())

    # The parts. Each returns the text of its section.

    def machine(self):
        cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                    if line.startswith("model name")), platform.processor()) \
            if os.path.exists("/proc/cpuinfo") else platform.processor()
        swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
        swift = re.search(r"Swift version (\S+)", swift)
        peers = self.versions("torch", "neuralforecast", "pandas", "pyarrow", "polars")
        return (f"{os.cpu_count()} processors, {cpu}, {platform.system()} {platform.release()}, "
                f"Swift {swift.group(1) if swift else '?'}{'; ' if peers else ''}{peers}. Medians of the rounds, ours"
                " and the peers' in turn; a load far above 0 was somebody else's work on the same processors.")

    def command(self):
        whole, history = self.air()
        model = self.folder / "air.foretell"
        forecast = [STATIC, "forecast", history, "-H", 12, "-q", "-o", os.devnull]
        predict = [STATIC, "predict", model, history, "-q", "-o", os.devnull]
        subprocess.run([str(STATIC), "fit", str(history), "-H", "12", "-q", "-o", str(model)], check=True)
        found = {name: [] for name in ("same", "default", "predict", "version", "nf", "stages", "model")}
        for _ in range(self.rounds):
            found["same"].append(timed(forecast + NETWORK))
            found["default"].append(timed(forecast))
            found["predict"].append(timed(predict))
            found["version"].append(timed([STATIC, "--version"]))
            ours = lines([str(BENCH), "end-to-end", str(whole), "12"])
            found["stages"].append(ours[0])
            found["model"].append(ours[1])
            if self.has_peers:
                start = timed([self.python, self.scripts / "end_to_end.py", "nf", whole, 12])
                found["nf"].append(start)
        def row(name, what):
            values = found[name]
            seconds, memory = median(v[0] for v in values), median(v[2] for v in values)
            cells = [what, f"{seconds:.3f} s", spread([v[0] for v in values]),
                     f"{median(v[1] for v in values):.3f} s", f"{memory:.0f} MB"]
            if found["nf"]:
                cells.append(f"{median(v[0] for v in found['nf']) / seconds:.1f}×, "
                             f"1/{median(v[2] for v in found['nf']) / memory:.0f}" if name in ("same", "default") else "")
            return cells
        header = ["from process start to exit", "median", "middle half", "processor time", "peak memory"]
        rows = [row("same", "forecast: 500 steps of 32 windows, 64 units, input 36"),
                row("default", "forecast with the defaults"), row("predict", "predict with a saved model"),
                row("version", "`--version`")]
        if found["nf"]:
            header.append("against neuralforecast")
            rows.insert(0, row("nf", "neuralforecast, the same job"))
        fit = median(line["fit_s"] for line in found["stages"])
        load = median(line["load_ms"] for line in found["model"])
        each = median(line["predict_ms_per_series"] for line in found["model"])
        return table(header, rows) + (
            f"\n\nWithin the process: fitting {fit:.3f} s; loading a model {load:.2f} ms and then {each:.3f} ms a series.")

    def csv(self):
        long = self.generated("long.csv")
        rows = []
        for what, program in CSV_CASES.items():
            path = long
            if program:
                path = self.folder / (what.replace(" ", "-") + ".csv")
                if not path.exists():
                    with open(path, "w") as file:
                        subprocess.run(["awk", "-F,", program, str(long)], stdout=file, check=True)
            rows.append(self.csv_row(what, path))
        path = self.folder / "shuffled.csv"
        if not path.exists():
            subprocess.run(f"(head -n 1 '{long}'; tail -n +2 '{long}' | shuf --random-source='{long}') > '{path}'",
                           shell=True, check=True)
        rows.append(self.csv_row("rows shuffled", path))
        return table(["2 000 000 rows", "MB", "foretell", "memory above the process's own", "pandas", "pyarrow",
                      "polars", "pandas / foretell"], rows) + (
                          f"\n\nThe peers: {self.versions('pandas', 'pyarrow', 'polars') or 'none'}.")

    def csv_row(self, what, path):
        ours, theirs = [], []
        for _ in range(self.rounds):
            ours += lines([str(BENCH), "csv", str(path)])
            if self.has_peers:
                theirs += self.peer("csv_read.py", path)
        seconds = median(line["foretell"] for line in ours)
        peers = [median(line[name] for line in theirs) if theirs else None for name in ("pandas", "pyarrow", "polars")]
        return [what, f"{path.stat().st_size / 1e6:.1f}", f"{seconds:.3f} s",
                f"{median(line['memory_above_start_mb'] for line in ours):.0f} MB"] + [
                    "" if peer is None else f"{peer:.3f} s" for peer in peers] + [
                        "" if peers[0] is None else f"{peers[0] / seconds:.1f}×"]

    def panel(self):
        path = self.generated("panel.csv", "--series", "100000", "--rows", "100")
        model = self.folder / "panel.foretell"
        rows = []

        def row(name, runs):
            rows.append([name, f"{median(run[0] for run in runs):.1f} s", f"{median(run[1] for run in runs):.1f} s",
                         f"{median(run[2] for run in runs):.0f} MB"])

        for name, options, rounds in (("an LSTM of 64 units, twice (`--model lstm`)", ["--model", "lstm"], self.rounds),
                                      ("the defaults: networks and Theta (`--model auto`)", [], 1)):
            row(f"{name}: fit", [timed([STATIC, "fit", path, "-H", 12, "-q", "-o", model, *options])])
            row(f"{name}: predict", [timed([STATIC, "predict", model, path, "-q", "-o", self.folder / "panel-forecast.csv"])
                                     for _ in range(max(1, min(3, rounds)))])
        return (f"100 000 series of 100 hourly values, {path.stat().st_size / 1e6:.0f} MB of CSV in, 1 200 000 forecasts"
                " as CSV out; an LSTM's forecasts are the median of up to three runs:\n\n"
                + table(["", "process start to exit", "processor time", "peak memory"], rows))

    def scale(self):
        found = lines([str(BENCH), "scale"])
        subprocess.run([sys.executable, str(ROOT / "scripts/plot_scale.py"), str(ROOT / "docs/scaling.svg")],
                       input="\n".join(map(json.dumps, found)), text=True, check=True)
        sizes = [[line["axis"], f"{line['value']:,}".replace(",", " "), f"{line['step_ms']:.3f}", line["gflops"]]
                 for line in found if line["axis"] != "series"]
        series = [[f"{line['value']:,}".replace(",", " "), f"{line['step_ms']:.3f}", line["prepare_ms"],
                   line["predict_ms_per_series"], line["peak_mb"]] for line in found if line["axis"] == "series"]
        return ("![Cost of a training step as each size grows](scaling.svg)\n\n"
                + table(["grows", "to", "ms a step", "GFLOP/s"], sizes) + "\n\n"
                + table(["series of 100 values", "ms a step", "ms before the first", "ms a forecast of a series",
                         "peak MB"], series))

    def memory(self):
        sizes = ["", "--cell gru", "--cell rnn --batch 512 --hidden 256", "--steps 384 --hidden 64 --layers 1",
                 "--predict", "--predict --batch 2048 --hidden 64"]
        found = [lines([str(BENCH), "memory", *size.split()])[0] for size in sizes]
        return table(["cell", "T", "B", "H", "L", "", "formula MB", "measured MB", "measured / formula"],
                     [[line["cell"], line["steps"], line["batch"], line["hidden"], line["layers"],
                       "forecasts" if line["predict"] else "training", line["formula_mb"], line["measured_mb"],
                       line["measured_to_formula"]] for line in found])

    def recurrent(self):
        if not self.has_peers:
            return "PyTorch was not there to compare with."
        return subprocess.run(
            [sys.executable, str(ROOT / "scripts/bench_recurrent.py"), str(self.python), str(self.scripts), str(BENCH),
             str(self.rounds)], capture_output=True, text=True, check=True).stdout.strip()

    def threads(self):
        found = {1: [], 2: []}
        for _ in range(self.rounds):
            for count, times in found.items():
                line = lines([str(BENCH), "recurrent", "--cell", "LSTM", "--size", "3", "--threads", str(count)])[0]
                times.append(line["train_ms"])
        ratio = median(one / two for one, two in zip(found[1], found[2]))
        return (f"A training step of an LSTM of 128 units on 128 windows of 48 steps: {median(found[1]):.1f} ms by one"
                f" thread, {median(found[2]):.1f} ms by two; the median ratio of a round is {ratio:.2f}× (asked: at"
                " least 1.8).")


def write(name, text):
    """Puts a section between its marks; a page that has none gets them at its end."""
    begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
    page = PAGE.read_text()
    section = f"{begin}\n\n{text}\n\n{end}"
    if begin in page and end in page:
        before, rest = page.split(begin, 1)
        page = before + section + rest.split(end, 1)[1]
    else:
        page = page.rstrip("\n") + "\n\n" + section + "\n"
    PAGE.write_text(page)


def main():
    parts = ["machine", "command", "csv", "panel", "scale", "memory", "recurrent", "threads"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peers")
    parser.add_argument("shared")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(parts))
    arguments = parser.parse_args()
    bench = Bench(arguments.peers, arguments.shared, arguments.rounds)
    for name in arguments.only.split(","):
        if name not in parts:
            raise SystemExit(f"bench: there is no part ‘{name}’; say one of {', '.join(parts)}")
        text = stamp(bench.rounds_of(name)) + "\n\n" + getattr(bench, name)()
        print(f"## {name}\n\n{text}\n", flush=True)
        write(name, text)


main()
