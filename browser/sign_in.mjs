// The one-time link works once; its session is lent to every story that plays at the console.
export async function signIn(browser, link) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  // A link that asks first (so that a mail scanner cannot use it up) has one button.
  const confirm = page.locator('form[method="post" i] button[type="submit"], form[method="post" i] button:not([type])');
  if (!isConsole(page.url()) && (await confirm.count()) > 0) {
    await confirm.first().click();
    await page.waitForURL((url) => isConsole(url.href));
  }
  if (!isConsole(page.url())) throw new Error(`the sign-in link led to ${page.url()} and not to a shop's console`);
  const url = new URL(page.url());
  const state = await context.storageState();
  await context.close();
  return { state, home: url.origin + url.pathname.split('/').slice(0, 3).join('/') };
}

/** `/s/<shop>` and below. */
function isConsole(href) {
  return /^\/s\/[^/]+/.test(new URL(href).pathname);
}
