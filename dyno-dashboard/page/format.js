// How numbers, times and names are written. What is not known is a dash.

export const DASH = "–";

const isKnown = (value) => typeof value === "number" && Number.isFinite(value);

const plainNumber = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** Three digits, which is what an eye takes in. */
function short(value) {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** A latency: `51.2 µs`, `203 ms`, `1.50 s`. */
export function latency(seconds) {
  if (!isKnown(seconds)) return DASH;
  if (seconds < 0.9995e-6) return `${Math.round(seconds * 1e9)} ns`;
  if (seconds < 0.9995e-3) return `${short(seconds * 1e6)} µs`;
  if (seconds < 0.9995) return `${short(seconds * 1e3)} ms`;
  return seconds < 60 ? `${short(seconds)} s` : span(seconds);
}

/** How long something has been so: `1.5 s`, `42 s`, `3 min 4 s`, `2 h 5 min`. */
export function span(seconds) {
  if (!isKnown(seconds)) return DASH;
  const left = Math.max(0, seconds);
  if (left < 9.95 && !Number.isInteger(left)) return `${left.toFixed(1)} s`;
  const whole = Math.round(left);
  if (whole < 60) return `${whole} s`;
  const [minutes, hours, days] = [Math.floor(whole / 60), Math.floor(whole / 3600), Math.floor(whole / 86400)];
  if (minutes < 60) return both(minutes, "min", whole % 60, "s");
  return hours < 24 ? both(hours, "h", minutes % 60, "min") : both(days, "d", hours % 24, "h");
}

const both = (large, unit, small, smaller) => (small ? `${large} ${unit} ${small} ${smaller}` : `${large} ${unit}`);

/** How many a second. */
export function rate(perSecond) {
  if (!isKnown(perSecond)) return DASH;
  if (perSecond === 0) return "0/s";
  if (perSecond < 0.05) return "<0.1/s";
  if (perSecond < 99.95) return `${perSecond.toFixed(1)}/s`;
  return perSecond < 9999.5 ? `${plainNumber.format(perSecond)}/s` : `${short(perSecond / 1000)}k/s`;
}

/** A share of one, in percent. Only what is nothing is 0 %, and only what is all is 100 %. */
export function percent(share) {
  if (!isKnown(share)) return DASH;
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.01) return "<0.01 %";
  if (value > 99.9) return ">99.9 %";
  return `${value < 1 ? value.toFixed(2) : value.toFixed(1)} %`;
}

/** A count, `12,345`. */
export function count(value) {
  return isKnown(value) ? plainNumber.format(value) : DASH;
}

/** How many of how many. */
export const of = (value, most) => `${count(value)} of ${count(most)}`;

/** How many times as many. */
export function times(value) {
  return isKnown(value) ? `×${value.toFixed(2)}` : DASH;
}

/** A time of day. */
export function clock(milliseconds) {
  if (!isKnown(milliseconds)) return DASH;
  return new Date(milliseconds).toLocaleTimeString("en-GB");
}

/** A time of day, with its date where it is not of today. */
export function moment(milliseconds) {
  if (!isKnown(milliseconds)) return DASH;
  const time = new Date(milliseconds);
  const date = time.toDateString() === new Date().toDateString() ? "" : `${time.toLocaleDateString("en-GB")}, `;
  return `${date}${clock(milliseconds)}`;
}

/** Since when, and how long that is: `03:12, 47 min`. */
export function since(milliseconds, seconds) {
  return isKnown(milliseconds) ? `${moment(milliseconds).slice(0, -3)}, ${span(seconds)}` : DASH;
}

/** `1 breaker is`, `2 breakers are`. */
export function many(number, one, more = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : more}`;
}

// Characters that are not seen, or turn around what is beside them.
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb]/gu;

/** Shows a name so that nothing in it hides: what is not seen is written as its number. */
export function plain(name) {
  const text = String(name ?? DASH);
  return text.replace(UNSEEN, (one) => `\\u{${one.codePointAt(0).toString(16)}}`);
}

/** What a value of settings reads as. */
export function setting(value) {
  if (value === null || value === undefined) return "off";
  return plain(typeof value === "object" ? JSON.stringify(value) : value);
}
