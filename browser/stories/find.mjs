// A name of the demo as one script writes it, and as somebody may type it in the other.
const NAMES = [
  ['محمد', 'Muhammad'], ['عبدالله', 'Abdallah'], ['خالد', 'Khaled'], ['فهد', 'Fahd'], ['يوسف', 'Yusuf'], ['أحمد', 'Ahmad'],
  ['سارة', 'Sarah'], ['ريم', 'Rim'], ['هند', 'Hend'], ['مريم', 'Mariam'], ['غادة', 'Ghadah'], ['بدر', 'Bader'],
];

// Somebody on the telephone says a name, a number, a city: the key "/" or the glass leads to one box that finds it all.
export async function run(stage) {
  const page = await stage.member();
  const main = page.getByRole('main');
  await stage.console('/orders');
  const people = await main.innerText();
  const [written, typed] = NAMES.find(([name]) => people.includes(name)) ?? [];
  stage.must(Boolean(written), 'the demo has none of the names that this story knows');
  await stage.console('/shipments');
  const isPhone = stage.view.width < 900;
  await page.keyboard.press('/');
  if (isPhone) {
    await page.waitForURL(/\/find$/);
    await page.getByRole('searchbox').fill(typed);
  } else {
    await page.keyboard.type(typed);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/find\?q=/);
  stage.must((await main.locator('a[href*="/orders/ord_"]').count()) > 0, `${typed} finds no order`);
  stage.must((await main.innerText()).includes(written), `${typed} does not find ${written}`);
  await stage.look('name');

  const customer = main.locator('a[href*="/orders?customer="]').first();
  const order = main.locator('a[href*="/orders/ord_"]').first();
  const number = (await order.innerText()).trim();
  await customer.click();
  await page.waitForURL(/customer=cus_/);
  stage.must((await main.locator('a[href*="/orders/ord_"]').count()) > 0, 'the customer has no orders');
  await stage.look('customer');

  await stage.console(`/find?q=${encodeURIComponent(number)}`);
  stage.must(/\/orders\/ord_/.test(page.url()), `the whole number ${number} leads to ${page.url()}`);

  await stage.console(`/find?q=${encodeURIComponent(stage.lang === 'ar' ? 'Jiddah' : 'جدة')}`);
  stage.must((await main.locator('a[href*="/orders/ord_"]').count()) > 0, 'nobody lives in Jeddah');
  await stage.look('city');

  await stage.console('/find');
  await stage.look('empty');
  await stage.console('/find?q=zzqx');
  stage.must((await main.locator('a[href*="/orders/ord_"]').count()) === 0, 'nonsense finds something');
  await stage.look('nothing');
}
