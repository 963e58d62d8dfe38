// The operator's hands, in a browser: what is changed is seen in what the shop does, and is taken back.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, before, test } from "node:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { start, unfit } from "./browser.mjs";
import { open } from "./shop.mjs";

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const TOKEN = "s3cret-0123456789";

let folder;
let file;
let shop;
let browser;
let page;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "dyno-steer-"));
  file = join(folder, "overrides.toml");
  shop = await open();
  browser = await start();
  ({ page } = browser);
  await page.goto(shop.url);
  await arrived(page);
});

afterEach(async () => {
  // What has failed while a dialog is open is not to fail all that follows.
  await page.evaluate(() => [...document.querySelectorAll("dialog[open]")].reverse().forEach((one) => one.close()));
});

after(async () => {
  await browser?.close();
  await shop?.close();
  await rm(folder, { recursive: true, force: true });
});

const arrived = (where) => where.waitForFunction(() => document.querySelectorAll("#rows .open").length > 0);
const text = (selector) => page.locator(selector).innerText();
const is = (selector, words, where = page) =>
  where.waitForFunction(
    ([at, source]) => new RegExp(source).test(document.querySelector(at)?.innerText),
    [selector, words.source],
  );
const gone = (selector) => page.waitForFunction((at) => !document.querySelector(at), selector);
const isClosed = (selector) => page.waitForFunction((at) => !document.querySelector(at).open, selector);

async function assertFit(what) {
  const broken = await unfit(page);
  assert.equal(broken.length, 0, `${what}:\n${broken.join("\n\n")}`);
}

/** Opens the panel of a command. */
async function detail(name) {
  await page.locator("#rows .open", { has: page.getByText(name, { exact: true }) }).click();
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
}

/** The dialog for one thing, from an open panel. */
async function dialog(label) {
  await page.getByRole("button", { name: label, exact: true }).click();
  await page.waitForSelector("#steer[open]");
}

/** Sees what it would do, and does it. */
async function apply() {
  await page.locator("#steer-go").click();
  await page.waitForSelector("#steer-tried:not([hidden])");
  if (await page.locator("#steer-confirm").isVisible()) await page.locator("#steer-sure").check();
  await page.locator("#steer-go").click();
  await isClosed("#steer");
}

/** Takes one back with one click, wherever it is listed. */
async function undo(words, where = "#detail .hands") {
  await page.locator(`${where} .overrides li`, { hasText: words }).getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(
    ([at, source]) => ![...document.querySelectorAll(`${at} .overrides li`)].some((one) => one.innerText.includes(source)),
    [where, words],
  );
}

async function operate(token = TOKEN, name = "ada") {
  await page.locator("#operate").click();
  await page.locator("#operator-token").fill(token);
  await page.locator("#operator-name").fill(name);
  await page.keyboard.press("Enter");
}

test("without a token it is read only, and says how that is changed", async () => {
  await is("#operate", /^Read only/);
  await page.keyboard.press("o");
  await page.waitForSelector("#operator[open]");
  assert.match(await text("#operator"), /watched only[\s\S]*DYNO_TOKEN/);
  assert.equal(await page.locator("#operator-token").isVisible(), false);
  await assertFit("read only");
  await page.keyboard.press("Escape");
  await detail("stock");
  assert.equal(await page.locator("#detail .hands").isVisible(), false);
  await page.keyboard.press("Escape");
  const { status, told } = await shop.post("acts", { kind: "breaker", name: "depot", act: "trip", because: "a try" });
  assert.equal(status, 405);
  assert.match(told.remedy, /DYNO_TOKEN/);
});

