// The last errors, as far as a harness has caught them, and what is to be done where none has.

const MOST = 50;

export const NONE_CAUGHT = "The harnesses have caught none. A command without one keeps what its errors say to itself.";
export const NO_HARNESS =
  "What errors say is not known here, because no command has a harness: write #[harness] below #[command] on the function (feature “harness” of dyno-runtime).";
export const NO_HARNESS_HERE =
  "What its errors say is not known here, because it has no harness: write #[harness] below #[command] on the function (feature “harness” of dyno-runtime).";

/** The last errors that harnesses have caught, oldest first, written as events: equal ones in a row as one. What they redact is not in it. */
export function lastErrors(harnesses) {
  const all = harnesses.flatMap(({ name, last }) => last.map((one) => ({ ...one, name })));
  const written = all.sort((a, b) => a.unix_milliseconds - b.unix_milliseconds).map(event);
  return folded(written).slice(-MOST);
}

function event({ name, kind, text, is_panic: isPanic, unix_milliseconds }) {
  return {
    unix_milliseconds,
    kind: isPanic ? "panic" : "error",
    text: `${name}: ${isPanic ? "panic" : kind}${text ? `: ${text}` : ""}`,
  };
}

/** Those that say the same one after the other, as the last of them and how often and since when it has come. */
function folded(events) {
  const all = [];
  for (const one of events) {
    const last = all.at(-1);
    const isSame = last !== undefined && last.kind === one.kind && last.text === one.text;
    const { count, first_unix_milliseconds: first } = isSame ? last : { count: 0, first_unix_milliseconds: one.unix_milliseconds };
    // The first of them is forgotten by the harness in time, so it does not tell which they are.
    const whole = { ...one, key: `${one.kind} ${one.text}`, count: count + 1, first_unix_milliseconds: first };
    if (isSame) all[all.length - 1] = whole;
    else all.push(whole);
  }
  return all;
}
