"use strict";
// Asks one metric and shows both waters. Numbers are shown as they were sent: JSON.parse would round
// what has more digits than a double, so each number's own text is kept beside it.

const $ = (id) => document.getElementById(id);
const state = { metrics: [], metric: null, chart: null, timer: null, asked: 0 };

/** JSON whose numbers are their own text where a double would change them. */
function exact(text) {
  return JSON.parse(text.replace(STRINGS_AND_NUMBERS, (token) =>
    token[0] === '"' || same(token) ? token : JSON.stringify("#" + token)));
}
const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const same = (token) => String(Number(token)) === token;
const isNumber = (value) => typeof value === "number" || (typeof value === "string" && /^#-?\d/.test(value));
const numberOf = (value) => (typeof value === "number" ? value : Number(value.slice(1)));

/** A value in words: a number with its digits, a list line by line. */
function shown(value) {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "number") return grouped(String(value));
  if (typeof value === "string") return isNumber(value) ? grouped(value.slice(1)) : value;
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.length ? value.map(shown).join("\n") : "nothing";
  if ("item" in value) return `${shown(value.item)}: ${shown(value.count)}`;
  if ("time" in value) return `${shown(value.value)} (${shortTime(value.time)})`;
  return Object.entries(value).map(([name, each]) => `${name}: ${shown(each)}`).join("\n");
}

function grouped(digits) {
  const [whole, rest] = digits.split(".");
  const spaced = /e/i.test(digits) ? whole : whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  return rest === undefined ? spaced : `${spaced}.${rest}`;
}

const shortTime = (time) => time.replace("T", " ").replace(/:00Z$/, "Z");

function boundText(bound) {
  if (!bound) return "";
  if ("lower" in bound) return `${shown(bound.lower)} to ${shown(bound.upper)} with confidence ${bound.confidence}`;
  if ("error" in bound) return `each count is off by at most ${shown(bound.error)}`;
  if ("rank-error" in bound) return `ranks are off by at most ${shown(bound["rank-error"])} with confidence ${bound.confidence}`;
  return JSON.stringify(bound);
}

function say(text, bad) {
  $("message").textContent = text;
  $("message").className = bad ? "bad" : "";
  $("message").hidden = !text;
}

async function fetchJson(path) {
  const response = await fetch(path, { headers: { "X-Api-Key": $("api-key").value } });
  const body = exact(await response.text());
  if (!response.ok) throw new Error(`${body.title}. ${body.detail} ${body.remedy}`);
  return body;
}

async function loadMetrics() {
  if (!$("api-key").value) {
    say("Give an API key with the role read. It stays in this tab.");
    return;
  }
  try {
    state.metrics = (await fetchJson("/v1/metrics")).metrics;
    sessionStorage.setItem("dumul-key", $("api-key").value);
    say(state.metrics.length ? "Choose a metric." : "No metric is defined.");
    listMetrics();
    const wanted = state.metrics.find((metric) => metric.name === wantedName());
    if (wanted) choose(wanted);
  } catch (failure) {
    say(failure.message, true);
  }
}

const wantedName = () => new URLSearchParams(location.search).get("metric");

