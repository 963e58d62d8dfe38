// One command, whole: asked for anew with each overview while it is open.

import { byId, element, setAttribute, setText } from "./dom.js";
import { besides } from "./health.js";
import { chart } from "./chart.js";
import { counts, history, plan, quantiles, reasons } from "./parts.js";
import { sign } from "./spark.js";

/** The panel; `leave` is called once it is closed, to give the focus back. */
export class Detail {
  #store;
  #dialog = byId("detail");
  #key;
  #asked = 0;
  #isAsking = false;
  #parts;

  constructor(store, hands, leave) {
    this.#store = store;
    this.#parts = panel(hands);
    this.#dialog.append(...this.#parts.nodes);
    this.#dialog.addEventListener("close", () => {
      this.#key = undefined;
      address(undefined);
      leave();
    });
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Shows the command with this key. */
  open(key) {
    const record = this.#store.get(key);
    if (!record) return;
    this.#key = key;
    this.#parts.clear();
    this.#head(record);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    address(record.data.name);
    this.#ask(record);
  }

  /** Takes what the store has now. What the address names is opened with the first overview. */
  update() {
    const named = this.#asked === 0 ? addressed() : undefined;
    if (named !== undefined && !this.#dialog.open) {
      this.#asked = 1;
      const record = this.#store.find(named);
      if (record) this.open(record.key);
    }
    this.#asked ||= 1;
    if (!this.#dialog.open) return;
    const record = this.#store.get(this.#key);
    if (!record) {
      this.#parts.tell("This command is not there any more.");
      return;
    }
    this.#head(record);
    if (!this.#isAsking) this.#ask(record);
  }

  /** Says how old what it shows is; nothing where it is not. */
  age(text) {
    this.#parts.age(text);
  }

  #head(record) {
    this.#parts.head(record);
  }

  async #ask(record) {
    this.#isAsking = true;
    const { key } = record;
    try {
      const answer = await fetch(`api/v1/commands/${encodeURIComponent(record.data.name)}`);
      const whole = await answer.json();
      if (this.#key !== key) return;
      const { overrides, unix_milliseconds: now } = this.#store.overview;
      if (answer.ok) this.#parts.show({ ...whole, overrides, now }, record.data.place);
      else this.#parts.tell(`${whole.error}: ${whole.remedy}`);
    } catch {
      if (this.#key === key) this.#parts.tell("It cannot be asked for at present.");
    } finally {
      this.#isAsking = false;
      // Another one was opened meanwhile.
      const now = this.#store.get(this.#key);
      if (now && now.key !== key) this.#ask(now);
    }
  }
}

function panel(hands) {
  const title = element("h2", { id: "detail-title", tabindex: "-1", autofocus: true, dir: "ltr" });
  const place = element("p", { class: "place", dir: "ltr" });
  const shape = sign();
  const word = element("b");
  const rest = element("span", { dir: "ltr" });
  const state = element("p", { class: "state" }, element("span", { class: "word" }, shape.node, word), " ", rest);
  const old = element("p", { class: "note" });
  const note = element("p", { class: "note", role: "status" });
  const escape = element("kbd", { "aria-hidden": "true" }, "Esc");
  const close = element("button", { type: "button", class: "close" }, "Close ", escape);
  close.addEventListener("click", () => close.closest("dialog").close());
  const graph = chart();
  const parts = [reasons(), hands, quantiles(), counts(), plan(), history()];
  const body = element("div", { class: "parts" }, graph.node, ...parts.map(({ node }) => node));
  const nodes = [element("div", { class: "top" }, title, close), place, state, old, note, body];
  return {
    nodes,
    head({ full, health, data }) {
      setText(title, full);
      setText(place, `${data.group} · ${data.place}`);
      setAttribute(state, "data-level", health.level);
      shape.update(health.level);
      setText(word, health.word);
      setText(rest, besides(data));
    },
    show(whole, wanted) {
      body.hidden = false;
      const isOther = whole.snapshot.place !== wanted;
      setText(note, isOther ? `Two commands have this name; this is the one at ${whole.snapshot.place}.` : "");
      graph.update(whole.history);
      for (const part of parts) part.update(whole);
    },
    tell: (text) => setText(note, text),
    age: (text) => setText(old, text),
    clear() {
      body.hidden = true;
      setText(note, "");
    },
  };
}

function addressed() {
  const [, name] = /^#command=(.*)$/s.exec(location.hash) ?? [];
  try {
    return name && decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function address(name) {
  const hash = name === undefined ? "" : `#command=${encodeURIComponent(name)}`;
  window.history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
}
