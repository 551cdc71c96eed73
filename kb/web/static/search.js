// Results as one types. The question travels in a request's body, and stands in the address only when it is
// short and names nobody.
import { explain } from "./account.js";
import { startCompletions } from "./completions.js";
import { startIntake } from "./intake.js";

const PAUSE_MS = 60;
const SHORT = 80;
const PERSONAL = /@\w|\d(?:[ .()-]{0,2}\d){4}/;
const HELD = "kotae:q";

export function startSearch(open) {
  const form = document.querySelector("form.search");
  if (!form) return;
  const box = form.elements.q;
  const results = document.querySelector(".results");
  const trouble = document.querySelector(".find .trouble");
  const away = trouble.textContent;
  const found = document.querySelector(".find .found");
  let timer = 0;
  let controller = null;

  const fits = (text) => text.length <= SHORT && !PERSONAL.test(text.normalize("NFKC"));

  function address() {
    const state = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value && !(name === "q" && !fits(value)) && !(name === "kind" && value === "template")) state.set(name, value);
    }
    return state;
  }

  async function ask() {
    controller?.abort();
    controller = new AbortController();
    results.setAttribute("aria-busy", "true");
    let status = 0;
    try {
      const response = await fetch(document.body.dataset.results, {
        method: "POST",
        body: new FormData(form),
        signal: controller.signal,
      });
      ({ status } = response);
      if (!response.ok) throw new Error(String(status));
      results.innerHTML = await response.text();
    } catch (error) {
      if (error.name === "AbortError") return false;
      results.classList.add("stale");
      results.setAttribute("aria-busy", "false");
      trouble.textContent = explain(status) ?? away;
      trouble.hidden = false;
      return false;
    }
    trouble.hidden = true;
    count();
    results.classList.remove("stale");
    results.setAttribute("aria-busy", "false");
    sessionStorage.setItem(HELD, box.value);
    keepAddress();
    document.dispatchEvent(new Event("kotae:results"));
    return true;
  }

  /** Say how many there are; each filter says how many documents it would leave. */
  function count() {
    found.textContent = results.querySelector("[data-total]").textContent;
    const facets = JSON.parse(results.querySelector(".tabs").dataset.facets);
    for (const option of form.querySelectorAll("option[data-label]")) {
      const left = facets[option.parentElement.name]?.[option.value] ?? 0;
      option.textContent = `${option.dataset.label} (${left})`;
    }
  }

  /** The address says what is asked: the whole state beside the list, only the question beside a document. */
  function keepAddress() {
    const asked = address();
    if (document.body.classList.contains("view-list")) {
      const query = asked.toString();
      history.replaceState(null, "", document.body.dataset.home + (query ? `?${query}` : ""));
      return;
    }
    const url = new URL(location.href);
    if (asked.has("q")) url.searchParams.set("q", asked.get("q"));
    else url.searchParams.delete("q");
    history.replaceState(null, "", url);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  }

  function grow() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 150)}px`;
  }

  box.addEventListener("input", (event) => {
    grow();
    form.elements.exact.value = "";
    if (!event.isComposing) later();
  });
  box.addEventListener("compositionend", later);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) return;
      clearTimeout(timer);
      ask().then((answered) => answered && results.querySelector(".hit")?.click());
    } else if (event.key === "ArrowDown" && box.selectionEnd === box.value.length) {
      event.preventDefault();
      results.querySelector(".hit")?.focus();
    }
  });
  results.addEventListener("keydown", (event) => {
    const hits = [...results.querySelectorAll(".hit")];
    const at = hits.indexOf(event.target.closest(".hit"));
    if (at < 0 || event.isComposing) return;
    if (event.key === "ArrowDown") hits[Math.min(at + 1, hits.length - 1)].focus();
    else if (event.key === "ArrowUp") (at ? hits[at - 1] : box).focus();
    else if (event.key === "Home") hits[0].focus();
    else if (event.key === "End") hits[hits.length - 1].focus();
    else return;
    event.preventDefault();
  });
  results.addEventListener("click", (event) => {
    if (event.target.closest("a[data-exact]")) {
      event.preventDefault();
      form.elements.exact.value = "yes";
      ask();
      return;
    }
    const tab = event.target.closest("a[data-kind]");
    if (!tab) return;
    event.preventDefault();
    form.elements.kind.value = tab.dataset.kind;
    ask();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  form.addEventListener("change", (event) => {
    if (event.target === box) return;
    const page = document.querySelector(".reply-page");
    ask().then(() => {
      if (event.target.name !== "reply_lang" || !page) return;
      const url = new URL(location.href);
      url.searchParams.set("reply_lang", event.target.value);
      open(url.href, { focus: false }); // the next arrow chooses the next language
    });
  });

  startCompletions(box, () => {
    grow();
    clearTimeout(timer);
    ask();
  });

  startIntake(box, form);

  const held = sessionStorage.getItem(HELD);
  const handedOn = new URLSearchParams(location.search);
  if (!box.value && held && (document.body.classList.contains("view-document") || !fits(held) || handedOn.has("ui"))) {
    box.value = held;
    ask();
  } else if (box.value !== box.defaultValue) {
    ask(); // somebody typed before this file was there to see it
  }
  grow();
  if (document.body.classList.contains("view-list") && matchMedia("(min-width: 60rem)").matches) box.focus();
}
