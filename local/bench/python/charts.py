"""Draws what the benchmarks have written as charts in SVG; what is not there is left out.

usage: charts.py RESULTS OUT
"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "dumul", "svg.fonttype": "none", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3})
from matplotlib import pyplot as plt  # noqa: E402

TITLES = {
    "keys": "users",
    "hot": "percent of all events that are of one user",
    "partitions": "partitions of the log",
    "metrics": "metrics",
    "epochs": "epochs that are open",
    "events": "events",
    "history": "days of history, of which an epoch touches one",
}


def read(results, name):
    path = results / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


def save(figure, out, name):
    figure.tight_layout()
    figure.savefig(out / f"{name}.svg", metadata={"Date": None})
    plt.close(figure)
    print(f"bench: {out / name}.svg")


def scale(axes, values):
    axes.margins(y=0.1)
    axes.set_ylim(bottom=0)
    if min(values) > 0 and max(values) / min(values) > 30:
        axes.set_xscale("log", base=2 if max(values) <= 64 else 10)


def grow_speed(points, of, out):
    rows = sorted((p for p in points if p["of"] == of), key=lambda p: p["value"])
    values = [p["value"] for p in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
    left.plot(values, [p["cpuMicros"] for p in rows], marker="o")
    left.set_ylabel("CPU us an event")
    right.plot(values, [p["peak"] for p in rows], marker="o", label="memory, the most")
    right.plot(values, [p["state"] for p in rows], marker="s", label="state files")
    right.set_ylabel("MB")
    right.legend()
    for axes in (left, right):
        axes.set_xlabel(TITLES[of])
        scale(axes, values)
    save(figure, out, f"grow-{of}")


def grow_batch(points, of, out):
    rows = [p for p in points if p["of"] == of]
    steps = [s for s in ("land", "recompute", "publish") if any(p["what"] == s for p in rows)]
    figure, all_axes = plt.subplots(1, len(steps), figsize=(3.4 * len(steps), 3), squeeze=False)
    for axes, step in zip(all_axes[0], steps):
        some = [p for p in rows if p["what"] == step]
        for way in dict.fromkeys(p["way"] for p in some):
            line = sorted((p["value"], p["seconds"]) for p in some if p["way"] == way)
            axes.plot(*zip(*line), marker="o", label=way)
        axes.set_title(step)
        axes.set_xlabel(TITLES[of])
        axes.set_ylabel("seconds")
        axes.legend()
        scale(axes, [p["value"] for p in some])
    save(figure, out, f"grow-{of}")


def layers(run, out):
    samples = run["samples"]
    seconds = [s["second"] for s in samples]
    figure, axes = plt.subplots(2, 2, figsize=(9, 5.5))
    axes[0][0].plot(seconds, [s["perSecond"] for s in samples])
    axes[0][0].set_ylabel("events a second")
    axes[0][1].plot(seconds, [s["fresh"]["p50"] for s in samples], label="p50")
    axes[0][1].plot(seconds, [s["fresh"]["p99"] for s in samples], label="p99")
    axes[0][1].set_ylabel("from acknowledged to answered, ms")
    axes[0][1].legend()
    axes[1][0].plot(seconds, [s["lag"] for s in samples])
    axes[1][0].set_ylabel("lag of the speed view, records")
    for process in samples[0]["megabytes"]:
        axes[1][1].plot(seconds, [s["megabytes"][process] for s in samples], label=process)
    axes[1][1].set_ylabel("resident memory, MB")
    axes[1][1].legend()
    for each in axes.flat:
        each.set_xlabel("seconds")
        each.set_ylim(bottom=0)
    save(figure, out, "layers")


def bars(rows, figure_of, label, out, name):
    ways = list(dict.fromkeys(row["way"] for row in rows))
    figure, axes = plt.subplots(figsize=(6, 3))
    axes.bar(ways, [sorted(figure_of(r) for r in rows if r["way"] == w)[0] for w in ways])
    axes.set_ylabel(label)
    save(figure, out, name)


def main():
    results, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    points = read(results, "grow") or []
    for of in dict.fromkeys(p["of"] for p in points):
        (grow_batch if of in ("events", "history") else grow_speed)(points, of, out)
    if run := read(results, "layers"):
        layers(run, out)
    if rows := read(results, "read"):
        bars([r for r in rows if r["keys"] == 1], lambda r: r["perSecond"], "requests a second, one key", out, "read")
    if rows := read(results, "speed"):
        for row in rows:
            row["way"] = row["peer"]
        bars(rows, lambda r: r["cpuNanos"] / 1e3 / r["records"], "CPU us an event", out, "speed")
    if rows := read(results, "fresh"):
        for row in rows:
            row["way"] = row["peer"]
        bars(rows, lambda r: r["p99"], "p99 from acknowledged to folded, ms", out, "fresh")


main()
