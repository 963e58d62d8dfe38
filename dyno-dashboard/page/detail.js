// One command, whole: asked for anew with each overview while it is open.

import { byId, element, setAttribute, setText } from "./dom.js";
import { besides, outage } from "./health.js";
import { chart } from "./chart.js";
import { plain } from "./format.js";
import { counts, errors, history, plan, quantiles, reasons } from "./parts.js";
import { sign } from "./spark.js";

/** The panel; `leave` is called once it is closed, to give the focus back. */
export class Detail {
  #store;
  #dialog = byId("detail");
  #key;
  #isFirst = true;
  #isAsking = false;
  #parts;
  /** A name that no command has, while the address has it. */
  #unknown;
  /** Whether the browser goes back, and what is to be opened once it has. */
  #isLeaving = false;
  #next;

  constructor(store, hands, leave) {
    this.#store = store;
    this.#parts = panel(hands);
    this.#dialog.append(...this.#parts.nodes);
    this.#dialog.addEventListener("close", () => {
      this.#key = undefined;
      this.#unknown = undefined;
      this.#leave();
      leave();
    });
    addEventListener("popstate", () => this.#follow());
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
    if (this.#isLeaving) {
      this.#next = key;
      return;
    }
    this.#key = key;
    this.#unknown = undefined;
    this.#parts.clear();
    this.#head(record);
    this.#show(record.data.name);
    this.#ask(record);
  }

  /** Takes what the store has now. What the address names is opened with the first overview. */
  update() {
    if (this.#isFirst) {
      this.#isFirst = false;
      this.#openNamed(addressed());
    }
    if (!this.#dialog.open) return;
    if (this.#unknown !== undefined) {
      // It may have been declared since.
      if (this.#store.find(this.#unknown)) this.#openNamed(this.#unknown);
      return;
    }
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

  get #name() {
    return this.#unknown ?? this.#store.get(this.#key)?.data.name;
  }

  #head(record) {
    this.#parts.head(record);
  }

  #show(name) {
    const isOpen = this.#dialog.open;
    if (!isOpen) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    address(name, isOpen);
  }

  #openNamed(name) {
    if (name === undefined) return;
    const record = this.#store.find(name);
    if (record) {
      this.open(record.key);
      return;
    }
    this.#key = undefined;
    this.#unknown = name;
    this.#parts.clear();
    this.#parts.unknown(plain(name));
    this.#show(name);
    this.#askWhy(name);
  }

  /** Goes where the browser went: back closes what is on top, forward opens. */
  #follow() {
    const isLeaving = this.#isLeaving;
    this.#isLeaving = false;
    const next = this.#next;
    this.#next = undefined;
    const name = addressed();
    const above = [...document.querySelectorAll("dialog[open]:not(#detail)")].at(-1);
    if (above && this.#dialog.open && !isLeaving) {
      above.close();
      // The panel stays, and so does its address.
      if (name === undefined) {
        window.history.forward();
        return;
      }
    }
    // Who comes back to what is open already finds it as it is.
    if (next === undefined && name !== undefined && name === this.#name && this.#dialog.open) return;
    if (next !== undefined) this.open(next);
    else if (name !== undefined) this.#openNamed(name);
    else if (this.#dialog.open) this.#dialog.close();
  }

  /** Takes the command out of the address: by going back, where opening it went forward. */
  #leave() {
    if (addressed() === undefined) return;
    if (window.history.state?.isOpened) {
      this.#isLeaving = true;
      window.history.back();
    } else {
      address(undefined, true);
    }
  }

  async #askWhy(name) {
    try {
      const answer = await fetch(`api/v1/commands/${encodeURIComponent(name)}`);
      const { error } = await answer.json();
      if (this.#unknown === name && error) this.#parts.tell(error);
    } catch {
      // What is told already is enough.
    }
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
  const parts = [reasons(), hands, quantiles(), counts(), plan(), errors(), history()];
  const body = element("div", { class: "parts" }, graph.node, ...parts.map(({ node }) => node));
  const nodes = [element("div", { class: "top" }, title, close), place, state, old, note, body];
  return {
    nodes,
    unknown(name) {
      setText(title, name);
      setText(place, "");
      state.hidden = true;
      setText(note, "No command is called so in this program.");
    },
    head({ full, health, data }) {
      state.hidden = false;
      setText(title, full);
      setText(place, `${data.group} · ${data.place}`);
      setAttribute(state, "data-level", health.level);
      shape.update(health.level);
      setText(word, health.word);
      setText(rest, [besides(data), outage(data)].filter(Boolean).join("; "));
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

/** Puts a command into the address. What was opened is a step back. */
function address(name, isSameStep) {
  const hash = name === undefined ? "" : `#command=${encodeURIComponent(name)}`;
  const url = `${location.pathname}${location.search}${hash}`;
  if (name !== undefined && addressed() === name) return;
  if (isSameStep) window.history.replaceState(name === undefined ? null : window.history.state, "", url);
  else window.history.pushState({ isOpened: true }, "", url);
}
