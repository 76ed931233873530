// Starts `wasl demo` in a folder of its own and reads the links from the one JSON line it prints.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START_MS_MAX = 180_000;
const STOP_MS_MAX = 20_000;
const LOG_LINES_KEPT = 40;

export async function startDemo(binary, orders) {
  if (!existsSync(binary)) throw new Error(`${binary} is not built`);
  const folder = mkdtempSync(join(tmpdir(), 'wasl-stories-'));
  const words = ['demo', '--orders', orders, '--port', '0', '--data', join(folder, 'data'), '--json-links'];
  const child = spawn(binary, words, { env: plainEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  const log = [];
  const keep = (line) => {
    log.push(line);
    if (log.length > LOG_LINES_KEPT) log.shift();
  };
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    await ended;
    clearTimeout(late);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', () => child.kill('SIGKILL'));
  process.once('SIGINT', () => stop().then(() => process.exit(130)));
  process.once('SIGTERM', () => stop().then(() => process.exit(143)));
  createInterface({ input: child.stderr }).on('line', keep);
  try {
    const links = await firstLinks(child, ended, keep);
    for (const name of ['console', 'tracking', 'components']) {
      if (!links[name]) throw new Error(`the demo printed no link called ${name}`);
    }
    return { links, stop };
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${log.join('\n')}`);
  }
}

/** Settings of the shell that started us are not the demo's. */
function plainEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WASL_')));
}

function firstLinks(child, ended, keep) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no links from the demo in ${START_MS_MAX / 1000} s`)), START_MS_MAX);
    const settle = (how, value) => {
      clearTimeout(late);
      how(value);
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return keep(line);
      try {
        settle(resolve, JSON.parse(line));
      } catch {
        keep(line);
      }
    });
    ended.then((how) => settle(reject, new Error(`the demo ended with ${how} before it printed its links`)));
  });
}
