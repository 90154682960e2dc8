"use strict";
// Shows GET /v1/quality, live: volume good and bad, what is wrong, and by whom.

const $ = (id) => document.getElementById(id);
const state = { chart: null, timer: null, asked: 0, alerted: 0, app: new URLSearchParams(location.search).get("app") };

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
const percent = (share) => (share === null ? "no events" : `${(Math.floor(share * 10000) / 100).toFixed(2)} %`);
const moment = (time) => (time ? time.replace("T", " ").replace(/(:\d\d)?(\.\d+)?Z$/, "Z") : "");

function say(text, bad) {
  $("message").textContent = text;
  $("message").className = bad ? "bad" : "";
  $("message").hidden = !text;
}

function cell(text, kind) {
  const td = document.createElement("td");
  td.textContent = text;
  if (kind) td.className = kind;
  return td;
}

/** A table of rows, each an array of cells; says so where there are none. */
function table(id, heads, rows, nothing) {
  const head = document.createElement("tr");
  head.append(...heads.map(([text, kind]) => {
    const th = document.createElement("th");
    th.textContent = text;
    if (kind) th.className = kind;
    return th;
  }));
  const none = document.createElement("tr");
  const empty = cell(nothing, "nothing");
  empty.colSpan = heads.length;
  none.append(empty);
  $(id).replaceChildren(head, ...(rows.length ? rows : [none]));
}

function row(...cells) {
  const tr = document.createElement("tr");
  tr.append(...cells);
  return tr;
}

function share(figures) {
  const td = cell("", "share");
  const bar = document.createElement("span");
  const good = document.createElement("i");
  bar.className = "bar";
  good.style.width = `${100 * figures.quality}%`;
  bar.append(good);
  td.append(bar);
  return td;
}

const named = (name) => (/^\(unknown\) \(unknown\)$/.test(name) ? "(no app in the event)" : name);

const failed = (each) => each.received - each.passed;

/** Those with most failures first: they are what somebody has to look at. */
function kinds(id, name, all, choose) {
  const rows = [...all].sort((a, b) => failed(b) - failed(a) || b.received - a.received);
  table(id, [[name], ["received", "number"], ["failed", "number"], ["quality", "number"], ["", "wide-only"]],
    rows.map((each) => {
      const bar = share(each);
      bar.classList.add("wide-only");
      const tr = row(cell(named(each.name), "name"), cell(grouped(each.received), "number"),
        cell(grouped(failed(each)), "number"), cell(percent(each.quality), "number"), bar);
      if (choose) {
        tr.className = "choice";
        tr.tabIndex = 0;
        tr.onclick = () => choose(each.name);
        tr.onkeydown = (event) => { if (event.key === "Enter") choose(each.name); };
      }
      return tr;
    }), "No events in this window.");
}

function defects(rows) {
  table("defects",
    [["event type"], ["failure"], ["where"], ["events", "number"], ["first seen", "wide-only"], ["last seen", "wide-only"]],
    rows.map((each) => {
      const failure = cell("", "");
      const label = document.createElement("span");
      label.className = "failure";
      label.textContent = each.failure.toLowerCase().replace("_", " ");
      failure.append(label);
      return row(cell(each.event_type, "name"), failure, cell(each.path || "the whole record", "name"),
        cell(grouped(each.events), "number"), cell(moment(each.first_seen), "wide-only"), cell(moment(each.last_seen), "wide-only"));
    }), "Nothing is wrong in this window.");
}

/** Every hour of the report, also those in which nothing came. */
function everyHour(report) {
  const found = new Map(report.hours.map((hour) => [Date.parse(hour.from), hour]));
  const hours = [];
  for (let time = Date.parse(report.from); time < Date.parse(report.to); time += 3_600_000) {
    hours.push(found.get(time) || { from: new Date(time).toISOString(), received: 0, passed: 0 });
  }
  return hours;
}

function draw(hours) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const data = {
    labels: hours.map((hour) => moment(hour.from).slice(5)),
    datasets: [
      { label: "passed", data: hours.map((hour) => hour.passed), backgroundColor: color("--good"), stack: "all" },
      { label: "failed", data: hours.map((hour) => hour.received - hour.passed), backgroundColor: color("--bad"), stack: "all" },
    ],
  };
  if (state.chart) {
    state.chart.data = data;
    state.chart.update("none");
    return;
  }
  const axis = { ticks: { color: color("--soft"), maxRotation: 0, autoSkipPadding: 16 }, grid: { color: color("--line") } };
  state.chart = new Chart($("chart"), {
    type: "bar",
    data,
    options: {
      animation: false, responsive: true, maintainAspectRatio: false,
      plugins: { legend: { labels: { color: color("--ink"), boxWidth: 12 } } },
      scales: { x: { ...axis, stacked: true, grid: { display: false } }, y: { ...axis, stacked: true, beginAtZero: true, ticks: { ...axis.ticks, precision: 0 } } },
    },
  });
}

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

