// What the parts of pages do in the browser: menus close, forms are sent once and not left unsaved, charts.

// ---- menus ---------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.drop[open]")) if (!open.contains(event.target)) open.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest("details.drop[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// The column chooser sends one word for all of its boxes, in the order of the columns.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-columns]");
  if (!form) return;
  const chosen = [...form.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
  form.elements.columns.value = chosen.join(",");
});

// ---- forms: sent once, never left unsaved without a word ------------------------------------------

const dirty = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard]")) dirty.add(form);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  dirty.delete(event.target);
  if (event.target.method !== "post") return;
  if (event.target.classList.contains("sending")) return event.preventDefault();
  event.target.classList.add("sending");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.sending")) form.classList.remove("sending");
});
addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});
// What is wrong with a form that came back is where typing goes on.
document.querySelector("[aria-invalid=true]")?.focus();

// ---- charts: loaded where there is one -------------------------------------------------------------

async function draw(figures) {
  const echarts = await import("/static/echarts/echarts.esm.min.mjs");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const probe = document.createElement("i");
  document.body.append(probe);
  const real = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const ink = real("--ink");
  const line = real("--line");
  const palette = [real("--accent"), real("--ring"), real("--good"), real("--owed"), real("--quiet")];
  probe.remove();
  for (const figure of figures) {
    const { kind, labels, series, stacked = false, horizontal = false } = JSON.parse(figure.dataset.chart);
    const names = { type: "category", data: labels, axisLabel: { color: ink }, axisLine: { lineStyle: { color: line } } };
    const values = { type: "value", axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } };
    const chart = echarts.init(figure, null, { renderer: "svg" });
    chart.setOption({
      color: palette,
      animation: false,
      textStyle: { fontFamily: colour("--font"), color: ink },
      grid: { left: 8, right: 16, top: series.length > 1 ? 32 : 12, bottom: 4, containLabel: true },
      legend: series.length > 1 ? { top: 0, textStyle: { color: ink } } : undefined,
      tooltip: { trigger: "axis" },
      xAxis: horizontal ? values : names,
      yAxis: horizontal ? { ...names, inverse: true } : values,
      series: series.map((one) => ({ ...one, type: kind, stack: stacked ? "all" : undefined, barMaxWidth: 28 })),
    });
    new ResizeObserver(() => chart.resize()).observe(figure);
  }
}

const figures = document.querySelectorAll("[data-chart]");
if (figures.length) draw(figures);