test("a token makes an operator, and a wrong one is explained", async () => {
  await shop.close();
  shop = await open({ port: shop.port, token: TOKEN, file });
  await is("#connection", /^Live$/);
  await is("#operate", /^Operate/);
  await operate("not the token");
  await is("#operator-problem", /not the token that the program was started with/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "operator-token");
  for (const [scheme, size] of [["light", DESK], ["dark", PHONE]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    await assertFit(`the token, ${scheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(DESK);
  await page.keyboard.press("Escape");
  assert.match(await text("#operate"), /^Operate/);

  await operate();
  await isClosed("#operator");
  await is("#operate", /^Operator: ada/);
  const kept = await page.evaluate(() => [
    JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.cookie + location.href,
    document.documentElement.outerHTML + document.getElementById("operator-token").value,
  ]);
  assert.ok(!kept.join().includes(TOKEN), "the token is kept in memory alone");
});

test("a breaker is forced open by the keys, its calls are rejected, and it is undone", async () => {
  await detail("stock");
  await page.getByRole("button", { name: "Force open: breaker depot", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("#steer[open]");
  assert.equal(await page.evaluate(() => document.activeElement.id), "steer-why");
  assert.match(await text("#steer-means"), /rejects every call/);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#steer-tried").isVisible(), false, "it needs a reason");
  await page.keyboard.type("the warehouse moves");
  await page.keyboard.press("Tab");
  await page.keyboard.type("10m");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#steer-tried:not([hidden])");
  assert.equal(await page.evaluate(() => document.activeElement.id), "steer-tried-title");
  assert.match(await text("#steer-would"), /\S/);
  for (const [scheme, size] of [["light", DESK], ["dark", PHONE]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    await assertFit(`what it would do, ${scheme}`);
    const wide = await page.locator("#steer").evaluate((one) => one.scrollWidth > one.clientWidth);
    assert.equal(wide, false, `the dialog scrolls sideways, ${scheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(DESK);
  // It is not done without a word that it is meant.
  await page.locator("#steer-go").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#steer").evaluate((one) => one.open), true);
  await page.locator("#steer-sure").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await isClosed("#steer");
  await is("#detail .hands .said:not(:empty)", /^Done: breaker “depot”: force open\.$/);

  await is("#detail > .state", /^forced-open/);
  assert.match(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), /Force open/);
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll("#detail tr")];
    return Number(rows.find((row) => row.innerText.startsWith("rejected")).cells[1].innerText) > 0;
  });
  await is("#detail .hands", /force open by ada until .*: the warehouse moves\s+9 min \d+ s left/);
  await assertFit("an override in the panel");
  await page.locator("#detail .hands .undo:visible").focus();
  await page.keyboard.press("Enter");
  await is("#detail .hands .said:not(:empty)", /^Undone: breaker “depot” is as it was\.$/);
  assert.equal(await page.evaluate(() => document.activeElement.className), "said", "the focus is not lost with the row");
  await is("#detail > .state", /^(well|half-open|closed)/);
  await page.keyboard.press("Escape");
  await is(".events .timeline", /ada/);
});

test("a tripped breaker turns calls away and recovers by itself", async () => {
  await detail("stock");
  await dialog("Trip: breaker depot");
  assert.equal(await page.locator("#steer-for").isVisible(), false, "it has a time of its own");
  await page.locator("#steer-why").fill("to see whether the fallback holds");
  await page.locator("#steer-go").click();
  await is("#steer-sure-word", /^Do it all the same: every call is turned away until its wait is over$/);
  assert.equal(await page.locator("#steer-confirm").isVisible(), true);
  await page.locator("#steer-back").click();
  await apply();
  await is("#detail > .state", /^open/);
  await is("#detail > .state", /^well/);
});

