// The part of the panel from which a command and what guards it is changed.

import { actsOf } from "./acts.js";
import { element, keyed, setText } from "./dom.js";
import { plain } from "./format.js";
import { overrides } from "./overrides.js";

const KINDS = ["cache", "retry", "fuse", "breaker", "rate_limit", "bulkhead", "pool"];

/** A row for each thing with what can be done to it. It is not there where nobody can be an operator. */
export function hands(operator, steer) {
  const rows = element("ul", { class: "hands" });
  const node = element("section", { hidden: true }, element("h3", {}, "Steer"), rows);
  const kept = new Map();
  const update = (whole) => {
    node.hidden = !operator.canSteer;
    if (node.hidden) return;
    keyed(
      rows,
      kept,
      things(whole).map((thing) => [thing, whole]),
      ([{ kind, name }]) => `${kind}\n${name}`,
      ([{ kind, name, title }]) => row(operator, steer, kind, name, title),
    );
  };
  return { node, update };
}

/** The command with its time limits, and what guards it, outermost first; what it is given last. */
function things({ name, plan: { policies }, bindings = [] }) {
  const guards = policies
    .filter((one) => KINDS.includes(one.policy) && one.name !== null)
    .map((one) => ({ kind: one.policy, name: one.name, state: one.state ?? stateOf(one) }));
  const bound = bindings.map((name) => ({ kind: "binding", name }));
  return [{ kind: "command", name, title: "Time limits" }, ...guards, ...bound];
}

const stateOf = ({ policy, blown }) => (policy === "fuse" ? (blown === null ? "intact" : "blown") : undefined);

function row(operator, steer, kind, name, title) {
  const state = element("span", { class: "hint" });
  const inForce = overrides(operator, true);
  const of = `${kind} ${plain(name)}`;
  const button = (word, act) => {
    const node = element("button", { type: "button", "aria-haspopup": "dialog" }, word);
    node.setAttribute("aria-label", `${word}: ${of}`);
    node.addEventListener("click", () => steer.open(kind, name, act, inForce.tell));
    return node;
  };
  const buttons = [button("Set"), ...actsOf(kind).map(([act, { label }]) => button(label, act))];
  const head = element("h4", { dir: "ltr" }, title ?? `${kind} “${plain(name)}”`, " ", state);
  const node = element("li", {}, head, element("div", { class: "buttons" }, ...buttons), inForce.node);
  const update = ([thing, { overrides: all, now }]) => {
    setText(state, thing.state?.replace("-", " ") ?? "");
    inForce.update(
      all.filter((one) => one.kind === kind && one.name === name),
      now,
    );
  };
  return { node, update };
}
