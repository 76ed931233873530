// A colleague joins by invitation, adds a second step in a minute, and from then on is asked for a code after the password;
// a recovery code opens once where the phone is not at hand.
import { createHmac } from 'node:crypto';

const PASSWORD = 'جملة طويلة من كلمات';
const STEP_MS = 30_000;

/** What an authenticator app shows `ahead` half minutes from now (RFC 6238). */
function codeOf(letters, ahead = 0) {
  const bits = [...letters].map((it) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(it).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + ahead));
  const tag = createHmac('sha1', secret).update(step).digest();
  const number = tag.readUInt32BE(tag[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

export async function run(stage) {
  const email = `${stage.title.replaceAll(' ', '.')}@steps.example`.toLowerCase();
  const guest = await join(stage, email);
  const main = guest.getByRole('main');

  await stage.console('/me');
  await stage.look('none');
  await main.locator('a[href^="/second-step/set-up"]').click();
  await guest.waitForURL(/second-step\/set-up/);
  await stage.look('set-up');
  const address = await main.locator('a[href^="otpauth:"]').getAttribute('href');
  const letters = new URL(address).searchParams.get('secret');
  stage.must(/^[A-Z2-7]{32}$/.test(letters), `the secret is told as "${letters}"`);
  await main.locator('summary').click();
  stage.must((await main.locator('[data-copy]').innerText()).replaceAll('-', '') === letters, 'the key to type is another');
  await main.locator('input[name=code]').fill('000000');
  await main.locator('form[action="/second-step/set-up"] button[type=submit]').click();
  await main.getByRole('alert').first().waitFor();
  await stage.look('wrong');
  await main.locator('input[name=code]').fill(codeOf(letters));
  await main.locator('form[action="/second-step/set-up"] button[type=submit]').click();
  const codes = (await main.locator('pre[data-copy]').innerText()).trim().split('\n');
  stage.must(codes.length === 10 && new Set(codes).size === 10, `${codes.length} recovery codes`);
  await stage.look('codes');
  await main.locator('a.button').click();
  await guest.waitForURL(/\/me/);
  await stage.look('on');

  const elsewhere = await stage.stranger();
  await signIn(stage, elsewhere, email);
  await stage.look('asked');
  // The code that set it up is taken; the next one holds already.
  await elsewhere.locator('input[name=code]').first().fill(codeOf(letters, 1));
  await elsewhere.locator('form[action="/second-step"] button[type=submit]').first().click();
  await elsewhere.waitForURL(/\/s\/[^/]+$/);

  const without = await stage.stranger({ javaScriptEnabled: false });
  await signIn(stage, without, email);
  await without.locator('summary').click();
  await stage.picture('recovery');
  await without.locator('#f-recovery').fill(codes[0]);
  await without.locator('details button[type=submit]').click();
  await without.waitForURL(/\/s\/[^/]+$/);

  const owner = await stage.member();
  await stage.console('/team');
  const row = owner.getByRole('row').filter({ hasText: email });
  stage.must((await row.locator('.badge.good').count()) === 1, 'the team page does not say who has a second step');
  await stage.picture('team');
}

/** The owner invites somebody, who makes an account; their page. */
async function join(stage, email) {
  const owner = await stage.member();
  await stage.console('/team');
  const main = owner.getByRole('main');
  await main.locator('input[name=name]').fill('منى الحربي');
  await main.locator('input[name=email]').fill(email);
  await main.locator('select[name=role]').selectOption('accountant');
  await main.locator('form[action$="/invitations"] button[type=submit]').click();
  const link = await main.locator('[data-copy]').innerText();
  const guest = await stage.stranger();
  await stage.open(new URL(link).pathname);
  await guest.locator('input[name=password]').fill(PASSWORD);
  await guest.locator('main button[type=submit]').click();
  await guest.waitForURL(/\/s\/[^/]+$/);
  return guest;
}

async function signIn(stage, page, email) {
  await stage.open('/sign-in');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('main button[type=submit]').click();
  await page.waitForURL(/\/second-step/);
}
