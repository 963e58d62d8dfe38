// One row of the table of commands. It is made once, and given to another command when its own is out of view.

import { COLUMNS } from "./columns.js";
import { element, setAttribute, setText } from "./dom.js";
import { besides, outage } from "./health.js";
import { circle, sign, spark } from "./spark.js";

/** A row, to be given commands with `show`. */
export class Row {
  key;
  node;
  #button;
  #cells = [];

  constructor() {
    this.node = element("tr", {});
    for (const column of COLUMNS) {
      const cell = this.#cell(column);
      this.node.append(cell.node);
      this.#cells.push(cell);
    }
  }

  show(command, past, index, isCurrent) {
    this.key = command.key;
    setAttribute(this.node, "data-level", command.health.level);
    setAttribute(this.node, "aria-rowindex", index + 2);
    setAttribute(this.#button, "tabindex", isCurrent ? 0 : -1);
    for (const cell of this.#cells) cell.update(command, past);
  }

  focus() {
    this.#button.focus({ preventScroll: true });
  }

  #cell(column) {
    switch (column.key) {
      case "name":
        return this.#name();
      case "state":
        return state();
      case "past":
        return graph(column);
      default:
        return figure(column);
    }
  }

  #name() {
    const round = circle();
    const name = element("b", { dir: "ltr" });
    const group = element("small", { dir: "ltr" });
    this.#button = element("button", { type: "button", class: "open", "aria-haspopup": "dialog" }, name, group);
    const node = element("th", { scope: "row", class: "name" }, element("div", {}, round.node, this.#button));
    const update = (command) => {
      round.update(command.data.calls_per_second);
      setText(name, command.short);
      setText(group, command.rest);
      setAttribute(this.#button, "title", command.full);
    };
    return { node, update };
  }
}

function state() {
  const shape = sign();
  const word = element("b");
  const rest = element("small", { dir: "ltr" });
  const begin = element("small", { dir: "ltr" });
  const node = element("td", { class: "state" }, element("span", { class: "word" }, shape.node, word), begin, rest);
  const update = ({ health, data }) => {
    shape.update(health.level);
    setText(word, health.word);
    for (const [small, text] of [
      [begin, outage(data)],
      [rest, besides(data)],
    ]) {
      setText(small, text);
      setAttribute(small, "title", text);
    }
  };
  return { node, update };
}

function graph(column) {
  const line = spark();
  const text = element("span", { class: "unseen" });
  const node = element("td", { class: `past from-${column.from}` }, line.node, text);
  const update = (command, past) => {
    const most = line.update(past.of(command.key), past.times);
    setText(text, `at most ${Math.round(most)} calls per second`);
  };
  return { node, update };
}

function figure(column) {
  const main = element("span");
  const small = column.beside && element("small");
  const node = element("td", { class: `number from-${column.from} ${column.key}` }, main, small ?? undefined);
  const update = (command) => {
    setText(main, column.text(command));
    if (small) setText(small, column.beside(command));
  };
  return { node, update };
}
