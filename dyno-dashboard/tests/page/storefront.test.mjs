// The page beside the main example, which plays an outage of its own: seen from before it to after the end, and once more; and an operator who
// steers it meanwhile.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createInterface } from "node:readline";

import { start } from "./browser.mjs";

let storefront;
let folder;
let browser;
let page;

const TOKEN = "s3cret-0123456789";
const UNTIL = "how long it holds";

/** Plays the outage once, in 20 s; where `file` keeps what an operator changes, again and again. */
async function play(file) {
  const program = process.env.STOREFRONT;
  if (!program) throw new Error("STOREFRONT names no program; run all of it with: cargo xtask page");
  const { DYNO_TOKEN: _, ...env } = process.env;
  const child = spawn(program, file ? ["--again", "--keep", file] : ["--json"], {
    env: file ? { ...env, DYNO_TOKEN: TOKEN } : env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const [, address] = /^storefront: watch it at (\S+)$/.exec(line) ?? [];
      if (address) resolve(`${address}/`);
      else if (line.startsWith("storefront: ")) reject(new Error(line));
    });
  });
  return { url, ended, kill: () => child.kill("SIGKILL") };
}

before(async () => {
  browser = await start();
  ({ page } = browser);
  storefront = await play();
  await page.goto(storefront.url);
});

after(async () => {
  await browser?.close();
  storefront?.kill();
  await storefront?.ended;
  if (folder) await rm(folder, { recursive: true, force: true });
});

const is = (selector, words) =>
  page.waitForFunction(
    ([at, source]) => new RegExp(source).test(document.querySelector(at)?.innerText),
    [selector, words.source],
  );

test("the outage of the storefront is seen from its beginning to its end", async () => {
  await is("#verdict", /no breaker is open\.$/);
  await is("#verdict", /unwell; 3 breakers are open\.$/);
  await is("#beside .errors", /no command has a harness: write #\[harness\] below #\[command\]/);
  await is("#rows tr[data-level=down] .state", /for .+ s, probe in .+ s/);
  await is("#rows tr[data-level=down] .fallbacks", /^[1-9]/);
  await is(".events .timeline", /breaker stock: closed -> open, 5 calls failed in a row/);
  await is("#verdict", /no breaker is open\.$/);
  await is(".events .timeline", /breaker stock: half-open -> closed/);
});

test("its end is seen, and its next beginning", async () => {
  await storefront.ended;
  await is("#connection", /^Connection lost, trying again$/);
  storefront = await play();
  await is("#connection", /^Live$/);
  await is("#verdict", /unwell; 3 breakers are open\.$/);
  const others = browser.complaints.filter((line) => !/ERR_|Failed to load resource/.test(line));
  assert.deepEqual(others, []);
});

/** Opens the panel of a command, and the dialog for what is done to a part of it; says why, and does it. */
async function steer(name, label, why, fill = {}) {
  await page.locator("#rows .open", { has: page.getByText(name, { exact: true }) }).click();
  await page.waitForSelector("#detail[open] .parts:not([hidden])");
  await page.getByRole("button", { name: label, exact: true }).click();
  await page.waitForSelector("#steer[open]");
  for (const [field, value] of Object.entries(fill)) {
    await (field === UNTIL ? page.locator("#steer-for") : page.getByLabel(field, { exact: true })).fill(value);
  }
  await page.locator("#steer-why").fill(why);
  await page.locator("#steer-go").click();
  await page.waitForSelector("#steer-tried:not([hidden])");
  if (await page.locator("#steer-confirm").isVisible()) await page.locator("#steer-sure").check();
  await page.locator("#steer-go").click();
  await page.waitForFunction(() => !document.querySelector("#steer").open);
}

/** Waits until more calls of the command whose panel is open have ended so. */
async function more(outcome) {
  const counted = ([word, least]) => {
    const row = [...document.querySelectorAll("#detail tr")].find((one) => one.innerText.startsWith(word));
    const count = Number(row?.cells[1].innerText.replace(/\D/g, "") ?? 0);
    return least === null ? count : count > least;
  };
  const before = await page.evaluate(counted, [outcome, null]);
  await page.waitForFunction(counted, [outcome, before]);
}

async function undo(words) {
  await page.locator("#detail .hands .overrides li", { hasText: words }).getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(
    (text) => ![...document.querySelectorAll("#detail .hands .overrides li")].some((one) => one.innerText.includes(text)),
    words,
  );
}

test("it is steered while the outage is played", async () => {
  storefront.kill();
  await storefront.ended;
  folder = await mkdtemp(join(tmpdir(), "dyno-storefront-"));
  storefront = await play(join(folder, "overrides.toml"));
  await is("#connection", /^Live$/);
  await page.locator("#operate").click();
  await page.locator("#operator-token").fill(TOKEN);
  await page.locator("#operator-name").fill("ada");
  await page.keyboard.press("Enter");
  await is("#operate", /^Operator: ada/);

  await steer("price", "Force open: breaker price", "prices are wrong");
  await is("#detail > .state", /^forced-open/);
  await more("rejected");
  await undo("prices are wrong");
  await page.keyboard.press("Escape");

  await steer("delivery", "Set: pool drive", "a rush", { threads: "5" });
  await is("#detail .plan", /threads\s+5\s+override by ada: a rush/);
  await page.keyboard.press("Escape");
  await is("#sections .pools", /drive[\s\S]*of 5/);

  await steer("delivery", "Blow: fuse delivery days", "pages are late");
  await is("#detail > .state", /^fuse blown/);
  await more("rejected");
  await undo("pages are late");

  await page.keyboard.press("Escape");

  await steer("stock", "Set: command storefront::calls::stock", "for a moment", { timeout: "1s", [UNTIL]: "4s" });
  await is("#detail .plan", /timeout\s+1s\s+override by ada until .*: for a moment/);
  await is("#detail .plan", /timeout\s+200ms/);
  await page.keyboard.press("Escape");
});

test("what it should keep it keeps over a restart", async () => {
  await steer("price", "Force open: breaker price", "until monday");
  await page.keyboard.press("Escape");
  storefront.kill();
  await storefront.ended;
  await is("#connection", /^Connection lost, trying again$/);
  storefront = await play(join(folder, "overrides.toml"));
  await is("#connection", /^Live$/);
  await is(".in-force", /breaker “price”: force open .*by ada: until monday/);
  await page.locator("#rows .open", { has: page.getByText("price", { exact: true }) }).click();
  await is("#detail > .state", /^forced-open/);
  await more("rejected");
  await undo("until monday");
  const others = browser.complaints.filter((line) => !/ERR_|Failed to load resource/.test(line));
  assert.deepEqual(others, []);
});