test("what does not last is undone where it says that it was done, and the calls pass again", async () => {
  const wait = { kind: "breaker", name: "depot", settings: { open_for: "1h", open_max: "1h" }, by: "ben", because: "a long wait" };
  assert.equal((await shop.post("overrides", wait)).status, 200);
  await detail("stock");
  await dialog("Trip: breaker depot");
  await page.locator("#steer-why").fill("by mistake");
  await apply();
  await is("#detail > .state", /^open/);
  await is("#detail .hands .said:not(:empty)", /^Done: breaker “depot”: trip\.$/);
  await assertFit("what can be undone where it is said");
  await page.locator("#detail .hands .saying .undo:visible").focus();
  await page.keyboard.press("Enter");
  await is("#detail .hands .said:not(:empty)", /^Undone: breaker “depot” is as it was\.$/);
  assert.equal(await page.evaluate(() => document.activeElement.className), "said", "the focus is not lost with the button");
  await is("#detail > .state", /^(well|closed)/);
  assert.equal(await page.locator("#detail .hands .saying .undo:visible").count(), 0);
  const passed = () =>
    page.evaluate(() => [...document.querySelectorAll("#detail tr")].find((row) => /^(success|ok)/.test(row.innerText))?.cells[1].innerText);
  const before = await passed();
  await page.waitForFunction(
    (then) =>
      [...document.querySelectorAll("#detail tr")].find((row) => /^(success|ok)/.test(row.innerText))?.cells[1].innerText !== then,
    before,
  );
  await undo("a long wait");

  await dialog("Force open: breaker depot");
  await page.locator("#steer-why").fill("to be reset by mistake");
  await apply();
  await is("#detail > .state", /^forced-open/);
  await dialog("Reset: breaker depot");
  await page.locator("#steer-why").fill("the mistake");
  await apply();
  await is("#detail > .state", /^(well|closed)/);
  await page.keyboard.press("Escape");
  // Also where all that was done is listed, as long as it can be.
  const entry = page.locator(".done li", { hasText: "the mistake" }).first();
  await entry.getByRole("button", { name: "Undo breaker depot: reset" }).click();
  await is(".in-force .said:not(:empty)", /^Undone: breaker “depot” is as it was\.$/);
  await is("#sections .breakers", /depot\s+forced open/);
  await is(".in-force", /force open by ada: to be reset by mistake/);
  await page.waitForFunction(
    () => [...document.querySelectorAll(".done li")].every((one) => !one.innerText.includes("the mistake") || !one.querySelector(".undo:not([hidden])")),
  );
  await assertFit("the list of what was done");
  await undo("to be reset by mistake", ".in-force");
  await is("#sections .breakers", /depot\s+closed/);
});

test("what was done long ago is shown to whoever asks, and undone there", async () => {
  const blow = { kind: "fuse", name: "new search", act: "reset", by: "ben", because: "the oldest" };
  assert.equal((await shop.post("acts", blow)).status, 200);
  for (let n = 0; n < 60; n += 1) {
    const clear = { kind: "cache", name: "shop::reviews", act: "clear", by: "ben", because: `again ${n}` };
    assert.equal((await shop.post("acts", clear)).status, 200);
  }
  const entry = page.locator(".done li", { hasText: "the oldest" });
  await page.locator(".done li", { hasText: "again 59" }).waitFor();
  assert.equal(await page.locator(".done li").count(), 50);
  assert.equal(await entry.count(), 0);
  const all = page.locator(".done").getByRole("button", { name: /^Show all \d+$/ });
  assert.equal(await all.getAttribute("aria-pressed"), "false");
  await all.focus();
  await page.keyboard.press("Enter");
  await entry.first().waitFor();
  assert.equal(await all.getAttribute("aria-pressed"), "true");
  assert.equal(await page.locator(".done li").count(), Number((await text(".done .count")).replace(/\D/g, "")));
  await assertFit("all that was done");
  await entry.first().getByRole("button", { name: /^Undo/ }).click();
  await is(".in-force .said:not(:empty)", /^Undone: fuse “new search” is as it was\.$/);
  await all.click();
  await page.waitForFunction(() => document.querySelectorAll(".done li").length === 50);
});

test("what is another by now is not undone, and is explained", async () => {
  await detail("stock");
  await dialog("Reset: breaker depot");
  await page.locator("#steer-why").fill("to be overtaken");
  await apply();
  await is("#detail .hands .said:not(:empty)", /^Done: breaker “depot”: reset\.$/);
  const [last] = (await (await fetch(`${shop.url}api/v1/audit`)).json()).entries.filter(({ why }) => why === "to be overtaken");
  assert.equal((await shop.post("undo", { id: last.id, because: "from elsewhere" })).status, 200);
  await page.locator("#detail .hands .saying .undo:visible").click();
  await is("#detail .hands .said:not(:empty)", /undone/);
  assert.equal(await page.locator("#detail .hands .saying .undo:visible").count(), 0);
  await page.keyboard.press("Escape");
});

