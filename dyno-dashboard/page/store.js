// What is known of each command, from one overview to the next.

import { LEVELS, healthOf, isUnwell } from "./health.js";
import { plain } from "./format.js";
import { Past } from "./past.js";

/** A command that is better stays among the worse for so long: what flaps does not hop. */
const CALM = 15000;

/** Keeps a record for each command: `key`, `data` as it came, `health`, `rank` for the order, names to show. */
export class Store {
  overview;
  commands = [];
  past = new Past();
  #records = new Map();

  take(overview) {
    const before = this.overview;
    const is_other = before && (before.process.pid !== overview.process.pid || overview.tick < before.tick);
    if (is_other) {
      this.past.clear();
      this.#records.clear();
    }
    this.overview = overview;
    const now = performance.now();
    const living = new Map();
    this.commands = overview.commands.map((data) => {
      let key = `${data.name}\n${data.place}`;
      while (living.has(key)) key += "\n";
      const record = this.#records.get(key) ?? named(key, data);
      judge(record, data, now);
      living.set(key, record);
      return record;
    });
    this.#records = living;
    this.past.take(overview, this.commands);
  }

  get(key) {
    return this.#records.get(key);
  }

  find(name) {
    return this.commands.find((record) => record.data.name === name);
  }

  /** Counts the commands of each level, and the unwell. */
  tally() {
    const tally = { unwell: 0, down: 0, bad: 0, warn: 0, well: 0, quiet: 0, calls: 0, errors: 0 };
    for (const { health, data } of this.commands) {
      tally[health.level] += 1;
      if (isUnwell(health.level)) tally.unwell += 1;
      tally.calls += data.calls_per_second;
      tally.errors += data.errors_per_second;
    }
    return tally;
  }
}

function named(key, { name, group, place }) {
  const prefix = `${group}::`;
  const is_inside = name.startsWith(prefix) && name.length > prefix.length;
  const [short, rest] = is_inside ? [name.slice(prefix.length), group] : [name, group];
  const found = `${name} ${group} ${place}`.toLowerCase();
  return { key, short: plain(short), rest: plain(rest), full: plain(name), found, rank: 0, calmSince: undefined };
}

function judge(record, data, now) {
  record.data = data;
  record.health = healthOf(data);
  const { rank } = LEVELS[record.health.level];
  if (rank >= record.rank) {
    record.rank = rank;
    record.calmSince = undefined;
  } else {
    record.calmSince ??= now;
    if (now - record.calmSince >= CALM) {
      record.rank = rank;
      record.calmSince = undefined;
    }
  }
}
