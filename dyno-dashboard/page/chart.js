// The last two minutes of one command, large, with what its height and width mean.

import { element, setText } from "./dom.js";
import { rate } from "./format.js";
import { spark } from "./spark.js";

/** A drawing with its words; `update` gives it the history of the API. */
export function chart() {
  const line = spark(480, 100);
  const most = element("span", { class: "most" });
  const caption = element("figcaption");
  const axis = element(
    "p",
    { class: "axis", "aria-hidden": "true" },
    element("span", {}, "2 min ago"),
    element("span", {}, "now"),
  );
  const node = element("figure", { class: "chart" }, most, line.node, axis, caption);
  const update = ({ calls_per_second: calls, errors_per_second: errors, unix_milliseconds: times }) => {
    setText(most, `at most ${rate(line.update({ calls, errors }, times))}`);
    setText(caption, `Calls (line) ${rate(calls.at(-1))} now, errors (area) ${rate(errors.at(-1))}.`);
  };
  return { node, update };
}
