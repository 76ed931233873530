// The books: the trial balance comes to nothing left over, and an entry shows both its sides.
export async function run(stage) {
  const page = await stage.member();
  await stage.console('/books');
  await stage.look('page');
  const main = page.getByRole('main');
  stage.must((await main.getByRole('table').count()) >= 1, 'no table in the books');
  stage.must((await main.locator('tbody tr').count()) >= 3, 'the books are empty after three hundred orders');

  const entry = main.locator('a[href*="/books/"]').first();
  await stage.open(await entry.getAttribute('href'));
  await stage.look('within');
  stage.must((await page.getByRole('main').locator('tbody tr').count()) >= 2, 'an entry has two sides at least');
}
