// Small helps on top of pages that work without them: copying, keeping a part fresh, menus that close, keys.

// <w-copy>: copies the text of [data-copy]; its button appears only where the browser can copy.
class Copy extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const source = this.querySelector("[data-copy]");
    if (!button || !source || !navigator.clipboard) return;
    const words = button.querySelector("[role=status]") || button;
    const before = words.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent.trim());
      words.textContent = this.dataset.done;
      button.classList.add("done");
      setTimeout(() => {
        words.textContent = before;
        button.classList.remove("done");
      }, 2000);
    });
  }
}

// <w-refresh id data-seconds>: fetches this page again while someone looks at it and brings what changed.
// Only what differs is touched, so that focus, selection and opened details stay.
class Refresh extends HTMLElement {
  connectedCallback() {
    this.seconds = Math.max(5, Number(this.dataset.seconds) || 20);
    this.timer = setInterval(() => this.renew(), this.seconds * 1000);
    this.seen = () => document.hidden || this.renew();
    document.addEventListener("visibilitychange", this.seen);
  }
  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }
  async renew() {
    if (document.hidden || this.busy || this.querySelector(":is(input, textarea, select):focus")) return;
    this.busy = true;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
    if (answer && answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById(this.id);
      if (next) match(this, next);
    }
    this.busy = false;
  }
}

// Makes `now` look like `next`, keeping every node that may stay.
function match(now, next) {
  const olds = [...now.childNodes];
  const news = [...next.childNodes];
  news.forEach((node, place) => {
    const old = olds[place];
    if (!old) now.append(document.adoptNode(node));
    else if (old.isEqualNode(node)) return;
    else if (old.nodeType !== 1 || old.nodeName !== node.nodeName) old.replaceWith(document.adoptNode(node));
    else {
      const isOpen = old.nodeName === "DETAILS" && old.open;
      for (const { name } of [...old.attributes]) if (!node.hasAttribute(name)) old.removeAttribute(name);
      for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
      if (isOpen) old.open = true;
      if (!old.matches("w-copy")) match(old, node);
    }
  });
  olds.slice(news.length).forEach((old) => old.remove());
}

// <w-toast>: goes after a while, unless someone rests on it.
class Toast extends HTMLElement {
  connectedCallback() {
    const leave = () => (this.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : this.remove());
    setTimeout(leave, 8000);
  }
}

customElements.define("w-copy", Copy);
customElements.define("w-refresh", Refresh);
customElements.define("w-toast", Toast);

// Menus are details: a click elsewhere or Escape closes them.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// Rows are walked by the link that names them.
function step(by) {
  const links = [...document.querySelectorAll("main tbody tr, main [data-row]")].map((row) => row.querySelector("a")).filter(Boolean);
  const here = document.activeElement;
  const at = links.findIndex((link) => link === here || link.closest("tr, [data-row]").contains(here));
  const next = links[Math.min(links.length - 1, Math.max(0, at + by))];
  if (!next) return;
  next.focus({ focusVisible: true });
  next.scrollIntoView({ block: "nearest" });
}

// The box for everything, else the page's own; on a telephone's width the way to it.
function search() {
  const isSeen = (box) => box.getClientRects().length > 0;
  const boxes = [...document.querySelectorAll("input[type=search][data-find], input[type=search]")].filter(isSeen);
  const box = boxes.find((one) => "find" in one.dataset) || (document.querySelector("input[data-find]") ? null : boxes[0]);
  if (!box) {
    const way = [...document.querySelectorAll("a[data-find]")].find(isSeen);
    if (way) way.click();
    return Boolean(way);
  }
  box.select();
  box.focus();
  return true;
}

const keys = {
  "/": search,
  j: () => step(1),
  k: () => step(-1),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.target.type === "search") event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  const act = keys[event.key];
  if (act && act() !== false) event.preventDefault();
});
