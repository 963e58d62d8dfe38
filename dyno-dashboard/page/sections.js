// What stands beside the commands: events, and what commands share.

import { byId } from "./dom.js";
import { clock, count, latency, of, percent, plain, span } from "./format.js";
import { timeline } from "./events.js";
import { list } from "./list.js";
import { overridesSection } from "./overrides.js";

const number = (label, text) => ({ label, text, isNumber: true });
// Where there are hundreds of a kind it is left out.
const why = (one) => one.why ?? "";

const BREAKERS = { open: "down", "forced-open": "down", "half-open": "warn" };
const DEPENDENCIES = { failed: "down", stands_in: "warn", building: "warn", swapped: "warn", not_built: "quiet" };
const WORDS = { stands_in: "stand-in", not_built: "not built" };

const MOST_ERRORS = 50;

const isFull = (used, most) => most > 0 && used >= most;

const LISTS = [
  {
    key: "breakers",
    kind: "breaker",
    title: "Breakers",
    level: (one) => BREAKERS[one.state] ?? "well",
    word: (one) => one.state.replace("-", " "),
    why,
    columns: [
      number("For", (one) => span(one.in_state_seconds)),
      number("Next probe", (one) => span(one.next_probe_seconds)),
      number("Failed", (one) => percent(one.failure_share)),
      number("Slow", (one) => percent(one.slow_share)),
    ],
  },
  {
    key: "pools",
    kind: "pool",
    title: "Pools",
    level: (one) => (isFull(one.queued_jobs, one.most_queued_jobs) ? "warn" : "well"),
    word: (one) => (isFull(one.queued_jobs, one.most_queued_jobs) ? "queue full" : "room"),
    why,
    columns: [
      number("At work", (one) => of(one.active_threads, one.most_threads)),
      number("Queued", (one) => of(one.queued_jobs, one.most_queued_jobs)),
      number("Rejected", (one) => count(one.total_rejected)),
      number("Abandoned", (one) => count(one.abandoned_threads)),
    ],
  },
  {
    key: "bulkheads",
    kind: "bulkhead",
    title: "Bulkheads",
    level: (one) => (isFull(one.active, one.permits) ? "warn" : "well"),
    word: (one) => (isFull(one.active, one.permits) ? "full" : "room"),
    why,
    columns: [
      number("Active", (one) => of(one.active, one.permits)),
      number("Peak", (one) => count(one.peak_active)),
      number("Queued", (one) => of(one.queued, one.most_queued)),
      number("Rejected", (one) => count(one.total_rejected)),
    ],
  },
  {
    key: "rate_limits",
    kind: "rate_limit",
    title: "Rate limits",
    why,
    columns: [
      number("Available", (one) => count(one.available_calls)),
      number("Waiting", (one) => count(one.waiting)),
      number("Rejected", (one) => count(one.total_rejected)),
    ],
  },
  {
    key: "caches",
    kind: "cache",
    title: "Caches",
    why,
    columns: [
      number("Entries", (one) => of(one.entries, one.most_entries)),
      number("Hits", (one) => percent(one.hit_share)),
      number("Rescued", (one) => count(one.total_rescued)),
      number("Failed", (one) => count(one.total_failed)),
      number("Mean age", (one) => latency(one.mean_age_seconds)),
    ],
  },
  {
    key: "fuses",
    kind: "fuse",
    title: "Fuses",
    level: (one) => (one.is_intact ? "well" : "down"),
    word: (one) => (one.is_intact ? "intact" : "blown"),
    why,
    columns: [
      number("Blown for", (one) => span(one.blown_seconds)),
      number("Intact in", (one) => span(one.intact_in_seconds)),
      number("Rejected", (one) => count(one.total_rejected)),
    ],
  },
  {
    key: "retries",
    kind: "retry",
    title: "Retries",
    level: (one) => (one.retries_left === 0 ? "warn" : "well"),
    word: (one) => (one.retries_left === 0 ? "budget spent" : "in budget"),
    why,
    columns: [
      number("Left", (one) => count(one.retries_left)),
      number("Retried", (one) => count(one.total_retries)),
      number("Refused", (one) => count(one.total_refused)),
    ],
  },
  {
    key: "dependencies",
    kind: "binding",
    title: "Dependencies",
    level: (one) => DEPENDENCIES[one.state] ?? "well",
    word: (one) => WORDS[one.state] ?? plain(one.state),
    why: (one) => [one.place, one.error].filter(Boolean).join(": "),
    columns: [
      { label: "Tag", text: (one) => plain(one.tag ?? undefined) },
      { label: "Built by", text: (one) => plain(one.service ?? one.bound_to ?? undefined) },
      number("When", (one) => clock(one.unix_milliseconds)),
    ],
  },
];

/** The last errors that harnesses have caught, oldest first, written as events. What they redact is not in it. */
function lastErrors(harnesses) {
  const all = harnesses.flatMap(({ name, last }) =>
    last.map((one) => ({ ...one, name, sequence: `${name} ${one.text}` })),
  );
  const newest = all.sort((a, b) => a.unix_milliseconds - b.unix_milliseconds).slice(-MOST_ERRORS);
  return newest.map(({ name, kind, text, is_panic: isPanic, ...when }) => ({
    ...when,
    kind: isPanic ? "panic" : "error",
    text: `${name}: ${isPanic ? "panic" : kind}${text ? `: ${text}` : ""}`,
  }));
}

/** Puts the sections in place; `update` gives them an overview. */
export function sections(operator, steer) {
  const inForce = overridesSection(operator);
  // Only where there are some with a tag can be chosen which is given to who asks for none.
  let tagged = new Set();
  const hand = (kind) => ({
    canOpen: ({ name, tag }) => operator.canSteer && (kind !== "binding" || (tag === null && tagged.has(name))),
    open: ({ name }) => steer.open(kind, name, undefined, inForce.tell),
  });
  const events = timeline("events", "Events");
  const errors = timeline("errors", "Last errors", "No harness has caught any.");
  const lists = LISTS.map((one) => [one.key, list({ ...one, hand: hand(one.kind) })]);
  byId("beside").append(inForce.node, events.node, errors.node);
  byId("sections").append(...lists.map(([, { node }]) => node));
  const update = (overview) => {
    inForce.update(overview);
    events.update(overview.events);
    errors.update(lastErrors(overview.harnesses));
    errors.node.hidden = overview.harnesses.length === 0;
    tagged = new Set(overview.dependencies.filter(({ tag }) => tag !== null).map(({ name }) => name));
    for (const [key, one] of lists) one.update(overview[key]);
  };
  return { update };
}
