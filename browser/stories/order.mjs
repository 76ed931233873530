// One order on one page: its lines, one timeline, its parcels, and what it did to the books.
export async function run(stage) {
  const page = await stage.member();
  await stage.console('/orders');
  // The first of the second page is old enough to have a parcel and entries.
  const next = page.getByRole('main').locator('a[href*="cursor="]').last();
  if ((await next.count()) > 0) {
    await next.click();
    await page.waitForURL(/cursor=/);
  }
  const row = page.getByRole('main').locator('a[href*="/orders/ord_"]').first();
  await stage.open(await row.getAttribute('href'));
  await stage.look('page');

  const main = page.getByRole('main');
  const steps = await main.locator('ol > li').count();
  stage.must(steps >= 2, `the timeline tells ${steps} things`);
  stage.must((await main.locator('a[href*="/shipments/"], a[href*="/t/"]').count()) >= 1, 'the page leads to no parcel');
  stage.must((await main.locator('a[href*="/books"]').count()) >= 1, 'the page leads to no entry in the books');
  stage.must((await main.locator('bdi').count()) >= 1, 'no text of a person is kept in its own direction');
}
