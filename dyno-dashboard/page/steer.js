// The dialog in which something is changed: what, why and for how long; then what it would do; and only then it is done.

import { actOf } from "./acts.js";
import { byId, element, setText } from "./dom.js";
import { plain, setting } from "./format.js";
import { problemOf } from "./operator.js";
import { changesOf, reasonOf } from "./overrides.js";

/** Opens for one thing; `act` is what is to be done to it, without which its settings are set; `tell` is given what was done. */
export class Steer {
  #operator;
  #dialog = byId("steer");
  #asked;
  #fields = new Map();
  #tried;
  #canBeUndone = false;

  constructor(operator) {
    this.#operator = operator;
    const form = byId("steer-form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#tried) this.#apply();
      else this.#try();
    });
    form.addEventListener("input", ({ target }) => {
      if (target.id !== "steer-sure") this.#untry();
      this.#mark();
    });
    byId("steer-close").addEventListener("click", () => this.#dialog.close());
    byId("steer-back").addEventListener("click", () => {
      this.#untry();
      byId("steer-why").focus();
    });
    this.#dialog.addEventListener("close", () => (this.#asked = undefined));
  }

  async open(kind, name, act, tell) {
    if (!this.#operator.is && !(await this.#operator.ask())) return;
    const found = await look(kind, name);
    this.#asked = { kind, name, tell };
    this.#fields.clear();
    byId("steer-form").reset();
    byId("steer-fields").replaceChildren();
    setText(byId("steer-title"), `${kind} “${plain(name)}”`);
    this.#offer(found.acts ?? [], act);
    this.#choose(act);
    this.#take(found);
    this.#dialog.showModal();
    const [first] = this.#fields.values();
    (act === undefined && first ? first.input : byId("steer-why")).focus();
  }

  /** Lets it be chosen what is to be done, where there is more than to set it. */
  #offer(acts, chosen) {
    const { kind } = this.#asked;
    const choice = (label, act) => {
      const input = element("input", { type: "radio", name: "steer-what", checked: act === chosen });
      input.addEventListener("change", () => this.#choose(act));
      return element("label", {}, input, " ", label);
    };
    const choices = [choice("Set"), ...acts.map(({ act }) => choice(actOf(kind, act).label, act))];
    byId("steer-what").hidden = acts.length === 0;
    byId("steer-what").replaceChildren(byId("steer-what").firstElementChild, ...choices);
  }

  #choose(act) {
    const { kind } = this.#asked;
    this.#asked.act = act;
    setText(byId("steer-means"), act ? actOf(kind, act).means : "Values are written as in attributes: 2s, 50%, off.");
    byId("steer-table").hidden = act !== undefined;
    byId("steer-time").hidden = act !== undefined && !actOf(kind, act).lasts;
    this.#untry();
  }

