// Who may change what runs: the token that makes an operator, and the requests that carry it.

import { byId, setAttribute, setText } from "./dom.js";
import { plain } from "./format.js";

const READ_ONLY =
  "This program is watched only. It has an operator when it is started with the variable DYNO_TOKEN set to a secret: DYNO_TOKEN=… in front of its command.";
const HOW =
  "Whoever has the token that the program was started with may change what runs: it stands in its variable DYNO_TOKEN. It is kept in the memory of this tab alone and is gone when the page is loaded again: where it was stored, another program at this address, or another page of the same app, could read it.";

/** The operator, if there is one. `tell` is called when that changes. */
export class Operator {
  /** Whether the program has been given a token, so that somebody can be one. */
  canSteer = false;
  #process;
  #tell;
  #token;
  #name = "";
  #answered = [];
  #dialog = byId("operator");

  constructor(tell) {
    this.#tell = tell;
    byId("operate").addEventListener("click", () => (this.is ? this.#manage() : this.ask()));
    byId("operator-close").addEventListener("click", () => this.#dialog.close());
    byId("operator-leave").addEventListener("click", () => {
      this.forget();
      this.#dialog.close();
    });
    byId("operator-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter();
    });
    this.#dialog.addEventListener("close", () => {
      byId("operator-token").value = "";
      for (const answer of this.#answered.splice(0)) answer(this.is);
    });
  }

  get is() {
    return this.#token !== undefined;
  }

  /** The name that is written beside what is done. */
  get name() {
    return this.#name || "operator";
  }

  /** Asks the program once whether it can be steered at all. */
  async look({ pid }) {
    if (this.#process === pid) return;
    this.#process = pid;
    try {
      this.canSteer = (await (await fetch("api/v1/operator")).json()).can_steer === true;
    } catch {
      // The feed tells of the connection; it is asked again when that is back.
      this.#process = undefined;
      return;
    }
    if (!this.canSteer) this.#token = undefined;
    this.#show();
  }

  forget() {
    this.#token = undefined;
    this.#show();
  }

  /** Opens the dialog for the token; gives whether there is an operator once it is closed. */
  ask(problem = "") {
    this.#fill(problem);
    if (!this.#dialog.open) this.#dialog.showModal();
    if (this.canSteer) byId("operator-token").focus();
    return new Promise((resolve) => this.#answered.push(resolve));
  }

  /** Sends what changes something. Gives `{ ok, status, told }`; a token that is wrong by now is asked for again. */
  async post(path, body) {
    if (!this.is && !(await this.ask())) return { ok: false, status: 401, told: { error: "not an operator", remedy: "" } };
    const sent = this.#token;
    const answer = await send(path, sent, body);
    if (answer.status !== 401) return answer;
    if (this.#token === sent) this.forget();
    if (await this.ask("The program does not take this token any more; it may have been started again with another."))
      return send(path, this.#token, body);
    return answer;
  }

  #manage() {
    this.#fill("");
    this.#dialog.showModal();
  }

  #fill(problem) {
    setText(byId("operator-how"), this.canSteer ? HOW : READ_ONLY);
    byId("operator-fields").hidden = !this.canSteer || this.is;
    byId("operator-here").hidden = !this.is;
    setText(byId("operator-who"), `You operate as ${plain(this.name)}.`);
    byId("operator-name").value = this.#name;
    setText(byId("operator-problem"), problem);
  }

  async #enter() {
    const [token, name] = [byId("operator-token").value, byId("operator-name").value.trim()];
    setText(byId("operator-problem"), "");
    // No header carries others, and none of them is in a token.
    const { status, told } = /^[!-~]+$/.test(token) ? await send("api/v1/operator", token, {}) : { status: 401 };
    if (status !== 200) {
      const wrong = "This is not the token that the program was started with. It is all of what stands in DYNO_TOKEN.";
      setText(byId("operator-problem"), status === 401 ? wrong : problemOf(told));
      byId("operator-token").select();
      byId("operator-token").focus();
      return;
    }
    this.#token = token;
    this.#name = name;
    this.#show();
    this.#dialog.close();
  }

  #show() {
    const button = byId("operate");
    setText(byId("operate-word"), this.is ? `Operator: ${plain(this.name)}` : this.canSteer ? "Operate" : "Read only");
    setAttribute(button, "data-is", this.is ? "operator" : "reader");
    button.hidden = false;
    this.#tell();
  }
}

/** What went wrong, in one sentence or two. */
export const problemOf = ({ error, remedy }) => plain(remedy ? `${error}: ${remedy}.` : `${error}.`);

async function send(path, token, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      signal: AbortSignal.timeout(15_000),
    });
    return { ok: answer.ok, status: answer.status, told: await answer.json() };
  } catch {
    return { ok: false, status: 0, told: { error: "the program does not answer", remedy: "look whether it still runs" } };
  }
}
