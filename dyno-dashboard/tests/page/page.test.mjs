// The page in a browser, beside a shop whose depot fails on demand. It waits for what must come, never for a time.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { join } from "node:path";

import { start, unfit } from "./browser.mjs";
import { open } from "./shop.mjs";

const DESK = { width: 1440, height: 900 };
/** For pictures: low, so that they are small files. */
const DESK_LOW = { width: 1440, height: 600 };
const PHONE = { width: 390, height: 844 };
const WALL = { width: 2560, height: 1440 };

let shop;
let browser;
let page;

before(async () => {
  shop = await open();
  browser = await start();
  ({ page } = browser);
  await page.goto(shop.url);
  await arrived();
});

afterEach(async () => {
  // What has failed while a panel is open is not to fail all that follows.
  await page.evaluate(() => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));
});

after(async () => {
  await browser?.close();
  await shop?.close();
});

const text = (selector) => page.locator(selector).innerText();
const names = () => page.locator("#rows .open b").allInnerTexts();
const row = (name) => page.locator("#rows tr", { has: page.getByText(name, { exact: true }) });
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at.matches("#rows .open") ? at.querySelector("b").textContent : at.id || at.tagName;
  });
const arrived = () => page.waitForFunction(() => document.querySelectorAll("#rows .open").length > 0);
const is = (selector, words) =>
  page.waitForFunction(
    ([at, source]) => new RegExp(source).test(document.querySelector(at)?.innerText),
    [selector, words.source],
  );

/** Waits for so many more overviews. */
async function ticks(number) {
  for (let left = number; left > 0; left -= 1) {
    const before = await text("#age");
    await page.waitForFunction((last) => document.getElementById("age").innerText !== last, before);
  }
}

async function assertFit(what) {
  const broken = await unfit(page);
  assert.equal(broken.length, 0, `${what}:\n${broken.join("\n\n")}`);
}

test("every declared command is there from the start, and names do no harm", async () => {
  const shown = await names();
  assert.equal(shown.length, 9, String(shown));
  assert.ok(shown.includes("gift_wrap"));
  assert.match(await row("gift_wrap").innerText(), /quiet/);
  const hostile = shown.find((name) => name.startsWith("<script>"));
  assert.ok(hostile.includes("\\u{202e}desrever\\u{a}{}"), hostile);
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  assert.equal(await page.locator("main img, main script").count(), 0);
  const widest = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(widest <= 0, "a long name makes the page wider than the screen");
});

test("what is not known is a dash", async () => {
  const all = await text("body");
  for (const word of ["NaN", "undefined", "null", "Infinity", "[object"]) assert.ok(!all.includes(word), word);
  assert.match(await row("gift_wrap").locator(".p99").innerText(), /^–$/);
  assert.match(await row("stock").locator(".rate").innerText(), /\/s$/);
});

test("numbers are short, have units, and are never more exact than they are", async () => {
  const written = await page.evaluate(async () => {
    const { latency, percent, plain, rate, span, times } = await import("./format.js");
    return [
      [latency(0), latency(51.234e-6), latency(0.9999e-3), latency(0.2036), latency(1.5), latency(75), latency(null)],
      [rate(0), rate(0.01), rate(59.977), rate(1234), rate(123456), rate(undefined), rate(NaN)],
      [percent(0), percent(0.00001), percent(0.004), percent(0.5), percent(0.9999), percent(1), percent(1 / 0)],
      [span(0.646), span(7), span(59.7), span(184), span(7500), span(90000), span(undefined)],
      [times(1.0111), times(undefined), plain("a\u202eb\n<i>"), plain(undefined)],
    ];
  });
  assert.deepEqual(written, [
    ["0 ns", "51.2 µs", "1.00 ms", "204 ms", "1.50 s", "1 min 15 s", "–"],
    ["0/s", "<0.1/s", "60.0/s", "1,234/s", "123k/s", "–", "–"],
    ["0 %", "<0.01 %", "0.40 %", "50.0 %", ">99.9 %", "100 %", "–"],
    ["0.6 s", "7 s", "1 min", "3 min 4 s", "2 h 5 min", "1 d 1 h", "–"],
    ["×1.01", "–", "a\\u{202e}b\\u{a}<i>", "–"],
  ]);
});

