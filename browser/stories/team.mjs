// The owner invites somebody, who makes an account and comes in; the owner changes what they may do.
export async function run(stage) {
  const page = await stage.member();
  await stage.console('/settings');
  await stage.look('settings');
  const main = page.getByRole('main');
  for (const door of ['/me', '/team', '/keys', '/audit', '/stuck']) {
    stage.must((await main.locator(`a[href$="${door}"]`).count()) === 1, `the settings have no way to ${door}`);
  }
  await main.locator('a[href$="/team"]').click();
  await page.getByRole('heading', { level: 1 }).waitFor();

  const email = `${stage.title.replaceAll(' ', '.')}@team.example`.toLowerCase();
  await main.locator('input[name=name]').fill('منى الحربي');
  await main.locator('input[name=email]').fill(email);
  await main.locator('select[name=role]').selectOption('operations');
  await main.locator('form[action$="/invitations"] button[type=submit]').click();
  const link = await main.locator('[data-copy]').innerText();
  stage.must(/\/invited\/\S{40,}$/.test(link), `the link is told as "${link}"`);
  await stage.look('invited');

  const guest = await stage.stranger();
  await stage.open(new URL(link).pathname);
  await stage.look('invitation');
  await guest.locator('input[name=password]').fill('جملة طويلة من كلمات');
  await guest.locator('main button[type=submit]').click();
  await guest.waitForURL(/\/s\/[^/]+$/);

  stage.page = page;
  await stage.console('/team');
  await stage.look('people');
  const row = main.getByRole('row').filter({ hasText: email });
  await row.getByRole('link').click();
  await page.waitForURL(/\/team\/usr_/);
  await stage.look('person');
  await main.locator('select[name=role]').selectOption('agent');
  await main.locator('form[action$="/role"] button[type=submit]').click();
  await page.waitForURL(/done=role/);
  await main.getByRole('button').last().click();
  await page.getByRole('dialog').waitFor();
  await stage.picture('removal');
  await page.getByRole('dialog').locator('button[type=submit]').click();
  await page.waitForURL(/done=removed/);
  stage.must((await main.getByRole('row').filter({ hasText: email }).count()) === 0, 'they are still here');
}
