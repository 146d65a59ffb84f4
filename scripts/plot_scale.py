"""Draws what `foretell-bench scale` prints on standard input as an SVG of small panels, both axes logarithmic.

    foretell-bench scale | python3 scripts/plot_scale.py docs/scaling.svg

The dashed line through the largest size is growth in proportion. Standard library only.
"""
import json
import math
import sys

TITLES = {"T": "time steps T", "B": "windows B", "H": "state H", "L": "layers L", "series": "series of 100 values"}
WIDTH, HEIGHT, MARGIN, GAP = 190, 150, 46, 14


def decades(low, high):
    return range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)


def panel(axis, points, left):
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    low_x, high_x = min(xs), max(max(xs), 2 * min(xs))
    powers = decades(min(ys), max(ys))
    low_y, high_y = 10.0 ** powers[0], 10.0 ** powers[-1]
    high_y = max(high_y, 10 * low_y)

    def place(x, y):
        return (left + WIDTH * math.log(x / low_x) / math.log(high_x / low_x),
                MARGIN + HEIGHT - HEIGHT * math.log(y / low_y) / math.log(high_y / low_y))

    parts = [f'<text x="{left}" y="{MARGIN - 10}" class="title">{TITLES[axis]}</text>',
             f'<rect x="{left}" y="{MARGIN}" width="{WIDTH}" height="{HEIGHT}" class="frame"/>']
    for power in powers:
        y = place(low_x, 10.0 ** power)[1]
        parts.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(f'<text x="{left - 4}" y="{y + 3:.1f}" class="tick" text-anchor="end">{10.0 ** power:g}</text>')
    for x in (xs[0], xs[len(xs) // 2], xs[-1]):
        parts.append(f'<text x="{place(x, low_y)[0]:.1f}" y="{MARGIN + HEIGHT + 13}" class="tick"'
                     f' text-anchor="middle">{x:,}</text>'.replace(",", " "))
    if axis != "series":
        # In proportion, as far down as the panel goes.
        start = max(low_x, high_x * low_y / ys[-1])
        (x1, y1), (x2, y2) = place(start, ys[-1] * start / xs[-1]), place(xs[-1], ys[-1])
        parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="ideal"/>')
    track = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*p) for p in points))
    parts.append(f'<polyline points="{track}" class="track"/>')
    parts += ['<circle cx="{:.1f}" cy="{:.1f}" r="2.6" class="dot"/>'.format(*place(*p)) for p in points]
    return "\n".join(parts)


def main():
    found = [json.loads(line) for line in sys.stdin if line.startswith("{")]
    axes = [axis for axis in TITLES if any(line["axis"] == axis for line in found)]
    panels = [panel(axis, [(line["value"], line["step_ms"]) for line in found if line["axis"] == axis],
                    MARGIN + number * (WIDTH + MARGIN + GAP)) for number, axis in enumerate(axes)]
    width, height = MARGIN + len(axes) * (WIDTH + MARGIN + GAP), 2 * MARGIN + HEIGHT
    style = """text{font:11px sans-serif;fill:#333}.title{font-weight:600}.tick{font-size:9px;fill:#666}
.frame{fill:none;stroke:#999}.grid{stroke:#ddd}.track{fill:none;stroke:#1668a8;stroke-width:1.8}.dot{fill:#1668a8}
.ideal{stroke:#c06a00;stroke-dasharray:4 3}
@media(prefers-color-scheme:dark){text{fill:#ddd}.tick{fill:#aaa}.grid{stroke:#444}}"""
    with open(sys.argv[1], "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
                   f'aria-label="Milliseconds of a training step as each size grows">\n<style>{style}</style>\n'
                   f'<text x="{MARGIN}" y="14">milliseconds a training step; dashed: in proportion</text>\n'
                   + "\n".join(panels) + "\n</svg>\n")


main()