function listMetrics() {
  const filter = $("filter").value.toLowerCase();
  $("metrics").replaceChildren(...state.metrics
    .filter((metric) => `${metric.name} ${metric.entity} ${metric.aggregate.kind}`.toLowerCase().includes(filter))
    .map((metric) => {
      const button = element("button", metric.name);
      button.append(element("small", `${metric.aggregate.kind} by ${metric.entity}, ${metric.bucket.unit}`));
      button.setAttribute("aria-current", String(metric === state.metric));
      button.addEventListener("click", () => choose(metric));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function choose(metric) {
  state.metric = metric;
  listMetrics();
  say("");
  $("question").hidden = false;
  $("answer").hidden = true;
  $("name").textContent = metric.name;
  $("description").textContent = metric.description;
  $("facts").textContent = `${metric.aggregate.kind} by ${metric.entity}, version ${metric.version}, `
    + `${metric.bucket.unit}s in ${metric.bucket.zone}, ${metric.exact ? "exact" : "within a bound"}, owner ${metric.owner}`;
  const linked = metric.name === wantedName() ? new URLSearchParams(location.search).getAll("key") : [];
  $("keys").replaceChildren(...metric.key.map((field, i) => {
    const label = element("label", `${field} `);
    const input = document.createElement("input");
    input.name = field;
    input.required = true;
    input.value = linked[i] || sessionStorage.getItem(`dumul-${field}`) || "";
    label.append(input);
    return label;
  }));
  if (!metric.key.length || [...$("keys").querySelectorAll("input")].every((input) => input.value)) ask();
}

function path() {
  const query = new URLSearchParams();
  for (const input of $("keys").querySelectorAll("input")) {
    query.append("key", input.value);
    sessionStorage.setItem(`dumul-${input.name}`, input.value);
  }
  if ($("window").value) {
    query.set("window", $("window").value);
  } else {
    query.set("from", $("from").value);
    query.set("to", $("to").value);
  }
  query.set("by", "bucket");
  query.set("parts", "true");
  return `/v1/metrics/${encodeURIComponent(state.metric.name)}?${query}`;
}

/** The page's address with what it shows, to be kept or sent on; the API key is not in it. */
function link() {
  const query = new URLSearchParams({ metric: state.metric.name });
  for (const input of $("keys").querySelectorAll("input")) query.append("key", input.value);
  return `/?${query}`;
}

async function ask() {
  const asked = ++state.asked;
  const url = path();
  try {
    const answer = await fetchJson(url);
    if (asked === state.asked) show(answer, url);
    history.replaceState(null, "", link());
  } catch (failure) {
    if (asked !== state.asked) return;
    $("answer").hidden = true;
    say(failure.message, true);
  }
}

function show(answer, url) {
  say("");
  $("answer").hidden = false;
  $("url").textContent = `GET ${url}`;
  fill($("total"), answer.value);
  fill($("batch"), answer.parts.batch.value);
  fill($("speed"), answer.parts.speed.value);
  $("bound").textContent = boundText(answer.bound);
  const chartable = answer.buckets.length > 0 && answer.buckets.every((bucket) => bucket.value === null || isNumber(bucket.value));
  $("plot").hidden = !chartable;
  if (chartable) plot(answer);
  $("table").replaceChildren(answer.buckets.length ? bucketTable(answer) : element("p", `No event from ${shortTime(answer.from)} to ${shortTime(answer.to)}.`));
  showReceipt(answer.receipt, answer.version);
}

function fill(place, value) {
  place.textContent = shown(value);
  place.classList.toggle("long", place.textContent.length > 24);
}

/** Batch and speed stand on each other where they add up; else the answer alone is drawn. */
function plot(answer) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const zone = answer.bucket.zone;
  const labels = answer.buckets.map((bucket) => bucketName(bucket.from, zone, answer.bucket.unit));
  const bars = (label, name, value) => ({ label, backgroundColor: colour(name), data: answer.buckets.map(value) });
  const number = (value) => (isNumber(value) ? numberOf(value) : 0);
  const datasets = ["count", "sum"].includes(state.metric.aggregate.kind)
    ? [bars("batch", "--batch", (b) => number(b.parts.batch.value)), bars("speed", "--speed", (b) => number(b.parts.speed.value))]
    : [bars("answer", "--batch", (b) => number(b.value))];
  if (state.chart) state.chart.destroy();
  const axis = { ticks: { color: colour("--soft") }, grid: { color: colour("--line") }, stacked: true };
  state.chart = new Chart($("chart"), {
    type: "bar",
    data: { labels, datasets },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: { x: { ...axis, grid: { display: false } }, y: { ...axis, beginAtZero: true } },
      plugins: { legend: { display: datasets.length > 1, labels: { color: colour("--ink") } } },
    },
  });
}

/** As 2026-03-10, or 03-10 12:00 for an hour: the clock of the metric's zone. */
function bucketName(from, zone, unit) {
  const day = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone };
  const hour = { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const name = new Intl.DateTimeFormat("sv-SE", unit === "day" ? day : hour).format(new Date(from));
  return unit === "day" ? name : name.slice(5);
}

function bucketTable(answer) {
  const newestFirst = [...answer.buckets].reverse().slice(0, 500);
  return table(["bucket", "answer", "batch", "speed"], newestFirst.map((bucket) => [
    bucketName(bucket.from, answer.bucket.zone, answer.bucket.unit),
    shown(bucket.value).replaceAll("\n", ", "),
    shown(bucket.parts.batch.value).replaceAll("\n", ", "),
    shown(bucket.parts.speed.value).replaceAll("\n", ", "),
  ]));
}

function table(heads, rows) {
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  heads.forEach((text) => head.append(element("th", text)));
  const body = made.createTBody();
  rows.forEach((row) => {
    const line = body.insertRow();
    row.forEach((text) => {
      const cell = element("td", text);
      if (text.length > 40) cell.className = "wide";
      line.append(cell);
    });
  });
  return made;
}

function showReceipt(receipt, version) {
  const published = receipt.published;
  const degraded = receipt.degraded.length ? `, degraded: ${receipt.degraded.join(", ")}` : "";
  $("receipt-line").textContent = `Receipt: ${published ? `epoch ${published.epoch}, publication ${published.publication}` : "nothing is published"}, `
    + `metric version ${version}, speed view at ${receipt.speed.appendTime ? shortTime(receipt.speed.appendTime) : "no record yet"}${degraded}`;
  const parts = [];
  if (published) {
    parts.push(table(["closing time", "Iceberg snapshot"], [[shortTime(published.closing), published.snapshot]]));
  }
  parts.push(table(["partition", "open epoch", "offset", "last record"], receipt.speed.partitions.map((each) => [
    String(each.partition), String(each.openEpoch), shown(each.offset), each.appendTime ? shortTime(each.appendTime) : "none",
  ])));
  $("receipt").replaceChildren(...parts);
}

function live() {
  clearInterval(state.timer);
  if ($("live").checked) state.timer = setInterval(ask, 2000);
}

function today(offset) {
  return new Date(Date.now() + offset * 86400000).toISOString().slice(0, 10);
}

/** A key may come behind # in the address, which is never sent to a server. */
function start() {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given) history.replaceState(null, "", location.pathname + location.search);
  $("api-key").value = given || sessionStorage.getItem("dumul-key") || "";
  $("from").value = today(-30);
  $("to").value = today(1);
  $("api-key").addEventListener("change", loadMetrics);
  $("filter").addEventListener("input", listMetrics);
  $("live").addEventListener("change", live);
  $("window").addEventListener("change", () => { $("range").hidden = $("window").value !== ""; });
  $("ask").addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  loadMetrics();
}

start();
