// Two minutes of traffic of each command: asked for once, and continued by what the stream brings.

const POINTS = 120;
/** Where there are more, a jump is left as it is: all of the past would be megabytes each time. */
const MANY = 1000;

/** The past of all commands. Points end at the same time: a younger command has fewer. */
export class Past {
  times = [];
  #of = new Map();
  #tick = 0;
  #asking = false;

  /** Gives the points of a command. */
  of(key) {
    return this.#of.get(key) ?? { calls: [], errors: [] };
  }

  /** Forgets all, as another process is there. */
  clear() {
    this.times = [];
    this.#of.clear();
    this.#tick = 0;
  }

  /** Takes the newest points; `commands` are records in the order of the overview. */
  take(overview, commands) {
    const has_jumped = overview.tick > this.#tick + 1;
    if (overview.tick > this.#tick) this.#append(overview, commands);
    if (has_jumped && !this.#asking && (commands.length <= MANY || this.times.length <= 1))
      this.#ask(overview, commands);
  }

  #append(overview, commands) {
    this.#tick = overview.tick;
    push(this.times, overview.unix_milliseconds);
    const living = new Map();
    for (const { key, data } of commands) {
      const points = this.of(key);
      push(points.calls, data.calls_per_second);
      push(points.errors, data.errors_per_second);
      living.set(key, points);
    }
    this.#of = living;
  }

  async #ask(overview, commands) {
    this.#asking = true;
    try {
      const answer = await fetch("api/v1/history");
      if (answer.ok) this.#replace(await answer.json(), commands);
    } catch {
      // The graph goes on from here; the feed tells of the connection.
    } finally {
      this.#asking = false;
    }
  }

  #replace(history, commands) {
    if (history.unix_milliseconds.length === 0) return;
    const last = history.unix_milliseconds.at(-1);
    const newer = this.times.filter((time) => time > last).length;
    // Two commands may have one name; they come in the same order here and there.
    const byName = new Map();
    for (const one of history.commands) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
    for (const { key, data } of commands) {
      const one = byName.get(data.name)?.shift();
      if (!one) continue;
      const since = this.of(key);
      const tail = (points) => (newer > 0 ? points.slice(-newer) : []);
      const calls = [...one.calls_per_second, ...tail(since.calls)].slice(-POINTS);
      const errors = [...one.errors_per_second, ...tail(since.errors)].slice(-POINTS);
      this.#of.set(key, { calls, errors });
    }
    const times = newer > 0 ? this.times.slice(-newer) : [];
    this.times = [...history.unix_milliseconds, ...times].slice(-POINTS);
    this.#tick = Math.max(this.#tick, history.tick);
  }
}

function push(points, point) {
  points.push(point);
  if (points.length > POINTS) points.shift();
}
