// The last errors, as far as a harness has caught them, and what is to be done where none has.

const MOST = 50;

export const NONE_CAUGHT = "The harnesses have caught none. A command without one keeps what its errors say to itself.";
export const NO_HARNESS =
  "What errors say is not known here, because no command has a harness: write #[harness] below #[command] on the function (feature “harness” of dyno-runtime).";
export const NO_HARNESS_HERE =
  "What its errors say is not known here, because it has no harness: write #[harness] below #[command] on the function (feature “harness” of dyno-runtime).";

/** The last errors that harnesses have caught, oldest first, written as events. What they redact is not in it. */
export function lastErrors(harnesses) {
  const all = harnesses.flatMap(({ name, last }) =>
    last.map((one) => ({ ...one, name, sequence: `${name} ${one.text}` })),
  );
  const newest = all.sort((a, b) => a.unix_milliseconds - b.unix_milliseconds).slice(-MOST);
  return newest.map(({ name, kind, text, is_panic: isPanic, ...when }) => ({
    ...when,
    kind: isPanic ? "panic" : "error",
    text: `${name}: ${isPanic ? "panic" : kind}${text ? `: ${text}` : ""}`,
  }));
}

