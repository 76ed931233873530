// The page made twice as large, with names as long as they come, and on paper: nothing scrolls sideways, nothing is lost.
import { tooWide } from '../checks.mjs';

export async function run(stage) {
  const paths = ['', '/orders', '/shipments', '/books'].map((path) => stage.home + path);
  // 200 % of 1280 px leaves 640 of the page's own.
  const page = await stage.member({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
  for (const href of paths) await fits(stage, page, href);
  await stage.open(`${stage.home}/orders`);
  const order = await page.getByRole('main').locator('a[href*="/orders/ord_"]').first().getAttribute('href');
  await fits(stage, page, order);
  await stage.picture('twice-as-large');

  await page.emulateMedia({ media: 'print', colorScheme: stage.scheme });
  const isHidden = (selector) => page.locator(selector).first().isHidden();
  stage.must((await isHidden('nav')) && (await isHidden('main form')), 'navigation and forms stand on paper');
  stage.must(await page.getByRole('heading', { level: 1 }).isVisible(), 'the heading is lost on paper');
  const paper = await page.evaluate(() => getComputedStyle(document.body).color);
  stage.must(isDark(paper), `the ink on paper is ${paper}`);
  await stage.picture('on-paper');

  const narrow = await stage.member();
  for (const href of [...paths, order]) await fitsLongNames(stage, narrow, href);
  await fitsLongNames(stage, await stage.stranger(), stage.links.tracking);

  const shopper = await stage.stranger({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
  await fits(stage, shopper, stage.links.tracking);
}

const LONG = 'متجر مؤسسة عبدالرحمن بن عبدالعزيز للعطور والعود Averyveryverylongnamewithoutanyspaceinside';

/** Names are as long as people make them. */
async function fitsLongNames(stage, page, href) {
  await stage.open(href);
  await page.evaluate((name) => {
    const isName = (element) => element.textContent.length > 3 && !/[0-9٠-٩]/.test(element.textContent);
    [...document.querySelectorAll('.brand bdi, main bdi, a.wide')].filter(isName).forEach((element) => (element.textContent = name));
  }, LONG);
  const wide = await tooWide(page);
  if (wide) stage.faults.push(`a long name makes ${new URL(page.url()).pathname} scroll sideways: ${wide}`);
}

async function fits(stage, page, href) {
  await stage.open(href);
  const wide = await tooWide(page);
  if (wide) stage.faults.push(`${new URL(page.url()).pathname} scrolls sideways at 200 % because of ${wide}`);
}

/** Whatever notation the browser answers in: lightness of oklch, or the sum of rgb. */
function isDark(color) {
  const [first, second, third] = color.match(/[\d.]+/g).map(Number);
  return color.startsWith('oklch') ? first < 0.5 : first + second + third < 300;
}
