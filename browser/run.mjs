// Runs the browser stories against a demo of its own: every story at both widths, in both languages and both schemes.
// node browser/run.mjs [--story tracking] [--lang ar] [--view phone] [--scheme dark] [--jobs 2] [--binary <wasl>]
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowser } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { signIn } from './sign_in.mjs';
import { Stage } from './stage.mjs';

const HERE = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const SHOTS = join(HERE, 'shots');
const STORY_MS_MAX = 60_000;
const FAULT_LETTERS_MAX = 400;

export const VIEWS = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };
const LANGS = ['ar', 'en'];
const SCHEMES = ['light', 'dark'];

const { values: wish } = parseArgs({
  options: {
    story: { type: 'string', multiple: true },
    lang: { type: 'string' },
    view: { type: 'string' },
    scheme: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    binary: { type: 'string', default: join(HERE, '../target/debug/wasl') },
    orders: { type: 'string', default: '300' },
  },
});

const stories = await loadStories();
const runs = combinations(stories);
if (runs.length === 0) {
  console.error('no story fits the wish; there are: ' + readdirSync(join(HERE, 'stories')).join(', '));
  process.exit(2);
}
rmSync(SHOTS, { recursive: true, force: true });
mkdirSync(SHOTS, { recursive: true });
const began = Date.now();
const demo = await startDemo(wish.binary, wish.orders);
let failed = 0;
try {
  const browser = await startBrowser();
  try {
    failed = await runAll(browser);
  } finally {
    await browser.close();
  }
} finally {
  await demo.stop();
}
console.log(`${runs.length - failed} passed, ${failed} failed in ${((Date.now() - began) / 1000).toFixed(1)} s; pictures in browser/shots/`);
process.exitCode = failed === 0 ? 0 : 1;

async function loadStories() {
  const files = readdirSync(join(HERE, 'stories')).filter((name) => name.endsWith('.mjs')).sort();
  const names = files.map((file) => file.replace('.mjs', ''));
  const wanted = wish.story ? names.filter((name) => wish.story.includes(name)) : names;
  return Promise.all(wanted.map(async (name) => ({ name, ...(await import(`./stories/${name}.mjs`)) })));
}

function combinations(all) {
  const fits = (wanted, value) => wanted === undefined || wanted === value;
  const found = [];
  for (const story of all)
    for (const lang of LANGS.filter((it) => fits(wish.lang, it)))
      for (const view of Object.keys(VIEWS).filter((it) => fits(wish.view, it)))
        for (const scheme of SCHEMES.filter((it) => fits(wish.scheme, it))) found.push({ story, lang, view, scheme });
  return found;
}

async function runAll(browser) {
  const axe = readFileSync(join(HERE, 'node_modules/axe-core/axe.min.js'), 'utf8');
  const session = await signIn(browser, demo.links.console);
  const house = { browser, axe, links: demo.links, session: session.state, home: session.home, shots: SHOTS };
  const queue = [...runs];
  let faults = 0;
  const worker = async () => {
    for (let run = queue.shift(); run; run = queue.shift()) {
      if (!(await runOne(house, run))) faults += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(wish.jobs) }, worker));
  return faults;
}

/** One story in one dress. Every fault is told; the picture of the failure stays. */
async function runOne(house, { story, lang, view, scheme }) {
  const title = `${story.name} ${lang} ${view} ${scheme}`;
  const stage = new Stage(house, { title, lang, view: VIEWS[view], scheme });
  const started = Date.now();
  const faults = [];
  try {
    await limited(story.run(stage), title);
  } catch (error) {
    faults.push(error.message.split('\n').slice(0, 12).join('\n    '));
    await stage.picture('failed').catch(() => {});
  }
  faults.push(...new Set(stage.faults.map((fault) => fault.slice(0, FAULT_LETTERS_MAX))));
  await stage.close();
  const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
  if (faults.length === 0) {
    console.log(`ok      ${title} (${took})`);
    return true;
  }
  console.log(`FAILED  ${title} (${took})\n    ${faults.join('\n    ')}`);
  return false;
}

function limited(promise, title) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${title} took longer than ${STORY_MS_MAX / 1000} s`)), STORY_MS_MAX);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
