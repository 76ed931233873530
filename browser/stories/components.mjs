// The living page of components: every part in both directions and both themes, with no barrier in any of them.
import { chartsWithoutTable } from '../checks.mjs';

export async function run(stage) {
  const page = await stage.stranger();
  await stage.open(stage.links.components);
  // Every part stands here four times, so landmarks cannot be unique.
  await stage.lookInAnyLanguage('page', ['landmark-unique']);
  for (const dir of ['rtl', 'ltr']) {
    stage.must((await page.locator(`[dir="${dir}"]`).count()) >= 1, `nothing is shown ${dir}`);
  }
  stage.must((await page.locator('svg').count()) >= 10, 'the icons are missing');
  const charts = await chartsWithoutTable(page);
  stage.must(charts.count >= 2 && charts.bare === 0, `${charts.count} charts, ${charts.bare} of them without a table`);
}
