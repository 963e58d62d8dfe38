// How a command is, from what is seen of it: a level, and a word for it.

import { percent, since, span } from "./format.js";

/** From the worst to the best. `shape` is drawn in a square of 16. */
export const LEVELS = {
  down: {
    rank: 3,
    means: "turns calls away: breaker open, fuse blown, or not set up",
    shape: "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
  },
  bad: { rank: 2, means: "10 % of the calls or more fail", shape: "M8 0l8 8-8 8-8-8z" },
  warn: { rank: 1, means: "1 % or more fail, a fallback fails, the breaker is half-open, or a cache lives on old values", shape: "M8 1l8 14H0z" },
  well: { rank: 0, means: "nothing to see to", shape: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z" },
  quiet: {
    rank: 0,
    means: "not called in the last 10 s",
    shape: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  },
};

const FAILING = 0.1;
const ERRORS = 0.01;

/** Judges a command. */
export function healthOf(command) {
  const state = command.breaker?.state;
  const share = command.error_share ?? 0;
  if (command.problem !== undefined) return { level: "down", word: "rejects all" };
  if (command.blown !== undefined) return { level: "down", word: "fuse blown" };
  if (state === "open") return { level: "down", word: "open" };
  if (state === "forced-open") return { level: "down", word: "forced-open" };
  if (share >= FAILING) return { level: "bad", word: "failing" };
  if (state === "half-open") return { level: "warn", word: "half-open" };
  if (command.recent_fallback_failures > 0) return { level: "warn", word: "fallback fails" };
  if (share >= ERRORS) return { level: "warn", word: "errors" };
  if (staleness(command.cache)) return { level: "warn", word: staleness(command.cache) };
  if (command.recent_calls > 0 || command.in_flight > 0) return { level: "well", word: "well" };
  return { level: "quiet", word: "quiet" };
}

/** Half of those who ask are served what has expired: that is no cache that renews its values while they are used. */
const STALE = 0.5;

/** Judges a cache by the last 10 s. */
export function cacheOf(cache) {
  const { recent_hit_share: hits, recent_stale_share: stale, recent_failed: failed } = cache;
  const word = staleness(cache);
  if (word) return { level: "warn", word };
  if (failed > 0) return { level: "warn", word: "cannot renew" };
  if (typeof hits !== "number") return { level: "quiet", word: "not asked" };
  return { level: "well", word: stale > 0 ? "some stale" : "fresh" };
}

/** Says so where it lives on old values. */
function staleness({ recent_stale_share: stale, recent_rescued: rescued } = {}) {
  if (rescued > 0) return "stale";
  return stale >= STALE ? "mostly stale" : undefined;
}

export const isUnwell = (level) => LEVELS[level].rank > 0;

/** What stands beside the word: the breaker, how long, and when it is tried again. */
export function besides(command) {
  if (command.problem !== undefined) return command.problem;
  if (command.blown !== undefined) return command.blown;
  const breaker = command.breaker;
  const { word } = healthOf(command);
  if (word === staleness(command.cache)) return `${percent(command.cache.recent_stale_share)} old values`;
  if (!breaker) return "no breaker";
  const state = breaker.state === word ? "" : `${breaker.state.replace("-", " ")} `;
  const time = `${state}for ${span(breaker.in_state_seconds)}`;
  if (breaker.next_probe_seconds === undefined) return time;
  return `${time}, probe in ${span(breaker.next_probe_seconds)}`;
}

/** Since when its breaker is not closed, where that is longer than it is in its state: probes that fail begin that anew. */
export function outage({ breaker }) {
  const { not_closed_seconds: seconds, not_closed_since_unix_milliseconds: begin, in_state_seconds: now } = breaker ?? {};
  return seconds > now + 0.1 ? `not closed since ${since(begin, seconds)}` : "";
}
