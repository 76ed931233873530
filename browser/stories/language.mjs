// The other language is one link away on every page, turns the page round, and is remembered.
export async function run(stage) {
  const page = await stage.member();
  await turnRound(stage, page, stage.home);
  await page.goto(`${stage.home}/orders`);
  stage.must((await page.locator('html').getAttribute('lang')).startsWith(other(stage)), 'the choice is forgotten on the next page');

  const shopper = await stage.stranger();
  await turnRound(stage, shopper, stage.links.tracking);
  await shopper.goto(stage.links.tracking);
  stage.must((await shopper.locator('html').getAttribute('lang')).startsWith(other(stage)), 'the shopper\'s choice is forgotten');
}

function other(stage) {
  return stage.lang === 'ar' ? 'en' : 'ar';
}

async function turnRound(stage, page, href) {
  await stage.open(href);
  const html = page.locator('html');
  const before = await html.getAttribute('dir');
  const link = page.locator(`a[hreflang^="${other(stage)}"], a[lang^="${other(stage)}"]`).filter({ visible: true });
  if ((await link.count()) === 0) {
    // On a narrow screen it may stand in a closed menu.
    await page.getByRole('banner').locator('summary').first().click();
  }
  stage.must((await link.count()) >= 1, `${new URL(page.url()).pathname} leads to no other language`);
  await link.first().click();
  await page.locator(`html[lang^="${other(stage)}"]`).waitFor({ state: 'attached' });
  stage.must((await html.getAttribute('dir')) !== before, 'the other language does not turn the page round');
  stage.must((await page.getByRole('heading', { level: 1 }).count()) === 1, 'the other language has no heading');
}
