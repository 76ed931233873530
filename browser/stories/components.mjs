// The living page of components: every part in both directions and both themes, with no barrier in any of them.
export async function run(stage) {
  const page = await stage.stranger();
  await stage.open(stage.links.components);
  await stage.look('page');
  for (const dir of ['rtl', 'ltr']) {
    stage.must((await page.locator(`[dir="${dir}"]`).count()) >= 1, `nothing is shown ${dir}`);
  }
  stage.must((await page.locator('svg').count()) >= 10, 'the icons are missing');
  stage.must((await page.locator('figure:has(svg):has(table)').count()) >= 2, 'charts without their tables');
}