test("back closes the dialog, and then the panel", async () => {
  await detail("stock");
  const address = page.url();
  await dialog("Trip: breaker depot");
  await page.goBack();
  await isClosed("#steer");
  await page.waitForURL(address);
  assert.equal(await page.locator("#detail").evaluate((one) => one.open), true, "the panel stays");
  assert.match(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), /^Trip/);
  await page.goBack();
  await isClosed("#detail");
  await page.waitForFunction(() => location.hash === "");
  await page.goForward();
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
  assert.equal(page.url(), address);
  await dialog("Reset: breaker depot");
  await page.keyboard.press("Escape");
  await isClosed("#steer");
  await page.goBack();
  await isClosed("#detail");
});

test("a pool has more threads, and the next calls use them", async () => {
  shop.tell("slow");
  await is("#sections .pools", /drive[\s\S]*2 of 2/);
  await detail("delivery");
  await dialog("Set: pool drive");
  await page.getByLabel("threads", { exact: true }).fill("five");
  await page.locator("#steer-why").fill("a rush");
  await page.locator("#steer-go").click();
  await is("#steer-problem", /`five` is no whole number/);
  await page.getByLabel("threads", { exact: true }).fill("5");
  await page.locator("#steer-go").click();
  await is("#steer-would", /threads: 2 → 5/);
  assert.equal(await page.locator("#steer-confirm").isVisible(), false, "it does no harm");
  await page.locator("#steer-go").click();
  await isClosed("#steer");
  await is("#detail .plan", /threads\s+5\s+override by ada: a rush/);
  await page.keyboard.press("Escape");
  await is("#sections .pools", /drive[\s\S]*5 of 5/);
  await is(".in-force", /pool “drive”: threads 2 → 5 by ada: a rush/);
  await assertFit("the overrides in force");
  await undo("a rush", ".in-force");
  await is("#sections .pools", /drive[\s\S]*2 of 2/);
  shop.tell("up");
});

test("what is reset is no longer in force, and a fuse that lets nobody pass is confirmed", async () => {
  await detail("stock");
  await dialog("Force open: breaker depot");
  await page.locator("#steer-why").fill("to be reset");
  await apply();
  await is("#detail .hands", /force open by ada: to be reset/);
  await dialog("Reset: breaker depot");
  await page.locator("#steer-why").fill("all is well");
  await page.locator("#steer-go").click();
  await is("#steer-would", /force_open by ada: to be reset, would end with it/);
  assert.equal(await page.locator("#steer-confirm").isVisible(), false);
  await page.locator("#steer-go").click();
  await isClosed("#steer");
  await gone("#detail .hands .overrides li");
  await is("#detail > .state", /^(well|half-open|closed)/);
  await page.keyboard.press("Escape");
  await detail("search");
  await dialog("Set: fuse new search");
  await page.getByLabel("admit", { exact: true }).fill("0.0");
  await page.locator("#steer-why").fill("a try");
  await page.locator("#steer-go").click();
  await is("#steer-sure-word", /every call is turned away/);
  await assertFit("what does harm");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
});

test("a fuse is blown and mended", async () => {
  await detail("search");
  await dialog("Blow: fuse new search");
  await page.locator("#steer-why").fill("it finds nothing");
  await apply();
  await is("#detail > .state", /^fuse blown/);
  await undo("it finds nothing");
  await is("#detail > .state", /^(well|quiet)/);
});

test("an override ends by itself", async () => {
  await detail("stock");
  await dialog("Set: command shop::stock");
  await page.getByLabel("timeout", { exact: true }).fill("1s");
  await page.locator("#steer-why").fill("for a moment");
  await page.locator("#steer-for").fill("soon");
  await page.locator("#steer-go").click();
  await is("#steer-problem", /`soon` is no time/);
  await page.locator("#steer-for").fill("4s");
  await apply();
  await is("#detail .plan", /timeout\s+1s\s+override by ada until .*: for a moment/);
  await is("#detail .hands", /[1-4] s left/);
  await is("#detail .plan", /timeout\s+200ms\s+attribute/);
  await gone("#detail .hands .overrides li");
  await page.keyboard.press("Escape");
  await is(".events .timeline", /for a moment/);
});

