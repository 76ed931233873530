// The list of orders: rows, a next page with other rows, and a way to ask for fewer that can be shared as an address.
export async function run(stage) {
  const page = await stage.member();
  await stage.console('/orders');
  await stage.look('list');

  const rows = page.getByRole('main').locator('a[href*="/orders/ord_"]');
  const first = await addresses(rows);
  stage.must(first.length >= 10, `only ${first.length} orders on the first page`);

  const next = page.getByRole('main').locator('a[href*="cursor="]').last();
  stage.must((await next.count()) >= 1, 'three hundred orders, and no next page');
  await next.click();
  await page.waitForURL(/cursor=/);
  const second = await addresses(rows);
  stage.must(second.length > 0 && !second.some((href) => first.includes(href)), 'the next page repeats the first');
  await stage.look('next');
}

async function addresses(rows) {
  const all = await rows.evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  return [...new Set(all)];
}
