// Small helps on top of pages that work without them: copy, refresh of a part, and keys.

class Copy extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const source = this.querySelector("[data-copy]");
    if (!button || !source || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = this.dataset.done;
    });
  }
}

// <w-refresh data-seconds="20" data-part="live">: fetches this page again while it is visible and swaps the part.
class Refresh extends HTMLElement {
  connectedCallback() {
    const seconds = Math.max(5, Number(this.dataset.seconds) || 20);
    this.timer = setInterval(() => this.renew(), seconds * 1000);
  }
  disconnectedCallback() {
    clearInterval(this.timer);
  }
  async renew() {
    if (document.hidden || this.contains(document.activeElement)) return;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(this.id);
    if (next && next.innerHTML !== this.innerHTML) this.innerHTML = next.innerHTML;
  }
}

customElements.define("w-copy", Copy);
customElements.define("w-refresh", Refresh);

// Keys for the console: "/" to search, j and k along the rows, Enter opens (it is a link).
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
  if (event.key === "j" || event.key === "k") {
    const rows = [...document.querySelectorAll("a.cover")];
    const at = rows.indexOf(document.activeElement);
    const next = rows[event.key === "j" ? at + 1 : Math.max(0, at - 1)];
    if (next) next.focus();
  }
});
