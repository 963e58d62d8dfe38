// The columns of the table of commands: what each shows, and by what it sorts.

import { count, latency, percent, rate, times } from "./format.js";

/** How wide the table is at least where a column is shown; narrower ones leave it to the panel. See `table.css`. */
const [ALL, TABLET, DESK, WIDE] = ["all", "tablet", "desk", "wide"];

/** `value` is what is sorted by; what is not known is last in either direction. */
export const COLUMNS = [
  column("name", ALL, "Command", "Name and group", (command) => command.data.name, { begins: "ascending" }),
  column("state", ALL, "State", "Health, breaker, time in its state and to the next probe", (command) => command.rank),
  column("past", TABLET, "Last 2 min", "Calls as a line, errors as an area; sorts by errors per second", errorsNow),
  figure("rate", ALL, "Calls", "Calls per second", (data) => data.calls_per_second, rate),
  figure("errors", ALL, "Errors", "Share of calls that failed in the last 10 s", (data) => data.error_share, percent),
  quantile("p50", DESK, "50 %"),
  quantile("p90", DESK, "90 %"),
  quantile("p99", TABLET, "99 %"),
  quantile("p99_9", DESK, "99.9 %"),
  figure(
    "flight",
    DESK,
    "In flight",
    "Calls in flight now, and the most at once",
    (data) => data.in_flight,
    count,
    peak,
  ),
  figure(
    "fallbacks",
    WIDE,
    "Fallbacks",
    "Calls of the last 10 s that the fallback answered",
    fallbacks,
    count,
    failures,
  ),
  figure("retries", WIDE, "Retries", "Retries of the last 10 s, and attempts per call", repeats, retries, refused),
  figure("hits", WIDE, "Cache hits", "Share that the cache served in the last 10 s", hitShare, percent, hits),
];

function column(key, from, label, title, value, rest) {
  return { key, from, label, title, value, begins: "descending", ...rest };
}

/** A number, with what stands small below it. */
function figure(key, from, label, title, read, write, below) {
  const text = ({ data }) => write(read(data), data);
  const beside = below && (({ data }) => below(data));
  return column(key, from, label, title, ({ data }) => read(data), { isNumber: true, text, beside });
}

function quantile(key, from, share) {
  const title = `${share} of the calls of the last 60 s took at most this`;
  return figure(
    key,
    from,
    key.replace("_", "."),
    title,
    (data) => data[`${key}_seconds`],
    (seconds) => latency(seconds),
  );
}

function errorsNow({ data }) {
  return data.errors_per_second;
}

function peak(data) {
  return `peak ${count(data.peak_in_flight)}`;
}

function fallbacks(data) {
  return data.has_fallback ? data.recent_fallbacks : undefined;
}

function repeats({ retry }) {
  return retry?.recent_retries;
}

function hitShare({ cache }) {
  return cache?.recent_hit_share;
}

function failures(data) {
  return data.recent_fallback_failures > 0 ? `${count(data.recent_fallback_failures)} failed` : "";
}

function retries(number, { retry }) {
  const amplification = retry?.attempts_per_call;
  return amplification === undefined ? count(number) : `${count(number)} ${times(amplification)}`;
}

function refused({ retry }) {
  if (retry?.recent_refused > 0) return `${percent(retry.recent_refused_share)} refused`;
  return retry && !retry.has_budget ? "no budget" : "";
}

function hits({ cache }) {
  if (!cache) return "";
  return cache.recent_stale_share > 0 ? `${percent(cache.recent_stale_share)} stale` : `${count(cache.recent_hits)} in 10 s`;
}

/** Compares by a column; ties go by name, so that equals keep their places. */
export function comparison({ key, direction }) {
  const { value } = COLUMNS.find((column) => column.key === key);
  const sign = direction === "ascending" ? 1 : -1;
  const byName = (a, b) => (a.key < b.key ? -1 : Number(a.key > b.key));
  return (a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === right) return byName(a, b);
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return (left < right ? -1 : 1) * sign;
  };
}
