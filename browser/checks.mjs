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

export function isTooWide(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Every violation axe-core sees, one sentence each. */
export async function barriers(page, axe) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => ({ id, help, first: nodes[0]?.html ?? '', why: nodes[0]?.failureSummary ?? '', count: nodes.length }));
  });
  return violations.map(({ id, help, first, why, count }) => `axe ${id} (${count}): ${help}; ${first.slice(0, 160)} ${why.split('\n').slice(1, 2).join('').trim()}`);
}
