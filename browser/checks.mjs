// What no page of ours may do: complain in the console, speak to another host, scroll sideways, raise a barrier.

/** Watches a page from its first request on. `ours` is any address of our server. */
export function watch(page, ours, tell) {
  const host = new URL(ours).host;
  const documents = new Set();
  page.on('console', (message) => {
    // A refused page (404 on purpose) is reported by the browser as an error of its own; the status is asserted anyway.
    const isStatus = message.text().startsWith('Failed to load resource: the server responded with a status of 4');
    const isDocument = documents.has(message.location().url);
    if (message.type() === 'error' && !(isStatus && isDocument)) tell(`console error: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => tell(`script error: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (request.isNavigationRequest()) documents.add(request.url());
    const isLocal = ['data:', 'blob:', 'about:'].includes(url.protocol);
    if (!isLocal && url.host !== host) tell(`request to another host: ${url.href}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) tell(`${new URL(response.url()).pathname} answered ${response.status()}`);
  });
}

/** The outermost thing that makes the page scroll sideways; null when nothing does. */
export function tooWide(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const sticksOut = (element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -0.5 || right > root.clientWidth + 0.5);
    };
    const found = [...document.body.querySelectorAll('*')].find(sticksOut);
    return found ? found.cloneNode(false).outerHTML.slice(0, 160) : 'nothing that can be named';
  });
}

/** Drawings of many values that are not told a second time as a table close by. (A map or the range of one row says all it has in its label.) */
export function chartsWithoutTable(page) {
  return page.evaluate(() => {
    const charts = [...document.querySelectorAll('main svg.chart')];
    // Upwards for as long as the drawing has the place for itself.
    const hasTwin = (svg) => {
      for (let place = svg; place && place.querySelectorAll('svg.chart').length <= 1; place = place.parentElement) {
        if (place.querySelector('table')) return true;
      }
      return false;
    };
    return { count: charts.length, bare: charts.filter((svg) => !hasTwin(svg)).length };
  });
}

/** Every violation axe-core sees, one sentence each; `without` names rules that a page is free of, for a reason it gives. */
export async function barriers(page, axe, without = []) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (free) => {
    const { violations } = await globalThis.axe.run(document, {
      resultTypes: ['violations'],
      // WCAG 2.2 AA, off by default.
      rules: { 'target-size': { enabled: true }, ...Object.fromEntries(free.map((rule) => [rule, { enabled: false }])) },
    });
    return violations.map(({ id, help, nodes }) => {
      const [first] = nodes;
      return { id, help, count: nodes.length, html: first?.html ?? '', why: first?.failureSummary?.split('\n')[1] ?? '' };
    });
  }, without);
  return violations.map(({ id, help, count, html, why }) => `axe ${id} (${count}): ${help}; ${html.slice(0, 160)} ${why.trim()}`);
}

/** Bytes that a first visit brings over the wire, headers and all. The page must not have been anywhere yet. */
export async function weight(page, href) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  let bytes = 0;
  let asked = 0;
  const open = new Set();
  wire.on('Network.requestWillBeSent', ({ requestId }) => {
    asked += 1;
    open.add(requestId);
  });
  wire.on('Network.loadingFailed', ({ requestId }) => open.delete(requestId));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    open.delete(requestId);
    bytes += encodedDataLength;
  });
  await page.goto(href, { waitUntil: 'load' });
  await page.evaluate(() => document.fonts.ready.then(() => true));
  // What the page itself knows it has loaded, and the page: on a busy machine the word of it comes after.
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').length + 1);
  // Not until all is quiet, since a page that listens for news never is.
  for (let looks = 0; (open.size > 0 || asked < loaded) && looks < 50; looks += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  await wire.detach();
  return bytes;
}

/** How much of the page jumped while it came, by the browser's own measure (0 is none), and what jumped most. */
export function jumped(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        let worst = { value: 0, what: '' };
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries().filter((it) => !it.hadRecentInput)) {
            sum += entry.value;
            const node = entry.sources?.[0]?.node;
            const what = (node?.nodeType === 1 ? node : node?.parentElement)?.cloneNode(false).outerHTML ?? '';
            if (entry.value > worst.value) worst = { value: entry.value, what: what.slice(0, 120) };
          }
        }).observe({ type: 'layout-shift', buffered: true });
        // What was buffered is told in a task of its own.
        requestAnimationFrame(() => setTimeout(() => resolve({ sum, what: worst.what }), 50));
      }),
  );
}

/**
 * What stands elsewhere once more of the page has come: a page comes in pieces, and what is shown already must stay. The
 * browser's own measure sees it only when a piece happens to come late.
 */
export function displaced(page) {
  return page.evaluate(() => {
    const main = document.querySelector('main');
    const shown = [main, ...document.querySelectorAll('header, h1, main > *')].filter(Boolean);
    const places = () => shown.map((it) => it.getBoundingClientRect().top);
    const before = places();
    const more = document.createElement('div');
    more.style.blockSize = '400px';
    main?.append(more);
    const after = places();
    more.remove();
    return shown.find((_, at) => Math.abs(before[at] - after[at]) > 1)?.cloneNode(false).outerHTML.slice(0, 120) ?? null;
  });
}

/** What moves by itself, or would when touched: nothing may, for someone who asked for rest. */
export function moving(page) {
  return page.evaluate(() => {
    const running = document.getAnimations().filter((it) => it.playState === 'running').length;
    const inSeconds = (text) => Math.max(...text.split(',').map((it) => parseFloat(it) * (it.trim().endsWith('ms') ? 0.001 : 1)));
    const slow = [...document.querySelectorAll('body *')].find((element) => {
      const style = getComputedStyle(element);
      return inSeconds(style.transitionDuration) > 0.01 && style.transitionProperty !== 'none';
    });
    return { running, slow: slow ? slow.cloneNode(false).outerHTML.slice(0, 120) : null };
  });
}
