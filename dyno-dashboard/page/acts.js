// What can be done to a policy besides setting it, in words.

/** What `lasts` may be given a time, what has `isUndone: false` cannot be taken back. What does harm, the program says. */
const ACTS = {
  breaker: {
    trip: { label: "Trip", means: "It opens now, and probes by itself after its open_for, as if its calls had failed." },
    reset: { label: "Reset", means: "It closes with a fresh window, whatever it is now." },
    force_open: {
      label: "Force open",
      means: "It rejects every call, and does not probe, until that is taken back.",
      lasts: true,
    },
    disable: {
      label: "Disable",
      means: "It admits every call and counts none: nothing is guarded by it until that is taken back.",
      lasts: true,
    },
    metrics_only: {
      label: "Metrics only",
      means: "It admits every call and counts them, but never opens, until that is taken back.",
      lasts: true,
    },
  },
  fuse: {
    blow: {
      label: "Blow",
      means: "Every call through it is rejected until it is reset.",
      lasts: true,
    },
    reset: { label: "Reset", means: "Calls pass again." },
  },
  cache: {
    clear: {
      label: "Clear",
      means: "Every entry is forgotten, and the next calls make them anew, all at once.",
      isUndone: false,
    },
  },
};

/** The acts of a kind, by their words. */
export const actsOf = (kind) => Object.entries(ACTS[kind] ?? {});

/** One of them; of what is not known the word alone. */
export const actOf = (kind, act) => ACTS[kind]?.[act] ?? { label: act.replaceAll("_", " "), means: "" };