test("who looks elsewhere sees it within a second", async () => {
  const other = await page.context().newPage();
  await other.goto(shop.url);
  await arrived(other);
  await is("#operate", /^Operate/, other);
  const seen = other.waitForFunction(
    () => document.querySelector(".in-force")?.innerText.includes("seen elsewhere") && Date.now(),
  );
  const { status, told } = await shop.post("overrides", {
    kind: "bulkhead",
    name: "till",
    settings: { permits: 6 },
    by: "ben",
    because: "seen elsewhere",
  });
  const done = Date.now();
  assert.equal(status, 200, JSON.stringify(told));
  const took = (await (await seen).jsonValue()) - done;
  assert.ok(took < 1000, `${took} ms`);
  await is(".in-force", /permits 4 → 6 by ben: seen elsewhere/);
  await other.close();
  await undo("seen elsewhere", ".in-force");
});

test("what was changed meanwhile is not run over, and is explained", async () => {
  await detail("price");
  await dialog("Set: bulkhead till");
  await page.getByLabel("permits", { exact: true }).fill("9");
  await page.locator("#steer-why").fill("more room");
  await shop.post("overrides", { kind: "bulkhead", name: "till", settings: { permits: 7 }, by: "ben", because: "mine" });
  await page.locator("#steer-go").click();
  await is("#steer-problem", /Changed meanwhile: permits was 4 and is 7 \(override by ben: mine\)\. You see now what it is/);
  await is("#steer-fields", /override by ben: mine/);
  assert.equal(await page.getByLabel("permits", { exact: true }).inputValue(), "9", "what was typed stays");
  await assertFit("a conflict");
  await apply();
  await is("#detail .plan", /permits\s+9\s+override by ada: more room/);
  await is("#detail .hands", /mine[\s\S]*under override \d+/);
  await undo("more room");
  await is("#detail .hands .said:not(:empty)", /^Undone: bulkhead “till”: permits is 7\. Still in force: permits 4 → 7 by ben: mine\.$/);
  await undo("mine");
  await is("#detail .plan", /permits\s+4\s+attribute/);
});

test("what is not of a command is steered from its list, and a binding from both", async () => {
  await page.getByRole("button", { name: "Steer outage::Counter", exact: true }).click();
  await page.waitForSelector("#steer[open]");
  await page.getByLabel("to", { exact: true }).fill("spar");
  await page.locator("#steer-why").fill("the counter is painted");
  await page.locator("#steer-go").click();
  await is("#steer-problem", /did you mean `spare`/);
  await page.getByLabel("to", { exact: true }).fill("spare");
  await apply();
  await is("#sections .dependencies", /bound[\s\S]*spare/);
  await detail("gift_wrap");
  await is("#detail .hands", /binding “outage::Counter”[\s\S]*to off → spare by ada: the counter is painted/);
  await undo("the counter is painted");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Steer new search", exact: true }).click();
  await page.waitForSelector("#steer[open]");
  await page.getByLabel("Blow", { exact: true }).check();
  assert.equal(await page.locator("#steer-table").isVisible(), false);
  await assertFit("a choice of what is to be done");
  await page.locator("#steer-why").fill("from the list");
  await apply();
  await is("#sections .fuses", /new search\s+blown/);
  await undo("from the list", ".in-force");
});

test("names and reasons do no harm", async () => {
  await page.locator("#rows .open", { hasText: "<script>" }).click();
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
  await page.locator("#detail .hands button").first().click();
  await page.waitForSelector("#steer[open]");
  await page.getByLabel("exact_latency", { exact: true }).fill("true");
  const hostile = "<img src=x onerror='window.hurt = 3'>\u202e";
  await page.locator("#steer-why").fill(hostile);
  await apply();
  await is("#detail .hands", /<img src=x onerror='window\.hurt = 3'>\\u\{202e\}/);
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  assert.equal(await page.locator("img").count(), 0);
  await undo("<img src=x");
});

test("a page of others changes nothing and reads nothing, also with the token", async () => {
  const audit = async () => (await (await fetch(`${shop.url}api/v1/audit`)).json()).entries.length;
  const before = await audit();
  const evil = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(mischief(shop.url)));
  await new Promise((resolve) => evil.listen(0, "127.0.0.1", resolve));
  // Another port is another origin, but the same site: what is sent with it is the most that any page could have.
  const other = await page.context().newPage();
  try {
    await other.goto(`http://127.0.0.1:${evil.address().port}/`);
    await other.waitForFunction(() => document.title.startsWith("tried"));
    assert.equal(await other.title(), "tried: none of 6 was read");
    assert.equal(await audit(), before, "nothing was done");
    await is("#sections .breakers", /depot\s+closed/);
  } finally {
    await other.close();
    evil.closeAllConnections();
    evil.close();
  }
});

