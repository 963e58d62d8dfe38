// How a command is, from what is seen of it: a level, and a word for it.

import { span } from "./format.js";

/** From the worst to the best. `shape` is drawn in a square of 16. */
export const LEVELS = {
  down: {
    rank: 3,
    means: "turns calls away: breaker open, fuse blown, or not set up",
    shape: "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
  },
  bad: { rank: 2, means: "10 % of the calls or more fail", shape: "M8 0l8 8-8 8-8-8z" },
  warn: { rank: 1, means: "1 % or more fail, a fallback fails, or the breaker is half-open", shape: "M8 1l8 14H0z" },
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
  if (command.recent_calls > 0 || command.in_flight > 0) return { level: "well", word: "well" };
  return { level: "quiet", word: "quiet" };
}

export const isUnwell = (level) => LEVELS[level].rank > 0;

/** What stands beside the word: the breaker, how long, and when it is tried again. */
export function besides(command) {
  if (command.problem !== undefined) return command.problem;
  if (command.blown !== undefined) return command.blown;
  const breaker = command.breaker;
  if (!breaker) return "no breaker";
  const { word } = healthOf(command);
  const state = breaker.state === word ? "" : `${breaker.state.replace("-", " ")} `;
  const since = `${state}for ${span(breaker.in_state_seconds)}`;
  if (breaker.next_probe_seconds === undefined) return since;
  return `${since}, probe in ${span(breaker.next_probe_seconds)}`;
}
