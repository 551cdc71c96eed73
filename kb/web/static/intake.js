// What a pasted message says of itself: its language, what it is about, and the values in it, each taken by one click. The
// message travels in a request's body and is kept nowhere.
import { keptChoices } from "./account.js";
import * as values from "./values.js";

const SHORTEST = 30;
const PAUSE_MS = 250;

export function startIntake(box, form) {
  const strip = document.querySelector(".intake");
  const words = JSON.parse(strip.dataset.words);
  let controller = null;
  let timer = 0;

  async function read() {
    controller?.abort();
    const text = box.value;
    if (text.trim().length < SHORTEST) return hide();
    controller = new AbortController();
    try {
      const response = await fetch(strip.dataset.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text, ui_lang: words.ui, limit: 1 }),
        signal: controller.signal,
      });
      if (response.ok && box.value === text) show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") hide(); // the search itself says that the server does not answer
    }
  }

  function hide() {
    strip.hidden = true;
    strip.replaceChildren();
  }

  function show(found) {
    const parts = [];
    const radio = form.querySelector(`input[name=reply_lang][value="${found.lang}"]`);
    parts.push(element("span", "told", radio ? words.told.replace("%s", words.languages[found.lang]) : words.other));
    if (radio && !radio.checked) parts.push(button(words.answer.replace("%s", words.languages[found.lang]), () => choose(radio)));
    for (const issue of found.issues.slice(0, 2)) parts.push(element("span", "issue", words.issues[issue.id]));
    const known = Object.entries(found.values).filter(([name]) => words.labels[name]);
    const offered = known.flatMap(([name, list]) => list.map(({ value }) => ({ name, value })));
    for (const one of offered) parts.push(offer(one));
    if (words.case) parts.push(button(words.case, () => openCase(found)));
    strip.replaceChildren(...parts);
    strip.hidden = false;
  }

  /** Open a case of what was found, where its channel was chosen before; else ask for the channel. */
  function openCase(found) {
    const chosen = values.parse(localStorage.getItem("kotae:choices"));
    const { channel, platform, market } = keptChoices() ?? chosen;
    const lang = words.languages[found.lang] ? found.lang : "";
    const known = { channel: form.elements.channel.value || channel, platform, market, lang, issue: found.issues[0]?.id };
    const fields = Object.entries(known).filter(([, value]) => value);
    if (!known.channel) {
      location.href = `${strip.dataset.newCase}?${new URLSearchParams(fields)}`;
      return;
    }
    const sent = document.createElement("form");
    sent.method = "post";
    sent.action = strip.dataset.openCase;
    const csrf = document.querySelector("meta[name=csrf]").content;
    for (const [name, value] of [...fields, ["csrf", csrf], ["_document", "home"]]) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      sent.append(input);
    }
    document.body.append(sent);
    sent.submit();
  }

  function choose(radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    read();
  }

  function offer({ name, value }) {
    const made = button(`${words.labels[name]}: ${written(value)}`, () => {
      values.put(name, value);
      made.setAttribute("aria-pressed", "true");
      document.dispatchEvent(new Event("kotae:values"));
    });
    const kept = values.load()[name];
    made.setAttribute("aria-pressed", String(JSON.stringify(kept) === JSON.stringify(value)));
    return made;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(read, PAUSE_MS);
  }

  box.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  box.addEventListener("compositionend", later);
  if (box.value) later();
}

function written(value) {
  if (typeof value === "string") return value;
  if ("amount" in value) return `${value.amount} ${value.currency}`;
  return [value.given, value.family].filter(Boolean).join(" ");
}

function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

function button(text, run) {
  const made = element("button", "chip", text);
  made.type = "button";
  made.addEventListener("click", run);
  return made;
}
