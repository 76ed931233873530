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

  // The keyboard's first step leads past the navigation.
  await page.keyboard.press('Tab');
  const target = await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '');
  stage.must(/^#./.test(target), `the first Tab reaches "${target}" and not a link to the content`);

  await behind.first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  stage.must(/\/(orders|shipments)/.test(new URL(page.url()).pathname), `a figure led to ${page.url()}`);
}
