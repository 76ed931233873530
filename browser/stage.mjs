// What a story plays on: pages in one language, width and scheme, watched for everything that must never happen.
import { join } from 'node:path';
import { barriers, displaced, jumped, moving, tooWide, watch } from './checks.mjs';

const TAG = { ar: 'ar-SA', en: 'en-GB' };
const WAIT_MS_MAX = 15_000;
/** Layout shift of a page that came: half of what the web's own measure calls good (0.1), so that rounding is no fault. */
const JUMP_MAX = 0.05;

export class Stage {
  constructor(house, dress) {
    this.house = house;
    this.links = house.links;
    this.home = house.home;
    this.title = dress.title;
    this.lang = dress.lang;
    this.view = dress.view;
    this.scheme = dress.scheme;
    this.faults = [];
    this.contexts = [];
    this.page = null;
  }

  /** A page of someone who is signed in. */
  async member(more = {}) {
    return this.enter({ storageState: this.house.session, ...more });
  }

  /** A page of someone we do not know; `{ javaScriptEnabled: false }` for one without scripts. */
  async stranger(more = {}) {
    return this.enter(more);
  }

  async enter(more) {
    const context = await this.house.browser.newContext({
      viewport: this.view,
      colorScheme: this.scheme,
      locale: TAG[this.lang],
      timezoneId: 'Asia/Riyadh',
      reducedMotion: 'reduce',
      ...more,
    });
    context.setDefaultTimeout(WAIT_MS_MAX);
    this.contexts.push(context);
    this.page = await context.newPage();
    watch(this.page, this.links.console, (fault) => this.faults.push(fault));
    return this.page;
  }

  /** Opens an address in the story's language and demands the status. */
  async open(href, status = 200) {
    const url = new URL(href, this.links.console);
    url.searchParams.set('lang', this.lang);
    const answer = await this.page.goto(url.href, { waitUntil: 'load' });
    this.must(answer.status() === status, `${url.pathname} answered ${answer.status()}, not ${status}`);
    return answer;
  }

  /** A path inside the shop's console; empty for its home. */
  async console(path = '') {
    return this.open(this.home + path);
  }

  must(holds, sentence) {
    if (!holds) throw new Error(sentence);
  }

  /** The page is seen by a machine (direction, barriers, width) and kept as a picture for a person. */
  async look(name) {
    const html = this.page.locator('html');
    const expected = this.lang === 'ar' ? 'rtl' : 'ltr';
    this.must((await html.getAttribute('lang'))?.startsWith(this.lang), `${name}: the page is not in ${this.lang}`);
    this.must((await html.getAttribute('dir')) === expected, `${name}: the page does not run ${expected}`);
    const headings = await this.page.locator('h1').count();
    this.must(headings === 1, `${name}: ${headings} h1 headings, not one`);
    await this.lookInAnyLanguage(name);
  }

  /** What holds for a page of samples too, which speaks both languages and has several heads. */
  async lookInAnyLanguage(name, without = []) {
    const page = this.page;
    await page.evaluate(() => document.fonts.ready.then(() => true));
    const { sum, what } = await jumped(page);
    if (sum > JUMP_MAX) this.faults.push(`${name}: the page jumped by ${sum.toFixed(3)} while it came, most of all ${what}`);
    const moved = await displaced(page);
    if (moved) this.faults.push(`${name}: when more of the page comes, this moves: ${moved}`);
    const { running, slow } = await moving(page);
    if (running > 0 || slow) this.faults.push(`${name}: ${running} things move for someone who asked for rest, ${slow} would`);
    await this.picture(name);
    const wide = await tooWide(page);
    if (wide) this.faults.push(`${name}: the page scrolls sideways at ${this.view.width} px because of ${wide}`);
    for (const barrier of await barriers(page, this.house.axe, without)) this.faults.push(`${name}: ${barrier}`);
  }

  async picture(name) {
    if (!this.page) return;
    const file = `${this.title} ${name}`.replaceAll(' ', '-') + '.png';
    await this.page.screenshot({ path: join(this.house.shots, file), fullPage: true });
  }

  async close() {
    await Promise.all(this.contexts.map((context) => context.close().catch(() => {})));
  }
}
