// Every page works without this file except for filling and copying a reply; with it, nothing reloads.
import { startSearch } from "./search.js";
import { startReply } from "./reply.js";
import { startKeys } from "./keys.js";

let controller = null;

/** Show another address: its document replaces the present one, the search stays as it is. */
export async function open(url, { push = true } = {}) {
  controller?.abort();
  controller = new AbortController();
  let page;
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" }, signal: controller.signal });
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
    return;
  }
  if (push) history.pushState(null, "", url);
  document.title = page.title;
  document.body.classList.remove("view-list", "view-document");
  document.body.classList.add(page.body.classList.contains("view-document") ? "view-document" : "view-list");
  document.getElementById("document").replaceWith(page.getElementById("document"));
  document.querySelector(".ui-langs").replaceWith(page.querySelector(".ui-langs"));
  markCurrent();
  startReply();
  window.scrollTo(0, 0);
  document.getElementById("document").focus({ preventScroll: true });
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
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (link.classList.contains("back")) {
    history.pushState(null, "", link.href);
    document.body.classList.replace("view-document", "view-list");
    document.getElementById("q")?.focus();
  } else {
    open(link.href);
  }
});
window.addEventListener("popstate", () => open(location.href, { push: false }));
document.addEventListener("kotae:results", markCurrent);

startSearch(open);
startReply();
startKeys();
markCurrent();