function sql(report) {
  const [platform, version] = state.app ? state.app.split(" ") : [];
  const app = state.app
    ? `\n  AND get_json_object(data, '$.platform') = ${quoted(platform)} AND get_json_object(data, '$.app_version') = ${quoted(version)}` : "";
  return `SELECT type, failure.type AS failure, failure.path, failure.rule, failure.found, failure.expected,\n`
    + `  source, subject, event_time, append_time, decode(value, 'UTF-8') AS event\n`
    + `FROM quarantine LATERAL VIEW explode(failures) AS failure\n`
    + `WHERE append_time >= ${quoted(report.from)} AND append_time < ${quoted(report.to)}${app}\n`
    + `ORDER BY append_time DESC LIMIT 100`;
}

function show(report) {
  const low = report.quality !== null && report.quality < 0.95;
  $("quality").textContent = percent(report.quality);
  document.querySelector(".tile.main").className = `tile main ${report.quality === null ? "" : low ? "low" : "high"}`;
  $("received").textContent = grouped(report.received);
  $("passed").textContent = grouped(report.passed);
  $("failed").textContent = grouped(failed(report));
  $("scope").hidden = !state.app;
  $("app").textContent = named(state.app || "");
  $("kinds").hidden = Boolean(state.app);
  defects(report.defects);
  if (!state.app) {
    kinds("types", "event type", report.types);
    kinds("sources", "source", report.sources);
    kinds("apps", "platform, version", report.apps, choose);
    table("clocks", [["user"], ["events", "number"]],
      report.clocks.map((each) => row(cell(each.subject, "name"), cell(grouped(each.events), "number"))), "None in these days.");
  }
  $("sql").textContent = sql(report);
  $("receipt").textContent = `${moment(report.from)} to ${moment(report.to)}, by the time of the log; ${report.receipt.published ? `published epoch ${report.receipt.published.epoch}` : "nothing is published yet"}`;
  $("report").hidden = false;
  draw(everyHour(report));
}

/** What fires now, of whatever app; alerts look at hours of their own. */
function alerts(found) {
  $("alerts").replaceChildren(...found.map((each) => {
    const item = document.createElement("li");
    const rule = document.createElement("span");
    rule.className = "failure";
    rule.textContent = each.rule;
    const more = document.createElement("small");
    more.textContent = `since ${moment(each.since)}` + (each.also.length ? `; the same spoils ${each.also.map((one) => (one.by === "all" ? "all events" : one.subject)).filter((name, i, all) => all.indexOf(name) === i).join(", ")}` : "");
    item.append(rule, ` ${each.message}`, more);
    return item;
  }));
}

async function askAlerts(key) {
  const response = await fetch("/v1/quality/alerts", { headers: { "X-Api-Key": key } });
  if (response.ok) alerts((await response.json()).alerts);
}

async function ask() {
  clearTimeout(state.timer);
  const asked = ++state.asked;
  if (!$("api-key").value) {
    say("Give an API key with the role read. It stays in this tab.");
    return;
  }
  try {
    const query = new URLSearchParams({ window: $("window").value });
    if (state.app) query.set("app", state.app);
    const response = await fetch(`/v1/quality?${query}`, { headers: { "X-Api-Key": $("api-key").value } });
    const body = await response.json();
    if (asked !== state.asked) return;
    if (!response.ok) throw new Error(`${body.title}. ${body.detail} ${body.remedy}`);
    sessionStorage.setItem("dumul-key", $("api-key").value);
    say("");
    show(body);
    if (Date.now() - state.alerted > 10_000) {
      state.alerted = Date.now();
      await askAlerts($("api-key").value);
    }
  } catch (failure) {
    if (asked !== state.asked) return;
    say(failure.message, true);
  }
  if ($("live").checked) state.timer = setTimeout(ask, 2000);
}

function choose(app) {
  state.app = app;
  history.pushState(null, "", app ? `?${new URLSearchParams({ app })}` : location.pathname);
  ask();
}

window.onpopstate = () => {
  state.app = new URLSearchParams(location.search).get("app");
  ask();
};
$("all").onclick = () => choose(null);
$("window").onchange = ask;
$("live").onchange = ask;
$("ask").onsubmit = (event) => event.preventDefault();
$("api-key").onchange = ask;
$("api-key").value = sessionStorage.getItem("dumul-key") || "";
ask();
