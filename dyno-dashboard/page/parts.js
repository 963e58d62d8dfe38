// The parts of the panel: why, latency, outcomes, plan, events.

import { element, keyed, setAttribute, setText } from "./dom.js";
import { NONE_CAUGHT, NO_HARNESS_HERE, lastErrors } from "./errors.js";
import { timeline } from "./events.js";
import { count, latency, plain } from "./format.js";
import { reasonOf } from "./overrides.js";
import { scroller } from "./scroller.js";

function part(title, ...children) {
  return element("section", {}, element("h3", {}, title), ...children);
}

/** Why it is as it is, in words: of the command, and of each policy of its. */
export function reasons() {
  const words = element("ul", { class: "reasons", dir: "ltr" });
  const kept = new Map();
  const policies = ["breaker", "fuse", "pool", "bulkhead", "rate_limit", "retry", "cache", "harness"];
  const update = (whole) => {
    const all = [whole, ...policies.map((policy) => whole[policy])].filter((one) => one?.why);
    const problem = whole.problem ? [{ why: `every call is rejected: ${whole.problem}` }] : [];
    keyed(
      words,
      kept,
      [...problem, ...all].map(({ why }, at) => [at, why]),
      ([at]) => String(at),
      () => {
        const node = element("li");
        return { node, update: ([, why]) => setText(node, plain(why)) };
      },
    );
  };
  return { node: part("Why", words), update };
}

/** How long calls took in the last minute; each bar is a share of the slowest. */
export function quantiles() {
  const names = { mean: "mean", p50: "p50", p90: "p90", p99: "p99", p99_9: "p99.9", max: "slowest" };
  const rows = Object.entries(names).map(([key, label]) => {
    const value = element("td", { class: "number" });
    const meter = element("span", { class: "meter" });
    const node = element(
      "tr",
      {},
      element("th", { scope: "row" }, label),
      value,
      element("td", { class: "share", "aria-hidden": "true" }, meter),
    );
    return { key, value, meter, node };
  });
  const caption = element("caption");
  const table = element("table", {}, caption, element("tbody", {}, ...rows.map(({ node }) => node)));
  const update = ({ snapshot }) => {
    const times = snapshot.latency ?? {};
    setText(caption, `of ${count(times.count)} calls in the last 60 s`);
    for (const { key, value, meter } of rows) {
      setText(value, latency(times[key] ?? undefined));
      meter.style.width = times.max > 0 ? `${(100 * (times[key] ?? 0)) / times.max}%` : "0";
    }
  };
  return { node: part("Latency", table), update };
}

const OUTCOMES = ["success", "failure", "timeout", "rejected", "panicked", "cancelled", "ignored"];

/** How calls and attempts ended. */
export function counts() {
  const heads = ["Calls, 10 s", "Attempts, 10 s", "Calls, all", "Attempts, all"];
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "Ended as"),
    ...heads.map((text) => element("th", { scope: "col", class: "number" }, text)),
  );
  const line = (label, read) => {
    const cells = Array.from({ length: 4 }, () => element("td", { class: "number" }));
    return { node: element("tr", {}, element("th", { scope: "row" }, label), ...cells), cells, read };
  };
  const lines = OUTCOMES.map((outcome) =>
    line(outcome, ({ recent, totals }) =>
      [recent.calls, recent.attempts, totals.calls, totals.attempts].map((one) => one[outcome]),
    ),
  );
  const only = (label, key) => line(label, ({ recent, totals }) => [recent[key], undefined, totals[key], undefined]);
  lines.push(only("answered by fallback", "fallback_success"), only("fallback failed", "fallback_failure"));
  lines.push(only("retries", "retries"), only("retries refused", "retries_refused"));
  const table = element(
    "table",
    {},
    element("thead", {}, head),
    element("tbody", {}, ...lines.map(({ node }) => node)),
  );
  const update = ({ snapshot }) => {
    for (const { cells, read } of lines) read(snapshot).forEach((value, at) => setText(cells[at], count(value)));
  };
  return {
    node: part(
      "Outcomes",
      scroller(table, { "aria-label": "Outcomes" }).node,
    ),
    update,
  };
}

/** What guards it, outermost first, each setting with who says so. */
export function plan() {
  const layers = element("ol", { class: "plan" });
  const kept = new Map();
  const update = ({ plan: { policies } }) => {
    keyed(
      layers,
      kept,
      policies.map((one, at) => [at, one]),
      ([at, { policy }]) => `${at} ${policy}`,
      layer,
    );
  };
  return { node: part("Plan, outermost first", layers), update };
}

function layer() {
  const title = element("h4", { dir: "ltr" });
  const body = element("tbody");
  const heads = ["Setting", "Value", "Origin"].map((text) => element("th", { scope: "col" }, text));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
  const kept = new Map();
  const update = ([, { policy, name, state, blown, settings }]) => {
    const quoted = name === null ? "" : ` “${plain(name)}”`;
    const now = [state?.replace("-", " "), blown].filter(Boolean).map((text) => `, ${plain(text)}`);
    setText(title, `${policy}${quoted}${now.join("")}`);
    table.hidden = settings.length === 0;
    keyed(body, kept, settings, (one) => one.name, setting);
  };
  return { node: element("li", {}, title, table), update };
}

function setting() {
  const [name, value, origin] = [
    element("th", { scope: "row", dir: "ltr" }),
    element("td", { dir: "ltr" }),
    element("td", { dir: "ltr" }),
  ];
  const node = element("tr", {}, name, value, origin);
  const update = (one) => {
    setText(name, plain(one.name));
    setText(value, plain(one.value));
    const by = one.origin === "overridden" ? `override ${reasonOf(one)}` : String(one.origin);
    setText(origin, one.place ? `${by}, ${plain(one.place)}` : by);
    setAttribute(node, "class", { default: "default", overridden: "set overridden" }[one.origin] ?? "set");
  };
  return { node, update };
}

/** Its own events. */
export function history() {
  const events = timeline("own-events", "Its events");
  return { node: events.node, update: (whole) => events.update(whole.events) };
}

/** What its errors said. */
export function errors() {
  const list = timeline("own-errors", "Its last errors");
  const update = ({ harness }) =>
    list.update(lastErrors(harness ? [harness] : []), harness ? NONE_CAUGHT : NO_HARNESS_HERE);
  return { node: list.node, update };
}
