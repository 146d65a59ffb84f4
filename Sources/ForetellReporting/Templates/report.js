// Only adds to the page: tips that follow pointer and keyboard, and a chart of any series and cutoff.
(() => {
  "use strict";
  const svgName = document.querySelector("svg")?.namespaceURI;
  const make = (name, attributes, text) => {
    const element = document.createElementNS(svgName, name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // Charts with stops: a tip of our own instead of the browser's, and arrow keys.
  function enliven(figure) {
    const plot = figure.querySelector(".plot"), frame = figure.querySelector(".frame");
    if (!plot || plot.dataset.alive) return;
    plot.dataset.alive = "yes";
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    tip.setAttribute("role", "status");
    frame.append(tip);
    let at = -1;
    const stops = () => [...plot.querySelectorAll(".stops rect")];
    for (const stop of stops()) takeTitle(stop);
    const heading = plot.querySelector(":scope > title");
    if (heading) { plot.setAttribute("aria-label", heading.textContent); plot.removeAttribute("aria-labelledby"); heading.remove(); }
    if (stops().length) plot.setAttribute("tabindex", "0");
    const show = (index) => {
      const all = stops();
      all.forEach((stop, place) => stop.classList.toggle("at", place === index));
      at = index;
      tip.hidden = index < 0;
      if (index < 0) return;
      tip.textContent = all[index].dataset.tip;
      const box = all[index].getBoundingClientRect(), around = frame.getBoundingClientRect();
      const right = box.right - around.left + 8;
      tip.style.left = (right + tip.offsetWidth < around.width ? right : Math.max(0, box.left - around.left - tip.offsetWidth - 8)) + "px";
    };
    figure.forget = () => show(-1);
    plot.addEventListener("pointermove", (event) => {
      const index = stops().indexOf(event.target);
      if (index !== at) show(index);
    });
    plot.addEventListener("pointerleave", () => show(-1));
    plot.addEventListener("blur", () => show(-1));
    plot.addEventListener("keydown", (event) => {
      const count = stops().length;
      const next = { ArrowRight: at + 1, ArrowLeft: at < 0 ? count - 1 : at - 1, Home: 0, End: count - 1, Escape: -1 }[event.key];
      if (next === undefined || !count) return;
      event.preventDefault();
      show(Math.min(next, count - 1));
    });
  }
  function takeTitle(stop) {
    const title = stop.querySelector("title");
    if (!title) return;
    stop.dataset.tip = title.textContent;
    title.remove();
  }

  // Round ticks, as the page's own charts have them.
  function scale(numbers) {
    let low = Infinity, high = -Infinity;
    for (const number of numbers) if (Number.isFinite(number)) { low = Math.min(low, number); high = Math.max(high, number); }
    if (low > high) { low = 0; high = 1; }
    if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high))) { const room = low === 0 ? 1 : Math.abs(low) / 10; low -= room; high += room; }
    const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) || 10) * power;
    const first = Math.floor(low / step), last = Math.ceil(high / step);
    const ticks = [];
    for (let index = first; index <= last && ticks.length < 20; index++) ticks.push(index * step);
    return { ticks, step, place: (number) => 100 - 100 * (number - first * step) / ((last - first) * step) };
  }
  const minus = (text) => text.replace("-", "\u2212");
  function label(number, step) {
    const size = Math.abs(number);
    if (size >= 1e6 || (size > 0 && size < 1e-4)) return minus(String(+number.toPrecision(2)).replace("e+", "e"));
    return minus(number.toFixed(Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9)))));
  }
  function short(number) {
    if (number === null || number === undefined) return "\u2013";
    const size = Math.abs(number);
    return minus(size >= 1e6 || (size > 0 && size < 1e-3) ? number.toPrecision(4) : String(+number.toPrecision(size >= 1000 ? 5 : 4)));
  }

  function explore(data) {
    const root = document.querySelector(".explorer"), figure = document.getElementById("explorer");
    const plot = figure.querySelector(".plot");
    const pick = {};
    for (const select of root.querySelectorAll("[data-pick]")) pick[select.dataset.pick] = select;
    const fill = (select, names) => select && select.replaceChildren(...names.map((name, index) => new Option(name, index)));
    fill(pick.model, data.models.map((model) => model.name));
    fill(pick.series, data.series.map((series) => series.label));
    const cutoffs = () => {
      const slices = data.series[+pick.series.value].slices;
      fill(pick.cutoff, slices.map((slice) => slice.cutoff));
      if (pick.cutoff) pick.cutoff.value = slices.length - 1;
    };
    const points = (numbers, from, spread, place) => numbers.map((number, index) =>
      number === null ? null : [1000 * spread(from + index), 10 * place(number)]);
    const path = (list) => {
      let text = "", down = false;
      list.forEach((point, index) => {
        if (!point) { down = false; return; }
        text += (down ? "L" : "M") + point[0].toFixed(1) + "," + point[1].toFixed(1);
        if (!down && !list[index + 1]) text += "h0";
        down = true;
      });
      return text;
    };
    const area = (lower, upper) => {
      const runs = [[]];
      lower.forEach((low, index) => {
        if (low && upper[index]) runs[runs.length - 1].push([low, upper[index]]);
        else runs.push([]);
      });
      return runs.filter((run) => run.length).map((run) => "M" + run.map((pair) => pair[0].join()).join("L") + "L" + run.slice().reverse().map((pair) => pair[1].join()).join("L") + "Z").join("");
    };
    function draw() {
      const series = data.series[+pick.series.value], slice = series.slices[pick.cutoff ? +pick.cutoff.value : 0];
      const index = pick.model ? +pick.model.value : 0, model = data.models[index], axis = data.axes[slice.axis];
      const forecast = slice.forecasts[index] || { values: [], bands: [] };
      const count = axis.stamps.length, known = slice.known.length, from = axis.from;
      const spread = (place) => count > 1 ? axis.room * place / (count - 1) : 0.5;
      const all = slice.known.concat(slice.actual, forecast.values, ...forecast.bands.flat()).filter((number) => number !== null);
      const vertical = scale(all), place = vertical.place;
      const grid = make("g", { class: "grid" }), across = make("g", { class: "axis" }), field = make("svg", { class: "field", viewBox: "0 0 1000 1000", preserveAspectRatio: "none", width: "100%", height: "100%" });
      for (const tick of vertical.ticks) {
        grid.append(make("line", { x1: 0, x2: "100%", y1: place(tick) + "%", y2: place(tick) + "%" }), make("text", { x: 0, y: place(tick) + "%", dx: -8, dy: ".32em" }, label(tick, vertical.step)));
      }
      axis.ticks.forEach(([position, name, isThinned]) => {
        const group = make("g", { class: (isThinned ? "odd" : "even") + (position > 96 ? " tail" : "") });
        group.append(make("line", { x1: position + "%", x2: position + "%", y1: 0, y2: "100%" }), make("text", { x: position + "%", y: "100%", dy: 18 }, name));
        across.append(group);
      });
      const cut = 100 * spread(known - 1);
      forecast.bands.forEach(([lower, upper]) => field.append(make("path", { class: "band c" + model.color, d: area(points(lower, from, spread, place), points(upper, from, spread, place)) })));
      const actual = slice.known.concat(Array(Math.max(0, from - known)).fill(null), slice.actual);
      field.append(make("path", { class: "line actual", d: path(points(actual, 0, spread, place)) }));
      field.append(make("path", { class: "line main c" + model.color + " d" + model.dash, d: path(points(forecast.values, from, spread, place)) }));
      const stops = make("g", { class: "stops" });
      const width = 100 / Math.max(1, count - 1);
      axis.stamps.forEach((stamp, order) => {
        const step = order - from;
        const lines = [stamp];
        lines.push("actual " + short(actual[order]));
        if (step >= 0) {
          lines.push(model.name + " " + short(forecast.values[step]));
          forecast.bands.forEach(([lower, upper], level) => lines.push(data.levels[level] + "\u202f%: " + short(lower[step]) + " … " + short(upper[step])));
        }
        const left = Math.max(0, 100 * spread(order) - width / 2), right = Math.min(100, 100 * spread(order) + width / 2);
        const stop = make("rect", { x: left + "%", y: 0, width: Math.max(0, right - left) + "%", height: "100%" });
        stop.dataset.tip = lines.join("\n");
        stops.append(stop);
      });
      const dots = make("g");
      if (slice.actual.length < 80) {
        slice.actual.forEach((number, step) => number !== null && dots.append(make("circle", { class: "dot actual", cx: 100 * spread(from + step) + "%", cy: place(number) + "%", r: 2.5 })));
      }
      if (axis.room < 1) {
        forecast.values.forEach((number, step) => number !== null && dots.append(make("circle", { class: "dot c" + model.color, cx: 100 * spread(from + step) + "%", cy: place(number) + "%", r: 4 })));
      }
      plot.replaceChildren(grid, across, field, make("line", { class: "rule bound", x1: cut + "%", x2: cut + "%", y1: 0, y2: "100%" }), dots, stops);
      const title = series.id + (slice.cutoff ? ", known until " + slice.cutoff : "");
      figure.querySelector("[data-title]").textContent = title;
      const score = slice.scores ? slice.scores[index] : null;
      figure.querySelector("[data-score]").textContent = score === null ? "" : data.metric + " of " + model.name + ": " + short(+(+score).toPrecision(3));
      plot.setAttribute("aria-label", title + ": " + model.name + " against actual. Arrow keys step through the numbers.");
      if (stops.childElementCount) plot.setAttribute("tabindex", "0");
      if (figure.forget) figure.forget();
      figure.querySelectorAll(".keys .line:not(.actual)").forEach((line) => line.setAttribute("class", "line c" + model.color + " d" + model.dash));
      figure.querySelectorAll(".keys .band").forEach((band) => band.setAttribute("class", "band c" + model.color));
    }
    root.hidden = false;
    for (const key of Object.keys(pick)) {
      pick[key].closest("label").hidden = pick[key].options.length < 2 && key !== "cutoff";
      pick[key].addEventListener("change", () => { if (key === "series") cutoffs(); draw(); });
    }
    const walk = root.querySelector(".walk");
    cutoffs();
    const most = Math.max(...data.series.map((series) => series.slices.length));
    walk.hidden = most < 2;
    if (pick.cutoff) pick.cutoff.closest("label").hidden = most < 2;
    for (const button of root.querySelectorAll("[data-walk]")) {
      button.addEventListener("click", () => {
        const next = +pick.cutoff.value + +button.dataset.walk;
        if (next >= 0 && next < pick.cutoff.options.length) { pick.cutoff.value = next; draw(); }
      });
    }
    draw();
    enliven(figure);
  }

  const source = document.getElementById("report-data");
  if (source && document.querySelector(".explorer")) {
    const data = JSON.parse(source.textContent);
    if (data.series.length) explore(data);
  }
  document.querySelectorAll(".chart").forEach(enliven);

  // Says that a table goes on where it does.
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const hint = target.previousElementSibling;
    if (hint?.classList.contains("hint")) hint.hidden = target.scrollWidth <= target.clientWidth + 1;
  }));
  document.querySelectorAll(".scroll").forEach((scroll) => watch.observe(scroll));
})();
