// Every page works without this file except for filling and copying a reply; with it, nothing reloads.
import { startSearch } from "./search.js";
import { startReply } from "./reply.js";
import { startKeys } from "./keys.js";
import { showChanges } from "./changes.js";
import { startEvents } from "./events.js";
import { startFeedback } from "./feedback.js";
import { startMine } from "./mine.js";
import { startSnippets } from "./snippets.js";
import { startTab } from "./tab.js";
import { startThings } from "./things.js";
import { toast } from "./toast.js";

let controller = null;
let shown = location.pathname + location.search;

/** Show another address: its document replaces the present one, the search stays as it is; the focus follows, or stays. */
export async function open(url, { push = true, focus = true } = {}) {
  controller?.abort();
  controller = new AbortController();
  let page, next;
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" }, signal: controller.signal });
    page = new DOMParser().parseFromString(await response.text(), "text/html");
    next = page.getElementById("document");
    if (!next) throw new Error("no page of ours"); // as a proxy answers in our place
  } catch (error) {
    if (error.name !== "AbortError") toast(document.body.dataset.offline);
    return;
  }
  if (push) history.pushState(null, "", url);
  shown = location.pathname + location.search;
  document.title = page.title;
  document.body.classList.remove("view-list", "view-document");
  document.body.classList.add(page.body.classList.contains("view-document") ? "view-document" : "view-list");
  document.getElementById("document").replaceWith(next);
  markCurrent();
  startDocument();
  if (!focus) return;
  window.scrollTo(0, 0);
  next.focus({ preventScroll: true });
}

/** What the document beside the results can do. */
function startDocument() {
  startReply();
  startSnippets();
  startFeedback();
  startMine();
  showChanges();
}

/** This very state in another language of the interface: the address may have changed since the page was made. */
function sameIn(lang) {
  const query = new URLSearchParams(location.search);
  query.set("ui", lang);
  return `?${query}`;
}

function markCurrent() {
  const id = decodeURI(location.pathname);
  for (const hit of document.querySelectorAll(".hit")) {
    if (new URL(hit.href).pathname === id) hit.setAttribute("aria-current", "page");
    else hit.removeAttribute("aria-current");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.hit, a.hit-link, a.back");
  const other = event.target.closest(".ui-langs a");
  if (other) other.href = sameIn(other.hreflang);
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (link.classList.contains("back")) {
    history.pushState(null, "", link.href);
    shown = location.pathname + location.search;
    document.body.classList.replace("view-document", "view-list");
    document.getElementById("q")?.focus();
  } else {
    open(link.href);
  }
});
window.addEventListener("popstate", () => {
  // A step within the page, as to a heading, changes only what follows the #.
  if (location.pathname + location.search !== shown) open(location.href, { push: false });
});
document.addEventListener("kotae:results", markCurrent);

startTab();
startSearch(open);
startDocument();
startKeys();
startThings();
startEvents();
markCurrent();