test("an outage is seen as it happens", async () => {
  await is("#verdict", /^All 9 commands are well \(\d quiet\); no breaker is open\.$/);
  // Nothing moves for whoever is in the table; after that it does, and takes the focus along.
  await row("stock").locator(".open").focus();
  shop.tell("down");
  await page.waitForSelector("#held:not([hidden])");
  assert.notEqual((await names())[0], "stock");
  await is("#verdict", /^[23] of 9 commands are unwell; 1 breaker is open\.$/);
  await page.waitForFunction(() => document.querySelector("#rows tr:nth-child(2) b").innerText === "stock");
  assert.equal(await focused(), "stock");
  assert.match(
    await text("#section-events + *, .events .timeline"),
    /breaker depot: closed -> open, 5 calls failed in a row/,
  );
  await is("#rows tr[data-level=down] .state", /for .+ s, probe in .+ s/);
  await is("#rows tr[data-level=down] .fallbacks", /^[1-9]/);
  await is(".errors .timeline", /the depot does not answer – \d+ times since/);
  const lines = await page.locator(".errors .timeline li").allInnerTexts();
  const said = lines.map((line) => line.replace(/^\S+\s+/, "").replace(/ – .*/, ""));
  assert.ok(said.every((one, at) => at === 0 || one !== said[at - 1]), lines.join("\n"));
  await is("#sections .breakers", /depot\s+open/);
  await page.waitForFunction(() => /^[23] unwell – outage/.test(document.title));
  await page.waitForFunction(
    () => document.querySelector("#rows tr[data-level=down] .spark .errors").getAttribute("d") !== "",
  );
});

test("since when it goes on is seen whatever probes do", async () => {
  await is("#rows tr[data-level=down] .state", /not closed since \d\d:\d\d, .+ s/);
  const isWhole = await page
    .locator("#rows tr[data-level=down] .state small")
    .first()
    .evaluate((one) => one.scrollWidth <= one.clientWidth);
  assert.ok(isWhole, "the words are cut");
  await is("#sections .breakers", /depot\s+\S+\s+[\d.]+ s\s+\d\d:\d\d, \d+ s/);
  await is(".events .timeline", /half-open -> open, .* – [2-9] times since \d\d:\d\d:\d\d/);
  const events = await text(".events .timeline");
  assert.equal(events.match(/closed -> open, 5 calls failed in a row/g).length, 1);
  assert.equal(events.match(/half-open -> open/g).length, 1, events);
});

test("what lives on old values, and a budget that refuses, say so", async () => {
  await is("#sections .caches", /shop::reviews\s+stale/);
  await is("#sections .caches", /Stale, 10 s/);
  assert.match(await row("reviews").locator(".state").innerText(), /stale[\s\S]* % old values/);
  assert.equal(await row("reviews").getAttribute("data-level"), "warn");
  await is("#sections .retries", /shop::price\s+refuses [\d.]+ %/);
  assert.match(await row("price").locator(".retries").innerText(), /[\d.]+ % refused/);
});

test("settings in lists say whose they are", async () => {
  const breaker = page.locator("#sections .breakers tbody", { hasText: "depot" });
  await breaker.locator("summary").click();
  const consecutive = breaker.locator(".settings div", { hasText: "consecutive" });
  await consecutive.locator(".origin", { hasText: "attribute" }).waitFor();
  assert.match(await consecutive.locator(".origin").getAttribute("title"), /^attribute, .*outage\.rs:\d+/);
  await breaker.locator(".settings .default", { hasText: "min_calls" }).waitFor();
  await assertFit("settings with their origins");
  await breaker.locator("summary").click();
});

