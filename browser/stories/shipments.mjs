// Parcels under way: a list, and one of them with what happened to it.
export async function run(stage) {
  const page = await stage.member();
  await stage.console('/shipments');
  await stage.look('list');

  const rows = page.getByRole('main').locator('a[href*="/shipments/shp_"]');
  stage.must((await rows.count()) >= 5, `only ${await rows.count()} parcels in the list`);
  await stage.open(await rows.first().getAttribute('href'));
  await stage.look('page');
  stage.must((await page.getByRole('main').locator('ol > li').count()) >= 1, 'the parcel has no history');
}
