// The shop that is watched: started, told what to do, stopped, and started again where it was.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts it; port 0 is any that is free. `token` makes an operator, `file` keeps what he changes. It must say soon where it is. */
export async function open({ port = 0, more = 0, token, file } = {}) {
  const program = process.env.OUTAGE;
  if (!program) throw new Error("OUTAGE names no program; run all of it with: cargo xtask page");
  const { DYNO_TOKEN: _, ...env } = process.env;
  const child = spawn(program, [`127.0.0.1:${port}`, String(more), ...(file ? [file] : [])], {
    env: token ? { ...env, DYNO_TOKEN: token } : env,
    stdio: ["pipe", "pipe", "inherit"],
  });
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
    /** Does what an operator elsewhere would. */
    async post(path, body) {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const answer = await fetch(`${address}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: answer.status, told: await answer.json() };
    },
    tell: (word) => child.stdin.write(`${word}\n`),
    async close() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
