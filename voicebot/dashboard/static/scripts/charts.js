// Draws each [data-chart] by uPlot from the JSON beside it; the table beneath holds the same figures.
const drawn = new WeakMap();
const HEIGHT = 260;

export function drawAll(root = document) {
  for (const figure of root.querySelectorAll("[data-chart]")) draw(figure);
}

function draw(figure) {
  const place = figure.querySelector(".canvas");
  const told = JSON.parse(figure.querySelector("script").textContent);
  drawn.get(figure)?.destroy();
  place.replaceChildren();
  if (!told.labels.length) return;
  drawn.set(figure, new uPlot(options(told, place), data(told), place));
}

// uPlot's columns: the places on the x axis, then each line, then the ends of its interval.
function data(told) {
  const columns = [told.labels.map((_, place) => place)];
  for (const line of told.lines) {
    columns.push(line.values);
    if (line.low) columns.push(line.low, line.high);
  }
  return columns;
}

function options(told, place) {
  const series = [{ label: "", value: (_, at) => told.labels[at] ?? "" }];
  const bands = [];
  told.lines.forEach((line, which) => {
    const stroke = colour(line.tone || ["accent", "care", "calm", "good", "bad"][which % 5], place);
    series.push(shape(told, line, stroke, which));
    if (!line.low) return;
    for (const end of ["low", "high"]) series.push({ label: `${line.label} ${end}`, show: true, width: 0, points: { show: false }, value: said(told) });
    bands.push({ series: [series.length - 1, series.length - 2], fill: faint(stroke) });
  });
  const quiet = colour("quiet", place), lines = { stroke: colour("line", place), width: 1 };
  const font = `12px ${getComputedStyle(place).fontFamily}`;
  const axis = { stroke: quiet, grid: lines, ticks: lines, font };
  return {
    width: place.clientWidth, height: HEIGHT, series, bands,
    scales: { x: { time: false, range: (_, low, high) => [low - 0.5, high + 0.5] }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.08] } },
    axes: [
      { ...axis, grid: { show: false }, incrs: [1, 2, 3, 6, 7, 14, 30, 90], values: (_, at) => at.map((each) => told.labels[each] ?? "") },
      { ...axis, size: 60, values: (_, at) => at.map((each) => text(told, each)) },
    ],
    cursor: { points: { size: 7 } },
    legend: { live: true },
  };
}

function shape(told, line, stroke, which) {
  const common = { label: line.label, stroke, value: said(told) };
  if (told.kind !== "bars") return { ...common, width: 2, points: { show: told.labels.length < 40 } };
  const several = told.lines.length;
  const paths = uPlot.paths.bars({ size: [0.8 / several, 48], align: several > 1 ? (which ? 1 : -1) : 0, radius: 0.12 });
  return { ...common, fill: stroke, width: 0, paths, points: { show: false } };
}

const said = (told) => (_, value) => (value == null ? "—" : text(told, value));

function text(told, value) {
  const language = document.documentElement.lang;
  const style = told.unit === "percent" ? { style: "percent", maximumFractionDigits: 1 } : { maximumFractionDigits: 3 };
  return new Intl.NumberFormat(language, style).format(value);
}

function colour(name, place) {
  const probe = place.appendChild(document.createElement("i"));
  probe.style.color = `var(--${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function faint(found) {
  return found.replace("rgb(", "rgba(").replace(")", ", .16)");
}

let waiting = 0;
const later = () => {
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 120);
};
drawAll();
addEventListener("resize", later);
document.addEventListener("theme", () => drawAll());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
