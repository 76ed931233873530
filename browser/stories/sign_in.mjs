// Someone without a session is led to the sign-in page, told kindly when the password is wrong, and no link works twice.
export async function run(stage) {
  const page = await stage.stranger();
  await stage.open(stage.home);
  stage.must(new URL(page.url()).pathname === '/sign-in', `a stranger was led to ${page.url()}`);
  await stage.look('page');

  const email = page.locator('input[type="email"]');
  const password = page.locator('input[type="password"]');
  await email.fill('nobody@example.com');
  await password.fill('not the password of anyone');
  await password.press('Enter');
  const told = page.getByRole('alert').or(page.getByRole('status'));
  await told.first().waitFor();
  stage.must((await told.first().innerText()).trim().length > 10, 'a wrong password is not explained');
  stage.must((await password.inputValue()) === '', 'the wrong password stands in the answer');
  await stage.look('refused');

  // The harness has used this link up.
  await page.goto(stage.links.console);
  stage.must(!new URL(page.url()).pathname.startsWith('/s/'), 'the one-time link worked twice');
}
