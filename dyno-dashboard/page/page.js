// Starts the page: the stream brings overviews, the store keeps them, the parts show them.

import { byId, drawing, element, setAttribute, setText } from "./dom.js";
import { clock, count, many, plain, rate, span } from "./format.js";
import { Detail } from "./detail.js";
import { Feed } from "./feed.js";
import { hands } from "./hands.js";
import { LEVELS } from "./health.js";
import { listen } from "./keys.js";
import { Operator } from "./operator.js";
import { sections } from "./sections.js";
import { Steer } from "./steer.js";
import { Store } from "./store.js";
import { Table } from "./table.js";

const store = new Store();
const operator = new Operator(() => detail.update());
const steer = new Steer(operator);
const detail = new Detail(store, hands(operator, steer), () => table.focus());
const table = new Table(store, (key) => detail.open(key));
const beside = sections(operator, steer);
let isBehind = false;
let title = "dyno";

function take(overview) {
  store.take(overview);
  operator.look(overview.process);
  if (document.hidden) isBehind = true;
  else show();
}

function show() {
  isBehind = false;
  const { overview } = store;
  head(overview);
  table.update();
  beside.update(overview);
  detail.update();
}

function head({ process, breakers, fuses }) {
  const tally = store.tally();
  const { program, pid, dyno_version: version, uptime_seconds: uptime } = process;
  setText(byId("process"), `${plain(program)}, process ${pid}, up ${span(uptime)}, dyno ${plain(version)}`);
  setText(byId("verdict"), verdict(tally, breakers, fuses));
  const worst = ["down", "bad", "warn"].find((level) => tally[level] > 0) ?? (tally.well ? "well" : "quiet");
  setAttribute(byId("verdict"), "data-level", worst);
  setText(byId("totals"), `${rate(tally.calls)} calls, ${rate(tally.errors)} errors`);
  title = `${tally.unwell > 0 ? `${count(tally.unwell)} unwell` : "all well"} – ${plain(program)} – dyno`;
  setText(document.head.querySelector("title"), title);
}

/** Says in one sentence how all of it is. */
function verdict(tally, breakers, fuses) {
  const all = store.commands.length;
  const open = breakers.filter(({ state }) => state === "open" || state === "forced-open").length;
  const trying = breakers.filter(({ state }) => state === "half-open").length;
  const blown = fuses.filter((fuse) => !fuse.is_intact).length;
  const parts = [
    open && many(open, "breaker is open", "breakers are open"),
    trying && many(trying, "is half-open", "are half-open"),
    blown && many(blown, "fuse is blown", "fuses are blown"),
  ].filter(Boolean);
  const rest = parts.length > 0 ? parts.join(", ") : "no breaker is open";
  if (all === 0) return "No command is declared.";
  if (tally.unwell > 0)
    return `${count(tally.unwell)} of ${many(all, "command")} ${tally.unwell === 1 ? "is" : "are"} unwell; ${rest}.`;
  const calm =
    tally.quiet === all ? "Nothing is called" : `All ${many(all, "command")} ${all === 1 ? "is" : "are"} well`;
  const quiet = tally.quiet > 0 && tally.quiet < all ? ` (${count(tally.quiet)} quiet)` : "";
  return `${calm}${quiet}; ${rest}.`;
}

const CONNECTION = {
  waiting: "Connecting",
  live: "Live",
  retrying: "Reconnecting",
  lost: "Connection lost, trying again",
};

function tell({ state, age, reason }) {
  setAttribute(document.documentElement, "data-feed", state);
  setAttribute(byId("feed"), "data-state", state);
  setText(byId("connection"), reason ? `${CONNECTION[state]}: ${reason}` : CONNECTION[state]);
  const isLost = state === "lost" && age !== undefined;
  setText(document.head.querySelector("title"), isLost ? `no data – ${title}` : title);
  detail.age(isLost ? `The connection is lost; this is ${span(Math.round(age))} old.` : "");
  const time = clock(store.overview?.unix_milliseconds);
  if (age === undefined) setText(byId("age"), "");
  else setText(byId("age"), state === "lost" ? `last data ${span(Math.round(age))} ago, at ${time}` : `at ${time}`);
}

function legend() {
  for (const [level, { shape, means }] of Object.entries(LEVELS)) {
    const icon = drawing(
      "svg",
      { class: "sign", viewBox: "0 0 16 16", "aria-hidden": "true" },
      drawing("path", { d: shape }),
    );
    const term = element("dt", {}, icon, ` ${{ bad: "failing", warn: "warning" }[level] ?? level}`);
    byId("legend").append(element("div", { "data-level": level }, term, element("dd", {}, means)));
  }
}

legend();
byId("filter").addEventListener("input", ({ target }) => table.filter(target.value));
byId("unwell").addEventListener("click", ({ currentTarget }) => {
  const isOnly = currentTarget.getAttribute("aria-pressed") !== "true";
  currentTarget.setAttribute("aria-pressed", isOnly);
  table.unwellOnly(isOnly);
});
byId("help-open").addEventListener("click", () => byId("help").showModal());
byId("help-close").addEventListener("click", () => byId("help").close());
byId("skip").addEventListener("click", (event) => {
  // In an app the page has a base of its own, and a fragment alone would lead there.
  event.preventDefault();
  byId("commands").focus();
});
addEventListener("visibilitychange", () => {
  if (!document.hidden && isBehind) show();
});
listen({ table, detail });
new Feed(take, tell);
