// The shopper's page: true, private, complete without scripts, and silent towards everyone else.
import { weight } from '../checks.mjs';

/** A first visit with fonts, over the wire. */
const BYTES_MAX = 160 * 1024;
const READINGS_MAX = 4;
const PRIVATE_HEADERS = [
  ['cache-control', /no-store/],
  ['x-robots-tag', /noindex/],
  ['referrer-policy', /no-referrer|same-origin|strict-origin/],
  ['content-security-policy', /default-src/],
];

export async function run(stage) {
  const page = await stage.stranger();
  const answer = await stage.open(stage.links.tracking);
  for (const [name, wanted] of PRIVATE_HEADERS) {
    const value = answer.headers()[name] ?? '';
    stage.must(wanted.test(value), `${name} is "${value}"`);
    stage.must(name !== 'content-security-policy' || !value.includes('unsafe-inline'), 'the policy allows inline code');
  }
  await stage.look('page');
  const told = await content(page);
  stage.must(told.steps >= 1, 'the timeline is empty');
  await wayAndMap(stage, page);
  stage.must(!/\+?966\d{9}|05\d{8}/.test(told.main), 'a phone number of the customer stands on the page');
  await withoutScripts(stage, page);

  const bytes = await weight(await stage.stranger(), stage.links.tracking);
  stage.must(bytes <= BYTES_MAX, `a first visit brings ${bytes} bytes, at most ${BYTES_MAX} are allowed`);

  const gone = await stage.stranger();
  await stage.open(stage.links.tracking.replace(/.{6}$/, 'zzzzzz'), 404);
  stage.must((await gone.getByRole('heading', { level: 1 }).innerText()).length > 3, 'an unknown link is not explained');
  await stage.look('unknown');
}

/** The history stands by days, no station is told twice in a row, and a picture says in words what it shows. */
async function wayAndMap(stage, page) {
  const main = page.getByRole('main');
  stage.must((await main.getByRole('heading', { level: 3 }).count()) >= 1, 'the history names no day');
  const days = main.locator('section').filter({ has: page.getByRole('heading', { level: 3 }) }).locator('ol');
  for (const stations of await days.evaluateAll((lists) => lists.map((list) => [...list.querySelectorAll(':scope > li > div')].map((one) => one.innerText)))) {
    const repeated = stations.find((station, place) => station === stations[place + 1]);
    stage.must(!repeated, `"${repeated}" is told twice in a row`);
  }
  const map = main.locator('svg[role="img"]');
  if ((await map.count()) === 0) return;
  const words = (await map.first().getAttribute('aria-label')) ?? '';
  for (const label of await map.first().locator('text').allTextContents()) {
    stage.must(words.includes(label) || (await main.innerText()).includes(label), `${label} stands on the map and nowhere in words`);
  }
}

/** The demo's parcels move while one looks, so the two readings are taken again until no news came between them. */
async function withoutScripts(stage, page) {
  const plain = await stage.stranger({ javaScriptEnabled: false });
  for (let tries = 1; ; tries += 1) {
    await page.reload();
    await stage.open(stage.links.tracking);
    const [told, silent] = [await content(page), await content(plain)];
    if (silent.heading === told.heading && silent.steps === told.steps) break;
    stage.must(tries < READINGS_MAX, `without scripts the page tells ${JSON.stringify(silent)}, not ${JSON.stringify(told)}`);
  }
  await stage.picture('without-scripts');
  stage.must((await plain.locator('noscript').count()) === 0, 'without scripts the page only makes excuses');
}

async function content(page) {
  return {
    heading: (await page.getByRole('heading', { level: 1 }).innerText()).trim(),
    steps: await page.getByRole('main').locator('ol > li').count(),
    main: await page.getByRole('main').innerText(),
  };
}