test("no head of a column is cut, and what is wider than a phone says so", async () => {
  const cut = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("#heads button")]
        .filter((one) => one.offsetWidth > 0)
        .filter((one) => {
          const text = document.createRange();
          text.selectNodeContents(one);
          const [words, cell] = [text.getBoundingClientRect(), one.getBoundingClientRect()];
          const edge = document.getElementById("scroller").getBoundingClientRect().right;
          return one.scrollWidth > one.clientWidth || words.right > cell.right || cell.right > edge + 0.5;
        })
        .map((one) => one.innerText),
    );
  for (const viewport of [DESK, WALL, { width: 1920, height: 1080 }]) {
    await page.setViewportSize(viewport);
    const heads = page.locator("#heads button:visible");
    for (let at = (await heads.count()) - 1; at >= 0; at -= 1) {
      await heads.nth(at).click();
      assert.deepEqual(await cut(), [], `${viewport.width} px`);
    }
  }
  await page.getByRole("columnheader", { name: "State" }).getByRole("button").click();
  const cue = page.locator("#sections .breakers .cue");
  assert.equal(await cue.isVisible(), false);
  await page.setViewportSize(PHONE);
  await cue.waitFor();
  await page.locator("#sections .breakers .scroll").evaluate((scroll) => (scroll.scrollLeft = scroll.scrollWidth));
  await cue.waitFor({ state: "hidden" });
  await page.setViewportSize(DESK);
});

test("it is fit for all in every dress", async () => {
  await page.waitForFunction(() => document.querySelectorAll("#rows tr[data-level=bad]").length > 0);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE, wall: WALL })) {
      await page.setViewportSize(viewport);
      await ticks(1);
      await assertFit(`${colorScheme}, ${size}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${size}: ${over} px wider than the screen`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(DESK);
});

test("rows are kept, and so is the focus", async () => {
  await row("delivery").locator(".open").focus();
  await page.evaluate(() => (window.kept = document.activeElement.closest("tr")));
  await ticks(3);
  assert.equal(await focused(), "delivery");
  assert.ok(await page.evaluate(() => window.kept === document.activeElement.closest("tr")));
});

test("columns sort, and say so", async () => {
  const head = page.getByRole("columnheader", { name: "Command" });
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  const ascending = await names();
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  assert.deepEqual(await names(), ascending.toReversed());
  assert.equal(await page.locator("[aria-sort]").count(), 1);

  await page.getByRole("columnheader", { name: "Calls" }).getByRole("button").click();
  const rates = (await page.locator("#rows .rate").allInnerTexts()).map(parseFloat);
  assert.deepEqual(
    rates,
    rates.toSorted((a, b) => b - a),
  );
  await page.getByRole("columnheader", { name: "State" }).getByRole("button").click();
  await page.waitForFunction(() => document.querySelector("#rows tr:nth-child(2) b").innerText === "stock");
});

test("the filter is a key away", async () => {
  await page.keyboard.press("/");
  assert.equal(await focused(), "filter");
  await page.keyboard.type("SHOP open");
  assert.deepEqual(await names(), ["stock"]);
  await is("#shown", /^1 of 9$/);
  await page.keyboard.type(" nothing like it");
  await is("#none", /Esc in it clears it/);
  await page.keyboard.press("Escape");
  await is("#shown", /^9 in all$/);
  await page.keyboard.press("Escape");

  await page.keyboard.press("u");
  assert.equal(await page.locator("#unwell").getAttribute("aria-pressed"), "true");
  await is("#shown", /^[23] of 9$/);
  await page.keyboard.press("u");
  await is("#shown", /^9 in all$/);
});