/** A page that tries all that a browser lets it. */
function mischief(url) {
  const body = JSON.stringify({ kind: "breaker", name: "depot", act: "force_open", because: "mischief" });
  const [start, end] = body.split("mischief");
  const json = { "content-type": "application/json" };
  const tries = [
    ["acts", { method: "POST", mode: "no-cors", body }],
    ["acts", { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" }, body }],
    ["acts", { method: "POST", headers: json, credentials: "include", body }],
    ["acts", { method: "POST", headers: { ...json, authorization: `Bearer ${TOKEN}` }, body }],
    ["audit", {}],
    ["operator", { headers: { authorization: `Bearer ${TOKEN}` } }],
  ];
  return `<!doctype html><title>-</title><iframe name="frame"></iframe>
    <form method="post" enctype="text/plain" target="frame" action="${url}api/v1/acts">
      <input name='${start}' value='mischief${end}'>
    </form>
    <script type="module">
      const tries = ${JSON.stringify(tries)}.map(([path, how]) => fetch("${url}api/v1/" + path, how).then((answer) => answer.text()));
      const read = (await Promise.allSettled(tries)).filter(({ value }) => value);
      const loaded = new Promise((resolve) => document.querySelector("iframe").addEventListener("load", resolve));
      document.querySelector("form").submit();
      await loaded;
      document.title = read.length === 0 ? "tried: none of " + tries.length + " was read" : "tried: " + JSON.stringify(read);
    </script>`;
}

test("it has complained of nothing but what it was refused, and asked nobody else", () => {
  const others = browser.complaints.filter((line) => !/ERR_|Failed to load resource/.test(line));
  assert.deepEqual(others, []);
  assert.deepEqual([...browser.asked], [new URL(shop.url).origin]);
});

test("its picture is taken", { skip: !process.env.PICTURES }, async () => {
  await page.setViewportSize({ width: 1440, height: 680 });
  await detail("delivery");
  await dialog("Set: pool drive");
  await page.getByLabel("threads", { exact: true }).fill("8");
  await page.locator("#steer-why").fill("the sale begins");
  await page.locator("#steer-for").fill("2h");
  await page.locator("#steer-go").click();
  await page.waitForSelector("#steer-tried:not([hidden])");
  await page.screenshot({ path: join(process.env.PICTURES, "page-steer.png") });
  await page.setViewportSize(DESK);
});

test("what is in force is kept across a restart, and the token is asked for again", async () => {
  await shop.post("overrides", { kind: "pool", name: "drive", settings: { threads: 4 }, by: "ben", because: "to be kept" });
  await shop.post("acts", { kind: "fuse", name: "new search", act: "blow", by: "ben", because: "kept blown" });
  await is(".in-force", /to be kept/);
  const { port } = shop;
  await shop.close();
  await is("#connection", /^Connection lost/);
  shop = await open({ port, token: "another-0123456789", file });
  await is("#connection", /^Live$/);
  await is(".in-force", /pool “drive”: threads 2 → 4 by ben: to be kept/);
  await is("#sections .pools", /of 4/);
  await is("#sections .fuses", /new search\s+blown/);
  // The token of before is another by now.
  await page.locator(".in-force .overrides li", { hasText: "to be kept" }).getByRole("button", { name: "Undo" }).click();
  await page.waitForSelector("#operator[open]");
  assert.match(await text("#operator-problem"), /does not take this token any more/);
  await page.locator("#operator-token").fill("another-0123456789");
  await page.keyboard.press("Enter");
  await is("#sections .pools", /of 2/);
  assert.ok(!(await text(".in-force")).includes("to be kept"));

  await page.locator("#operate").click();
  await page.getByRole("button", { name: "Forget the token" }).click();
  await is("#operate", /^Operate/);
});
