// Each check has a page on which it fails: a check that cannot fail is worth nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { startBrowser } from './browser.mjs';
import { barriers, chartsWithoutTable, displaced, jumped, moving, tooWide, watch, weight } from './checks.mjs';

const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const sound = '<!doctype html><html lang="en"><title>a</title><link rel="icon" href="data:,"><main><h1>Sound</h1></main></html>';
const chart = '<svg class="chart" role="img" aria-label="a"></svg>';
const bodies = {
  '/sound': sound,
  '/wide': sound.replace('<h1>', '<h1 style="inline-size: 3000px">'),
  '/barrier': sound.replace('</main>', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>'),
  '/small': sound.replace('</main>', '<a href="#a" style="font-size: 8px">a</a><br><a href="#b" style="font-size: 8px">b</a></main>'),
  '/noisy': sound.replace('</main>', '<script>console.error("loud")</script></main>'),
  '/thrown': sound.replace('</main>', '<script>throw new Error("thrown")</script></main>'),
  '/foreign': sound.replace('</main>', '<img alt="" src="http://127.0.0.2:9/x.png"></main>'),
  '/charts': sound.replace('</main>', `<div>${chart}<details><table></table></details></div><section><div>${chart}</div></section></main>`),
  '/heavy': sound.replace('</main>', '<img alt="" src="/picture"></main>'),
  // A whole one: of what is no picture the browser may stop reading at its first bytes.
  '/picture': `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><!--${'x'.repeat(50_000)}--></svg>`,
  '/jumpy': sound.replace('</main>', '<p>text</p><script>setTimeout(() => document.querySelector("h1").style.marginTop = "300px", 100)</script></main>'),
  '/centred': sound.replace('<main>', '<style>body { display: grid; align-content: center; min-block-size: 100vh }</style><main>'),
  '/restless': sound.replace('</main>', '<style>@keyframes a { to { opacity: 0 } } h1 { animation: a 9s infinite } p { transition: color 1s }</style><p>a</p></main>'),
  '/broken': sound.replace('</main>', '<script>fetch("/gone/500")</script></main>'),
};

let server, browser, base;
before(async () => {
  server = createServer((request, response) => {
    const body = bodies[request.url];
    const type = request.url === '/picture' ? 'image/svg+xml' : 'text/html';
    response.writeHead(body ? 200 : request.url.endsWith('500') ? 500 : 404, { 'content-type': type });
    response.end(body ?? sound);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
  browser = await startBrowser();
});
after(async () => {
  await browser.close();
  server.close();
});

async function faults(path) {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  const told = [];
  watch(page, base, (fault) => told.push(fault));
  await page.goto(base + path, { waitUntil: 'networkidle' });
  const wide = await tooWide(page);
  if (wide) told.push(`too wide: ${wide}`);
  told.push(...(await barriers(page, axe)));
  await page.close();
  return told;
}

test('a sound page has no fault, and neither has a page that is refused on purpose', async () => {
  assert.deepEqual(await faults('/sound'), []);
  assert.deepEqual(await faults('/not-here'), []);
});

for (const [path, expected] of [
  ['/wide', /too wide: <h1 style/],
  ['/barrier', /axe image-alt/],
  ['/small', /axe target-size/],
  ['/noisy', /console error: loud/],
  ['/thrown', /script error: thrown/],
  ['/foreign', /another host: http:\/\/127\.0\.0\.2/],
  ['/broken', /answered 500/],
]) {
  test(`${path} is caught`, async () => {
    const told = await faults(path);
    assert.ok(told.some((fault) => expected.test(fault)), told.join('\n') || 'nothing was told');
  });
}

test('a page is weighed with all it draws in', async () => {
  const page = await browser.newPage();
  const light = await weight(page, `${base}/sound`);
  assert.ok(light > sound.length && light < 2000, `${light} bytes`);
  const other = await browser.newPage();
  assert.ok((await weight(other, `${base}/heavy`)) > 50_000);
});

test('a chart without its table is counted', async () => {
  const page = await browser.newPage();
  await page.goto(`${base}/charts`);
  // The second one finds the first one's table only if it looks too far.
  assert.deepEqual(await chartsWithoutTable(page), { count: 2, bare: 1 });
});

test('a page whose beginning waits for its end is found', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(base + '/sound');
  assert.equal(await displaced(page), null);
  await page.goto(base + '/centred');
  assert.match(await displaced(page), /<main/);
  await page.close();
});

test('a page that jumps while it comes is measured', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${base}/sound`);
  assert.equal((await jumped(page)).sum, 0);
  await page.goto(`${base}/jumpy`);
  await page.waitForTimeout(300);
  const { sum, what } = await jumped(page);
  assert.ok(sum > 0.05 && what !== '', `${sum} ${what}`);
});

test('what moves is found', async () => {
  const page = await browser.newPage();
  await page.goto(`${base}/sound`);
  assert.deepEqual(await moving(page), { running: 0, slow: null });
  await page.goto(`${base}/restless`);
  const { running, slow } = await moving(page);
  assert.ok(running === 1 && slow.startsWith('<p'), `${running} ${slow}`);
});
