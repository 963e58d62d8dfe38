// Drawings: the circle of a command, the sign of its health, and its last two minutes.

import { drawing, setAttribute } from "./dom.js";
import { LEVELS } from "./health.js";

const SECONDS = 120;

/** A sign that differs by shape and not by colour alone. */
export function sign() {
  const path = drawing("path", {});
  const node = drawing("svg", { class: "sign", viewBox: "0 0 16 16", "aria-hidden": "true" }, path);
  return { node, update: (level) => setAttribute(path, "d", LEVELS[level].shape) };
}

/** A circle that grows with the calls per second, on one scale for all: ten times as many are one step. */
export function circle() {
  const shape = drawing("circle", { r: 2 });
  const node = drawing("svg", { class: "circle", viewBox: "-20 -20 40 40", "aria-hidden": "true" }, shape);
  return {
    node,
    update(perSecond) {
      const radius = Math.min(18, 3 + 4.5 * Math.log10(1 + (perSecond || 0)));
      setAttribute(shape, "r", radius.toFixed(1));
    },
  };
}

/** The last two minutes: calls as a line, errors as an area below it. */
export function spark(width = SECONDS, height = 30) {
  const errors = drawing("path", { class: "errors" });
  const calls = drawing("path", { class: "calls" });
  const viewBox = `0 0 ${width} ${height}`;
  const node = drawing(
    "svg",
    { class: "spark", viewBox, preserveAspectRatio: "none", "aria-hidden": "true" },
    errors,
    calls,
  );
  const update = (points, times) => {
    const most = highest(points);
    const line = (values) => trace(values, times, most, width, height);
    const below = line(points.errors);
    setAttribute(calls, "d", join(line(points.calls)));
    setAttribute(errors, "d", points.errors.some((value) => value > 0) ? area(below, height) : "");
    return most;
  };
  return { node, update };
}

/** The highest rate of these points, and 1 at least, so that one call does not look like a flood. */
function highest(points) {
  return points.calls.reduce((most, value) => Math.max(most, value), 1);
}

function trace(values, times, most, width, height) {
  const last = times.at(-1);
  const skip = times.length - values.length;
  const spots = [];
  for (let at = 0; at < values.length; at += 1) {
    const x = width * (1 - (last - times[at + skip]) / 1000 / SECONDS);
    if (x < 0) continue;
    const y = height - 1 - (Math.min(values[at], most) / most) * (height - 2);
    spots.push([x.toFixed(1), y.toFixed(1)]);
  }
  return spots;
}

const join = (spots) => (spots.length ? `M${spots.map((spot) => spot.join(" ")).join("L")}` : "");

function area(spots, height) {
  if (spots.length === 0) return "";
  return `${join(spots)}L${spots.at(-1)[0]} ${height}L${spots[0][0]} ${height}Z`;
}
