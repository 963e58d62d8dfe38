// The page beside the main example, which plays an outage of its own: seen from before it to after the end, and once more.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { createInterface } from "node:readline";

import { start } from "./browser.mjs";

let storefront;
let browser;
let page;

/** Plays the outage once, in 20 s. */
async function play() {
  const program = process.env.STOREFRONT;
  if (!program) throw new Error("STOREFRONT names no program; run all of it with: cargo xtask page");
  const child = spawn(program, ["--json"], { stdio: ["ignore", "ignore", "pipe"] });
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
