// What was copied and asked is told to the server after the fact: never waited for, kept here while the server is away.
// Which reply and where it went, never a value and never a customer.
import { send } from "./account.js";
import { parse } from "./values.js";

const WAITING = "kotae:events";
const MOST = 200;
const AT_ONCE = 50;
const SETTLED_MS = 2000; // a question is one when nothing more was typed for so long
const SHORT = 40;
const PERSONAL = /@\w|\d(?:[ .()-]{0,2}\d){3}/;
const RETRY_MS = 60_000;

let sending = false;
let again = false; // asked for while another was under way

function waiting() {
  const kept = parse(localStorage.getItem(WAITING));
  return Array.isArray(kept.events) ? kept.events : [];
}

function keep(events) {
  try {
    localStorage.setItem(WAITING, JSON.stringify({ events: events.slice(-MOST) }));
  } catch {
    localStorage.removeItem(WAITING); // no room is left: figures matter less than what else is kept
  }
}

function note(kind, event) {
  if (!("events" in document.body.dataset)) return; // recording is off
  keep([...waiting(), { kind, at: Date.now(), event: { key: key(), ...event } }]);
  flush();
}

/** Send what waits, the oldest first. What cannot be sent now is tried again; what the server refuses is given up. */
async function flush() {
  if (sending) {
    again = true; // the line may have come back while a request was still failing
    return;
  }
  const batch = waiting().slice(0, AT_ONCE);
  if (!batch.length || !("events" in document.body.dataset)) return;
  sending = true;
  let done = true;
  try {
    await send("POST", document.body.dataset.events, { copies: of(batch, "copy"), searches: of(batch, "search") }, { keepalive: true });
  } catch (error) {
    done = error.status === 400 || error.status === 422;
  }
  sending = false;
  const asked = again;
  again = false;
  if (!done) {
    if (asked) flush();
    return;
  }
  const sent = new Set(batch.map(({ event }) => event.key));
  keep(waiting().filter(({ event }) => !sent.has(event.key)));
  if (waiting().length) flush();
}

function of(batch, kind) {
  const age = (at) => Math.max(0, Math.min(Math.round((Date.now() - at) / 1000), 2_592_000));
  return batch.filter((each) => each.kind === kind).map(({ at, event }) => ({ ...event, age: age(at) }));
}

export function key() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The question as it may leave the browser: empty when it is long or tells of somebody. */
function question() {
  const text = document.getElementById("q")?.value.trim() ?? "";
  return [...text].length <= SHORT && !PERSONAL.test(text.normalize("NFKC")) ? text : "";
}

export function startEvents() {
  document.addEventListener("kotae:copied", ({ detail }) => note("copy", { ...detail, query: question() }));
  let timer = 0;
  let told = document.getElementById("q")?.value.trim() ?? "";
  document.addEventListener("kotae:results", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const box = document.getElementById("q");
      const asked = box?.value.trim() ?? "";
      if (!asked || asked === told) return;
      told = asked;
      const results = Number(document.querySelector(".results [data-total]")?.dataset.total ?? 0);
      const reply_lang = document.querySelector(".answer-in input:checked")?.value ?? "";
      note("search", { query: question(), lang: document.documentElement.lang, reply_lang, results });
    }, SETTLED_MS);
  });
  addEventListener("online", flush);
  setInterval(flush, RETRY_MS);
  flush();
}