test("the keys lead to a command and back", async () => {
  await page.keyboard.press("g");
  const all = await names();
  assert.equal(await focused(), all[0]);
  await page.keyboard.press("j");
  assert.equal(await focused(), all[1]);
  await page.keyboard.press("k");
  assert.equal(await focused(), all[0]);
  await page.keyboard.press("G");
  assert.equal(await focused(), all.at(-1));
  await page.keyboard.press("g");

  await page.keyboard.press("Enter");
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
  await is("#detail-title", /^shop::stock$/);
  await is("#detail .reasons", /breaker depot has been open for/);
  await is("#detail .plan", /breaker “depot”, open[\s\S]*consecutive\s+5\s+attribute, .*outage\.rs:\d+/);
  await is("#detail .chart figcaption", /Calls \(line\) .*\/s now, errors \(area\) .*\/s/);
  assert.match(page.url(), /#command=shop%3A%3Astock$/);
  await is("#detail .chart .most", /^at most [\d.]+\/s$/);
  const [most, drawn] = await Promise.all([".most", ".spark"].map((at) => page.locator(`#detail .chart ${at}`).boundingBox()));
  assert.ok(most.y + most.height <= drawn.y + 1, "it covers what is drawn");
  await assertFit("a command, light");
  await page.emulateMedia({ colorScheme: "dark" });
  await assertFit("a command, dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.keyboard.press("j");
  await page.waitForFunction(() => document.querySelector("#detail-title").innerText !== "shop::stock");
  await page.keyboard.press("k");
  await is("#detail-title", /^shop::stock$/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#detail").evaluate((dialog) => dialog.open), false);
  assert.equal(await focused(), "stock");

  await page.keyboard.press("?");
  await page.waitForSelector("#help[open]");
  await assertFit("the help");
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await page.locator("#help").evaluate((dialog) => dialog.open), false);
});

test("back closes a command, and forward opens it", async () => {
  const isOpen = (wanted) => page.waitForFunction((is) => document.getElementById("detail").open === is, wanted);
  const url = page.url();
  await row("price").locator(".open").click();
  await is("#detail-title", /^shop::price$/);
  // Another one in the open panel is no further step.
  await page.keyboard.press("k");
  await page.waitForFunction(() => document.querySelector("#detail-title").innerText !== "shop::price");
  await page.keyboard.press("j");
  await is("#detail-title", /^shop::price$/);
  await is("#detail .own-errors", /it has no harness: write #\[harness\]/);
  await page.goBack();
  await isOpen(false);
  assert.equal(page.url(), url);
  await page.goForward();
  await isOpen(true);
  await is("#detail-title", /^shop::price$/);
  await page.keyboard.press("Escape");
  await isOpen(false);
  await page.waitForFunction((before) => location.href === before, url);
  // One that is opened at once is not closed by the way back.
  await page.evaluate(() => {
    const of = (name) => [...document.querySelectorAll("#rows .open")].find((one) => one.title === name);
    of("shop::price").click();
    document.getElementById("detail").close();
    setTimeout(() => of("shop::stock").click());
  });
  await is("#detail-title", /^shop::stock$/);
  await isOpen(true);
  await page.keyboard.press("Escape");
  await isOpen(false);
});

test("an address of what is not there says so", async () => {
  await page.goto(`${shop.url}#command=shop%3A%3Astok`);
  await page.reload();
  await page.waitForSelector("#detail[open]");
  await is("#detail", /no command is called `shop::stok` here: did you mean `shop::stock`\?/);
  await assertFit("a command that is not there");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => location.hash === "");
  // The browser says itself what was not found.
  const others = browser.complaints.filter((line) => !/404/.test(line));
  browser.complaints.splice(0, Infinity, ...others);
});

test("a hostile name opens as well", async () => {
  await page.locator("#rows .open", { hasText: "<script>" }).click();
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
  assert.match(await text("#detail-title"), /^<script>window\.hurt = 1/);
  assert.match(await text("#detail .reasons"), /in the last 10 s/);
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  // Its address opens it again.
  await page.reload();
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
  assert.match(await text("#detail-title"), /^<script>window\.hurt = 1/);
  await page.getByRole("button", { name: "Close" }).click();
});

test("the end of the outage is seen", async () => {
  shop.tell("up");
  await is("#verdict", /^All 9 commands are well/);
  await is(".events .timeline", /half-open -> closed/);
});

test("it has complained of nothing, and asked nobody else", () => {
  assert.deepEqual(browser.complaints, []);
  assert.deepEqual([...browser.asked], [new URL(shop.url).origin]);
});

test("a restart is survived", async () => {
  const { port, pid } = shop;
  const is_in_colour = () =>
    page
      .locator("#rows .word")
      .first()
      .evaluate((word) => getComputedStyle(word).color);
  const colour = await is_in_colour();
  await page.keyboard.press("g");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
  await shop.close();
  await is("#detail", /The connection is lost; this is \d+ s old\./);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.title.startsWith("no data – "));
  await is("#connection", /^Connection lost, trying again$/);
  await is("#age", /^last data [\d.]+ s ago, at \d\d:\d\d:\d\d$/);
  assert.notEqual(await is_in_colour(), colour);
  await assertFit("old data, light");
  await page.emulateMedia({ colorScheme: "dark" });
  await assertFit("old data, dark");
  await page.emulateMedia({ colorScheme: "light" });
  const age = await text("#age");
  await page.waitForFunction((last) => document.getElementById("age").innerText !== last, age);

  shop = await open({ port });
  assert.notEqual(shop.pid, pid);
  await is("#connection", /^Live$/);
  await is("#process", new RegExp(`process ${shop.pid},`));
  assert.equal((await names()).length, 9);
  // It is quiet until it is called.
  const isInColour = (colour) => getComputedStyle(document.querySelector("#rows .word")).color === colour;
  await page.waitForFunction(isInColour, colour);
  // Only what the browser itself says of a server that was not there.
  const others = browser.complaints.filter((line) => !/ERR_|Failed to load resource/.test(line));
  assert.deepEqual(others, []);
});

test("its pictures are taken", { skip: !process.env.PICTURES }, async () => {
  const minute = () => document.querySelectorAll("#rows .spark .calls")[0].getAttribute("d").split("L").length > 60;
  const last = () => document.querySelectorAll("#rows .spark .calls")[0].getAttribute("d").split("L").length > 90;
  await page.waitForFunction(minute);
  shop.tell("down");
  await page.waitForFunction(last);
  await page.locator("#filter").fill("shop");
  await page.locator("#filter").blur();
  const pictures = { light: [DESK_LOW, "light"], dark: [DESK_LOW, "dark"], phone: [PHONE, "light"] };
  for (const [name, [viewport, colorScheme]] of Object.entries(pictures)) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await ticks(1);
    await page.screenshot({ path: join(process.env.PICTURES, `page-${name}.png`) });
  }
  await page.locator("#filter").fill("");
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: "light" });
});

test("thousands of commands are as usable", async () => {
  await shop.close();
  shop = await open({ more: 10_000 });
  await page.goto(shop.url);
  await is("#shown", /^10,009 in all$/);
  assert.ok((await page.locator("#rows tr").count()) < 100);
  assert.equal(await page.locator("#table").getAttribute("aria-rowcount"), "10010");

  const head = page.getByRole("columnheader", { name: "Command" });
  await head.getByRole("button").click();
  await page.keyboard.press("G");
  assert.equal(await focused(), "stock");
  assert.equal(await page.locator("#rows tr:focus-within").getAttribute("aria-rowindex"), "10010");
  await page.keyboard.press("k");
  assert.equal(await focused(), "search");
  await page.keyboard.press("/");
  await page.keyboard.type("number_0999");
  await is("#shown", /^10 of 10,009$/);
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "number_09990");
  await page.keyboard.press("Enter");
  await is("#detail-title", /^other::number_09990$/);
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
  await page.keyboard.press("Escape");
  await ticks(1);
  assert.equal(await focused(), "number_09990");
});
