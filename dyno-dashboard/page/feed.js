// The stream of overviews: it reconnects by itself, and tells how old what it gave last is.

/** What is so much older than the next should have come is called old. */
const STALE = 4000;
/** A connection that has said nothing for so long is made anew. */
const DEAD = 15000;
const LONGEST_PAUSE = 5000;

/** Follows the stream. `take` is given each overview; `tell` each second, and at each change, how the connection is. */
export class Feed {
  #take;
  #tell;
  #source;
  #timer;
  #pause = 0;
  #turn = 0;
  /** When what is shown was seen, and when something came. */
  #last;
  #heard;
  /** How far the server's clock is ahead of one that nobody sets. */
  #ahead;
  #gap = 1000;
  #opened = 0;
  #reason = "";

  constructor(take, tell) {
    this.#take = take;
    this.#tell = tell;
    setInterval(() => this.#look(), 1000);
    addEventListener("online", () => this.#again(0));
    this.#open();
  }

  #open() {
    this.#opened = performance.now();
    const source = new EventSource("api/v1/stream");
    this.#source = source;
    source.addEventListener("clock", (event) => {
      this.#ahead = Number(event.data) - performance.now();
    });
    source.addEventListener("overview", (event) => this.#arrived(event.data));
    source.addEventListener("error", () => {
      if (source === this.#source) this.#again(this.#pause);
    });
  }

  // A stream does not say why it is refused; the overview does, and it is as good until the stream is back.
  async #ask() {
    const turn = this.#turn;
    const answer = await overview();
    // Another attempt began meanwhile.
    if (turn !== this.#turn) return;
    this.#reason = answer.reason;
    if (answer.text === undefined) {
      this.#again(this.#pause);
      return;
    }
    this.#open();
    this.#arrived(answer.text);
  }

  #again(pause) {
    this.#turn += 1;
    this.#source?.close();
    this.#source = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), Math.max(pause, 200));
    this.#pause = Math.min(LONGEST_PAUSE, Math.max(500, pause * 2));
    this.#look();
  }

  #arrived(text) {
    const now = performance.now();
    if (this.#heard !== undefined) this.#gap = Math.max(1000, Math.min(now - this.#heard, 30000));
    this.#heard = now;
    this.#pause = 0;
    this.#reason = "";
    const overview = JSON.parse(text);
    const age = this.#ahead === undefined ? 0 : now + this.#ahead - overview.unix_milliseconds;
    this.#last = now - Math.max(0, age);
    this.#gap = Math.max(this.#gap, 1000 * overview.tick_seconds);
    this.#take(overview);
    this.#look();
  }

  // They come less often where there is much to send.
  #look() {
    const now = performance.now();
    const age = this.#last === undefined ? undefined : now - this.#last;
    const is = { age: age === undefined ? undefined : age / 1000, reason: this.#reason };
    if (this.#source && now - Math.max(this.#heard ?? 0, this.#opened) > Math.max(DEAD, 4 * this.#gap)) {
      this.#again(0);
      return;
    }
    if (age === undefined) is.state = this.#source ? "waiting" : "lost";
    else if (age > this.#gap + STALE) is.state = "lost";
    else is.state = this.#source ? "live" : "retrying";
    this.#tell(is);
  }
}

/** Asks once: gives the text, or the reason why there is none, as far as the server says. */
async function overview() {
  try {
    const answer = await fetch("api/v1/overview", { signal: AbortSignal.timeout(10000) });
    const text = await answer.text();
    if (answer.ok) return { text, reason: "" };
    const { error, remedy } = JSON.parse(text);
    return { reason: `${error}: ${remedy}` };
  } catch {
    return { reason: "" };
  }
}
