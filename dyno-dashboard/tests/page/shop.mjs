// The shop that is watched: started, told what to do, stopped, and started again where it was.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts it; port 0 is any that is free. It must say soon where it is. */
export async function open({ port = 0, more = 0 } = {}) {
  const program = process.env.OUTAGE;
  if (!program) throw new Error("OUTAGE names no program; run all of it with: cargo xtask page");
  const child = spawn(program, [`127.0.0.1:${port}`, String(more)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [url] = /http:\/\/\S+/.exec(line) ?? [];
      if (url) resolve(url);
    });
  });
  return {
    url: `${address}/`,
    port: Number(new URL(address).port),
    pid: child.pid,
    tell: (word) => child.stdin.write(`${word}\n`),
    async close() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