  /** Shows what it is now; what has been typed stays. */
  #take(found) {
    if (!found.settings) {
      this.#tell(problemOf(found));
      return;
    }
    this.#asked.state = found.state ?? undefined;
    setText(byId("steer-state"), found.state ? `It is ${found.state} now.` : "");
    for (const one of found.settings) {
      const field = this.#fields.get(one.name) ?? this.#field(one);
      if (field.input.value === field.now) field.input.value = one.value;
      field.now = one.value;
      setText(field.origin, one.origin === "overridden" ? `override ${reasonOf(one)}` : plain(one.origin));
    }
    this.#mark();
  }

  /** Shows which values are other than now. */
  #mark() {
    for (const { input, now } of this.#fields.values()) input.toggleAttribute("data-changed", isOther(input, now));
  }

  #field({ name, value }) {
    const id = `steer-set-${this.#fields.size}`;
    const input = element("input", { id, value, autocomplete: "off", spellcheck: "false", dir: "ltr" });
    const origin = element("td", { dir: "ltr" });
    const label = element("label", { for: id }, plain(name));
    byId("steer-fields").append(
      element("tr", {}, element("th", { scope: "row", dir: "ltr" }, label), element("td", {}, input), origin),
    );
    const field = { input, origin, now: value };
    this.#fields.set(name, field);
    return field;
  }

  /** What is asked for; `undefined` where nothing is. */
  #request() {
    const { kind, name, act, state } = this.#asked;
    const time = byId("steer-time").hidden ? "" : byId("steer-for").value.trim();
    const how = {
      kind,
      name,
      by: this.#operator.name,
      because: byId("steer-why").value.trim(),
      ...(time && { for: time }),
    };
    if (act) return ["api/v1/acts", { ...how, act, ...(state && { expecting: state }) }];
    const changed = [...this.#fields].filter(([, { input, now }]) => isOther(input, now));
    if (changed.length === 0) return undefined;
    const settings = Object.fromEntries(changed.map(([name, { input }]) => [name, input.value.trim()]));
    const expecting = Object.fromEntries(changed.map(([name, { now }]) => [name, now]));
    return ["api/v1/overrides", { ...how, settings, expecting }];
  }

  async #try() {
    const request = this.#request();
    if (!request) {
      this.#tell("Nothing is other than it is now: change a value.");
      return;
    }
    const [path, body] = request;
    const { ok, status, told } = await this.#send(path, { ...body, dry_run: true });
    if (!this.#asked) return;
    if (!ok) {
      await this.#refused(status, told);
      return;
    }
    this.#tried = request;
    const { kind, act } = this.#asked;
    const { changes, words, dangerous, can_be_undone: canBeUndone } = told.dry_run;
    const lines = [
      ...changes.map(({ setting: name, was, is }) => `${plain(name)}: ${setting(was)} → ${setting(is)}`),
      ...words.map(plain),
      ...(canBeUndone ? [] : ["This cannot be taken back."]),
    ];
    byId("steer-would").replaceChildren(...lines.map((line) => element("li", { dir: "ltr" }, line)));
    this.#canBeUndone = canBeUndone;
    const isHarmless = dangerous.length === 0;
    byId("steer-confirm").hidden = isHarmless;
    byId("steer-sure").required = !isHarmless;
    setText(byId("steer-sure-word"), isHarmless ? "" : `Do it all the same: ${dangerous.map(plain).join("; ")}`);
    this.#tell("");
    byId("steer-tried").hidden = false;
    byId("steer-back").hidden = false;
    setText(byId("steer-go"), act ? actOf(kind, act).label : "Apply");
    byId("steer-tried-title").focus({ preventScroll: true });
    byId("steer-go").scrollIntoView({ block: "nearest" });
  }

  async #apply() {
    const [path, body] = this.#tried;
    const { ok, status, told } = await this.#send(path, body);
    if (!this.#asked) return;
    if (ok) {
      const { kind, name, tell } = this.#asked;
      this.#dialog.close();
      const { act } = told.override;
      const isPassing = act !== null && !actOf(kind, act).lasts && this.#canBeUndone;
      tell(`Done: ${kind} “${plain(name)}”: ${changesOf(told.override)}.`, told.override.id, isPassing ? told.override : undefined);
      return;
    }
    this.#untry();
    await this.#refused(status, told);
  }

  async #send(path, body) {
    byId("steer-go").disabled = true;
    const answer = await this.#operator.post(path, body);
    byId("steer-go").disabled = false;
    return answer;
  }

  /** Says why not; what was changed by others meanwhile is shown as it is now. */
  async #refused(status, told) {
    const { kind, name } = this.#asked;
    if (status !== 409) {
      this.#tell(problemOf(told));
      return;
    }
    const found = await look(kind, name);
    if (!this.#asked) return;
    if (found.settings) this.#take(found);
    const changed = (told.changed ?? []).map((one) => {
      const by = one.who ? ` (override ${reasonOf(one)})` : "";
      return `${plain(one.setting)} was ${setting(one.expected)} and is ${setting(one.found)}${by}`;
    });
    const meanwhile = changed.length > 0 ? `Changed meanwhile: ${changed.join(", ")}.` : problemOf(told);
    this.#tell(`${meanwhile} You see now what it is; try again if it is still what you want.`);
  }

  #untry() {
    this.#tried = undefined;
    byId("steer-tried").hidden = true;
    byId("steer-back").hidden = true;
    byId("steer-sure").checked = false;
    byId("steer-sure").required = false;
    setText(byId("steer-go"), "See what it would do");
    this.#tell("");
  }

  #tell(problem) {
    setText(byId("steer-problem"), problem);
  }
}

const isOther = (input, now) => input.value.trim() !== now;

async function look(kind, name) {
  try {
    const answer = await fetch(`api/v1/settings/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`);
    return await answer.json();
  } catch {
    return { error: "the program does not answer", remedy: "look whether it still runs" };
  }
}
