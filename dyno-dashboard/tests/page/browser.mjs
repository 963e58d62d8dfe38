// A browser that asks nobody but the page's server, and keeps what it complains of.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const DESK = { width: 1440, height: 900 };

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts one with a profile of its own. */
export async function start() {
  const profile = await mkdtemp(join(tmpdir(), "dyno-page-"));
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const options = { executablePath, headless: true, args: QUIET, viewport: DESK, reducedMotion: "reduce" };
  const context = await chromium.launchPersistentContext(profile, options);
  // A debug build takes its time with thousands of commands.
  context.setDefaultTimeout(90_000);
  const page = context.pages()[0];
  const complaints = [];
  const asked = new Set();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => asked.add(new URL(request.url()).origin));
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { page, complaints, asked, close };
}

/** What of WCAG 2.2 A and AA is broken, each with where. */
export async function unfit(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return found.violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target}: ${failureSummary}`);
    return `${id}: ${help}\n${where.join("\n")}`;
  });
}
