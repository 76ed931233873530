// The owner makes a key for a program, sees its secret once, finds the deed in the record, and revokes the key.
export async function run(stage) {
  const page = await stage.member();
  await stage.console('/keys');
  const main = page.getByRole('main');
  const name = `till ${stage.title}`;
  await main.locator('input[name=name]').fill(name);
  await main.getByRole('checkbox').first().check();
  await main.locator('select[name=life]').selectOption('30');
  await main.locator('form[action$="/keys"] button[type=submit]').click();
  const secret = await main.locator('[data-copy]').innerText();
  stage.must(/^wasl_\w+_\S{20,}$/.test(secret), `the secret is told as "${secret}"`);
  await stage.look('made');

  await stage.console('/keys');
  stage.must(!(await main.innerText()).includes(secret), 'the secret is shown twice');
  const row = main.getByRole('row').filter({ hasText: name });
  await row.getByRole('button').first().click();
  await page.getByRole('dialog').locator('button[type=submit]').click();
  await page.waitForURL(/done=revoked/);
  await stage.look('list');

  await stage.console('/audit');
  stage.must((await main.locator('tbody tr').count()) >= 2, 'the record knows of no key');
  await stage.look('record');
  await main.locator('tbody a[href*="q=api_key.created"]').first().click();
  await page.waitForURL(/q=api_key\.created/);
  stage.must((await main.locator('tbody a[href*="q=api_key.revoked"]').count()) === 0, 'the record is not narrowed');
  const [file] = await Promise.all([page.waitForEvent('download'), main.locator('form[action$="/export"] button').click()]);
  stage.must(/^audit-.*\.csv$/.test(file.suggestedFilename()), `the file is called ${file.suggestedFilename()}`);
}
