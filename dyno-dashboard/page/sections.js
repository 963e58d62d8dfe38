// What stands beside the commands: events, and what commands share.

import { byId } from "./dom.js";
import { clock, count, latency, of, percent, plain, since, span } from "./format.js";
import { doneSection } from "./done.js";
import { NONE_CAUGHT, NO_HARNESS, lastErrors } from "./errors.js";
import { timeline } from "./events.js";
import { cacheOf } from "./health.js";
import { list } from "./list.js";
import { overridesSection } from "./overrides.js";

const number = (label, text) => ({ label, text, isNumber: true });
// Where there are hundreds of a kind it is left out.
const why = (one) => one.why ?? "";

const BREAKERS = { open: "down", "forced-open": "down", "half-open": "warn" };
const DEPENDENCIES = { failed: "down", stands_in: "warn", building: "warn", swapped: "warn", not_built: "quiet" };
const WORDS = { stands_in: "stand-in", not_built: "not built" };

const isFull = (used, most) => most > 0 && used >= most;

/** By what it refused in the last 10 s: what is left at the moment is some again with each call. */
function budgetOf({ has_budget: hasBudget, recent_refused_share: refused, retries_left: left }) {
  if (!hasBudget) return { level: "quiet", word: "no budget" };
  if (refused > 0) return { level: "warn", word: `refuses ${percent(refused)}` };
  return left === 0 ? { level: "warn", word: "budget spent" } : { level: "well", word: "in budget" };
}

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
      {
        label: "Not closed since",
        text: (one) => since(one.not_closed_since_unix_milliseconds, one.not_closed_seconds),
      },
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
    level: (one) => cacheOf(one).level,
    word: (one) => cacheOf(one).word,
    why,
    columns: [
      number("Entries", (one) => of(one.entries, one.most_entries)),
      number("Hits, 10 s", (one) => percent(one.recent_hit_share)),
      number("Stale, 10 s", (one) => percent(one.recent_stale_share)),
      number("Failed, 10 s", (one) => count(one.recent_failed)),
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
    level: (one) => budgetOf(one).level,
    word: (one) => budgetOf(one).word,
    why,
    columns: [
      number("Left", (one) => count(one.retries_left)),
      number("Retried, 10 s", (one) => count(one.recent_retries)),
      number("Refused, 10 s", (one) => count(one.recent_refused)),
      number("Refused", (one) => percent(one.recent_refused_share)),
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

/** Puts the sections in place; `update` gives them an overview. */
export function sections(operator, steer) {
  const inForce = overridesSection(operator);
  // Only where there are some with a tag can be chosen which is given to who asks for none.
  let tagged = new Set();
  const hand = (kind) => ({
    canOpen: ({ name, tag }) => operator.canSteer && (kind !== "binding" || (tag === null && tagged.has(name))),
    open: ({ name }) => steer.open(kind, name, undefined, inForce.tell),
  });
  const done = doneSection(operator, inForce.undone);
  const events = timeline("events", "Events");
  const errors = timeline("errors", "Last errors");
  const lists = LISTS.map((one) => [one.key, list({ ...one, hand: hand(one.kind) })]);
  byId("beside").append(inForce.node, done.node, events.node, errors.node);
  byId("sections").append(...lists.map(([, { node }]) => node));
  const update = (overview) => {
    inForce.update(overview);
    done.update(overview);
    events.update(overview.events);
    errors.update(lastErrors(overview.harnesses), overview.harnesses.length > 0 ? NONE_CAUGHT : NO_HARNESS);
    tagged = new Set(overview.dependencies.filter(({ tag }) => tag !== null).map(({ name }) => name));
    for (const [key, one] of lists) one.update(overview[key]);
  };
  return { update };
}
