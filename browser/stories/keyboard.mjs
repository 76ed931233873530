// Someone without a mouse: signs in, walks the list of orders, opens one and goes back, and always sees where they are.
export async function run(stage) {
  await signInPage(stage);
  const page = await stage.member();
  await stage.console();
  if (stage.view.width < 900) {
    await tabTo(stage, page, (focus) => focus.html.startsWith('<summary'), 'the menu');
    await page.keyboard.press('Enter');
  }
  await tabTo(stage, page, (focus) => /\/orders$/.test(focus.href), 'the orders in the navigation');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/orders/);

  await page.keyboard.press('j');
  const first = await focused(page);
  stage.must(/\/orders\/ord_/.test(first.href) && first.isSeen, `j reaches "${first.href}" (${first.outline})`);
  await page.keyboard.press('j');
  const second = await focused(page);
  stage.must(second.href !== first.href, 'j stays on its row');
  await page.keyboard.press('k');
  stage.must((await focused(page)).href === first.href, 'k does not go back');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/orders\/ord_/);
  stage.must((await page.getByRole('heading', { level: 1 }).count()) === 1, 'the order has no heading');
  await tabTo(stage, page, (focus) => /\/orders\/ord_[^/]+\/note$/.test(focus.href), 'the note of the order');
  // The newest order may have neither yet; its customer can be called.
  await tabTo(stage, page, (focus) => /^tel:|\/(shipments|books)\//.test(focus.href), 'a parcel, an entry or the customer');

  await page.keyboard.press('?');
  stage.must(await page.getByRole('dialog').isVisible(), 'the question mark explains no keys');
  await page.keyboard.press('Escape');
  stage.must(!(await page.getByRole('dialog').isVisible()), 'Escape leaves the keys open');
}

async function signInPage(stage) {
  const page = await stage.stranger();
  await stage.open('/sign-in');
  await tabTo(stage, page, (focus) => focus.type === 'email', 'the e-mail address');
  await page.keyboard.type('nobody@example.com');
  await tabTo(stage, page, (focus) => focus.type === 'password', 'the password');
  await page.keyboard.type('not the password of anyone');
  await tabTo(stage, page, (focus) => focus.type === 'submit', 'the button');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').or(page.getByRole('status')).first().waitFor();
}

const STEPS_MAX = 60;

async function tabTo(stage, page, isThere, what) {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press('Tab');
    const focus = await focused(page);
    stage.must(focus.isSeen, `nobody sees that ${focus.html} is reached (${focus.outline})`);
    if (isThere(focus)) return;
  }
  throw new Error(`${what} is not reached within ${STEPS_MAX} steps`);
}

/** Where the keyboard stands, and whether a ring is drawn there (of itself or of what it covers). */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const widths = [null, '::after'].map((part) => {
      const style = getComputedStyle(element, part);
      return style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
    });
    const inside = element.querySelector?.('.hit');
    const stroke = inside ? parseFloat(getComputedStyle(inside).strokeWidth) : 0;
    return {
      href: element.href?.baseVal ?? element.href ?? '',
      type: element.type ?? '',
      html: element.cloneNode(false).outerHTML.slice(0, 120),
      outline: widths.join(' and '),
      isSeen: element === document.body || Math.max(...widths, stroke) >= 2,
    };
  });
}
