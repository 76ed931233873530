// A store is connected, greets, tells an order, tells one that cannot be read, and somebody calls with a wrong secret.
import { createHmac } from 'node:crypto';

const order = (id, quantity) => ({
  id, number: String(id), status: 'processing', currency: 'SAR', payment_method: 'moyasar', customer_id: id,
  date_created_gmt: '2026-11-01T08:00:00', date_modified_gmt: '2026-11-01T08:00:05', date_paid_gmt: '2026-11-01T08:00:04',
  shipping_total: '20.00', total: '253.00', total_tax: '33.00',
  billing: { first_name: 'نورة', last_name: 'العتيبي', phone: '0555987654', city: 'جدة', country: 'SA' },
  line_items: [{ id: id + 1, name: 'عباية كريب', quantity, subtotal: '200.00', total: '200.00', total_tax: '30.00', sku: 'AB-54' }],
});

async function tell(address, secret, topic, body) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signature = createHmac('sha256', secret).update(text).digest('base64');
  const headers = { 'content-type': 'application/json', 'x-wc-webhook-topic': topic, 'x-wc-webhook-signature': signature };
  return (await fetch(address, { method: 'POST', headers, body: text })).status;
}

export async function run(stage) {
  const page = await stage.member();
  await stage.console('/storefronts');
  await stage.look('list');
  const main = page.getByRole('main');
  await main.locator('select[name=platform]').selectOption('woocommerce');
  await main.locator('input[name=name]').fill(`store ${stage.title}`);
  await main.locator('form[action$="/storefronts"] button[type=submit]').click();
  const [secret, address] = await main.locator('[data-copy]').allInnerTexts();
  stage.must(secret.length >= 40 && address.includes('/hooks/'), `secret and address are "${secret}" and "${address}"`);
  await stage.look('connected');

  const at = new URL(address).pathname;
  const hook = new URL(at, page.url()).href;
  const greeted = await fetch(hook, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'webhook_id=3' });
  stage.must(greeted.status === 200, `the greeting is answered ${greeted.status}`);
  const id = Date.now();
  stage.must((await tell(hook, secret, 'order.created', order(id, 2))) === 202, 'an order is not taken');
  stage.must((await tell(hook, secret, 'order.created', order(id + 1, 'two'))) === 202, 'what cannot be read is not kept');
  stage.must((await tell(hook, 'a wrong secret', 'order.created', order(id, 3))) === 401, 'a wrong signature is taken');

  const path = `/storefronts/${at.split('/').pop()}`;
  const done = main.locator('tbody a[href*="/orders/"]');
  for (let tries = 0; tries < 40 && (await done.count()) === 0; tries += 1) {
    await page.waitForTimeout(250);
    await stage.console(path);
  }
  await stage.look('messages');
  await main.locator(`a[href*="state=refused"]`).click();
  await page.waitForURL(/state=refused/);
  await main.locator('tbody a[href*="/messages/"]').first().click();
  await page.waitForURL(/\/messages\//);
  await stage.look('message');
  await main.locator('form[action$="/replay"] button').click();
  await page.waitForURL(/done=replayed/);
  await stage.console(path);
  await done.first().click();
  await page.waitForURL(/\/orders\//);
  stage.must((await main.innerText()).includes('عباية كريب'), 'the order that was told is not the one that is shown');
}
