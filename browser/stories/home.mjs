// The owner glances at the home page: figures that lead to the rows behind them, charts that can be read as tables.
import { chartsWithoutTable } from '../checks.mjs';

export async function run(stage) {
  const page = await stage.member();
  await stage.console();
  await stage.look('page');

  const main = page.getByRole('main');
  const figures = await main.innerText();
  stage.must(/[0-9٠-٩]/.test(figures), 'the home page shows no figure');
  const behind = main.locator(`a[href*="/orders"], a[href*="/shipments"]`);
  stage.must((await behind.count()) >= 3, `only ${await behind.count()} figures lead to their rows`);
  const charts = await chartsWithoutTable(page);
  stage.must(charts.count >= 1 && charts.bare === 0, `${charts.count} charts, ${charts.bare} of them without a table`);

  // A point of the line leads to the rows behind it.
  const points = main.locator('svg.chart a[href*="filter=on_time"]');
  stage.must((await points.count()) >= 2, 'the points of the line lead nowhere');
  // A number leads to as many rows: the demo moves on, so a second look may be needed.
  await leadsToItsRows(stage, page, main);

  // The keyboard's first step leads past the navigation.
  await page.keyboard.press('Tab');
  const target = await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '');
  stage.must(/^#./.test(target), `the first Tab reaches "${target}" and not a link to the content`);

  await behind.first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  stage.must(/\/(orders|shipments)/.test(new URL(page.url()).pathname), `a figure led to ${page.url()}`);
}

const LOOKS_MAX = 4;
/** Rows of one page of the list. */
const ROWS_MAX = 25;

async function leadsToItsRows(stage, page, main) {
  for (let look = 1; ; look += 1) {
    const late = main.locator('a[href*="filter=late"]').first();
    const told = digits(await late.innerText());
    await late.click();
    await page.waitForURL(/filter=late/);
    const rows = await main.locator('tbody tr').count();
    await page.goBack();
    if (rows === Math.min(told, ROWS_MAX)) return;
    stage.must(look < LOOKS_MAX, `${told} parcels are late, and the list holds ${rows}`);
    await page.reload();
  }
}

/** The first number of a text, whatever its digits. */
function digits(text) {
  const western = text.replace(/[٠-٩]/g, (digit) => String('٠١٢٣٤٥٦٧٨٩'.indexOf(digit)));
  return Number(western.match(/\d+/)?.[0] ?? Number.NaN);
}
