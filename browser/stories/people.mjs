// "My sign-in" and "Stuck work": where a person looks after their own way in, and an owner after what has stopped.
export async function run(stage) {
  const page = await stage.member();
  await stage.console('/me');
  await stage.look('page');
  const main = page.getByRole('main');
  stage.must((await main.getByRole('table').locator('tbody tr').count()) >= 1, 'not even this sign-in is listed');

  await stage.console('/stuck');
  await stage.look('stuck');
  stage.must((await page.getByRole('heading', { level: 1 }).count()) === 1, 'stuck work has no heading');
}
