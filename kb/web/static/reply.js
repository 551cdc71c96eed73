// A template's page: the preview follows the blanks, and what is copied is what is shown.
import { explain, keepChoices, keptChoices, send } from "./account.js";
import * as edits from "./edits.js";
import * as values from "./values.js";
import { showFreshness } from "./changes.js";
import { write } from "./clipboard.js";
import { key } from "./events.js";
import { list, underline } from "./findings.js";
import { toast } from "./toast.js";

const PAUSE_MS = 90;
const CHOICES = "kotae:choices"; // where replies go: chosen once, kept in this browser

export function startReply() {
  const page = document.querySelector(".reply-page");
  if (page && !page.dataset.started) new ReplyPage(page).start();
}

/** The server answered, and said no. */
class Refused extends Error {}

class ReplyPage {
  constructor(page) {
    page.dataset.started = "yes";
    this.page = page;
    this.words = page.dataset;
    this.form = page.querySelector("form.values");
    this.latest = null; // the answer that is shown, or null before the first
    this.failed = false; // whether the last question was not answered: what is shown may be older than the form
    this.kept = ""; // what the edits that are shown are kept by
    this.changes = 0; // how often the form was changed
    this.composing = false; // whether an input method is at work in a paragraph
    this.pending = null; // the refresh under way
    this.wrong = new Map(); // the message of each blank that is wrong
    this.edits = new Map(); // the paragraphs that were changed, by index
    this.editing = false;
    this.outdated = true; // whether the form holds something that the shown answer does not know yet
    this.accepted = ""; // the warnings that the agent has read and will send with
    this.trusted = !this.words.machine; // whether the agent will send what a machine has drafted
    this.timer = 0;
    this.again = !this.words.sent; // whether the agent will send to the case what went there before
    this.unkept = ""; // the key of a copied reply that its case did not take down yet
  }

  start() {
    this.recall();
    values.fill(this.form, values.load());
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.page.querySelector(".controls").addEventListener("change", () => this.choose());
    this.on(".copy", () => this.copy(false));
    this.on(".copy-rich", () => this.copy(true));
    this.on(".copy-subject", () => this.copySubject());
    this.on(".clear-values", () => this.clear());
    this.on(".edit", () => this.edit(!this.editing));
    this.on(".revert", () => this.revert());
    this.page.querySelector(".rows").addEventListener("click", (event) => {
      const gap = event.target.closest(".gap");
      if (gap) this.focus(gap.dataset.name);
    });
    this.whileShown(document, "kotae:values", () => {
      values.fill(this.form, values.load());
      this.follow(this.refresh());
    });
    this.whileShown(window, "online", () => this.failed && this.follow(this.refresh()));
    new ResizeObserver(showFoot).observe(this.page.querySelector(".foot"));
    this.follow(this.refresh());
  }

  /** Listen until another document has taken the place of this one. */
  whileShown(target, type, run) {
    const heard = () => (this.page.isConnected ? run() : target.removeEventListener(type, heard));
    target.addEventListener(type, heard);
  }

  on(selector, run) {
    this.page.querySelector(selector)?.addEventListener("click", run);
  }

  changed() {
    this.changes += 1;
    this.outdated = true;
    values.save(this.form);
    this.later(() => this.refresh());
  }

  choose() {
    this.show();
    const { channel, platform, market } = this.choices();
    localStorage.setItem(CHOICES, JSON.stringify({ channel, platform, market }));
    keepChoices({ channel, platform, market });
    this.changes += 1;
    this.follow(this.refresh());
  }

  /** Put the choices into the address. */
  show() {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(this.choices())) {
      if (value) url.searchParams.set(`reply_${name}`, value);
      else url.searchParams.delete(`reply_${name}`);
    }
    history.replaceState(null, "", url);
  }

  /** Choose what was chosen last, where the address says nothing else and this reply offers it. */
  recall() {
    const given = new URL(location.href).searchParams;
    const kept = keptChoices() ?? values.parse(localStorage.getItem(CHOICES));
    for (const name of ["channel", "platform", "market"]) {
      const select = this.page.querySelector(`.controls select[name=${name}]`);
      const offered = [...select.options].some((option) => option.value === kept[name]);
      if (!given.has(`reply_${name}`) && kept[name] && offered) select.value = kept[name];
    }
  }

  /** What edits are kept by: a reply in one language, tone and market. */
  key() {
    const { tone, market } = this.choices();
    return [this.words.id, this.words.lang, tone, market].join(" ");
  }

  choices() {
    const chosen = (name) => this.page.querySelector(`.controls select[name=${name}]`).value;
    return {
      tone: this.page.querySelector(".controls input[name=tone]:checked").value,
      channel: chosen("channel"),
      platform: chosen("platform"),
      market: chosen("market"),
    };
  }

  /** The values of the form, those left out that are known to be wrong. */
  values(without = []) {
    const found = {};
    for (const field of this.form.querySelectorAll(".field")) {
      const value = values.read(field);
      if (value !== null && !without.includes(field.dataset.name)) found[field.dataset.name] = value;
    }
    return found;
  }

  async refresh() {
    this.outdated = true;
    this.controller?.abort();
    const controller = (this.controller = new AbortController());
    const asked = { changes: this.changes, key: this.key() };
    try {
      const { answer, wrong } = await this.render(this.words.lang, controller.signal);
      const gloss = this.words.gloss ? await this.render(this.words.gloss, controller.signal, [...wrong.keys()], true) : null;
      await this.composed();
      if (controller.signal.aborted) return;
      this.wrong = wrong;
      this.latest = answer;
      this.outdated = asked.changes !== this.changes;
      this.gloss = gloss?.answer;
      this.kept = asked.key;
      this.edits = edits.load(this.kept);
      this.paint();
      await this.judge(controller.signal);
      this.failed = false;
    } catch (error) {
      this.fail(error);
    }
  }

  /** Say why there is no answer. What is shown stays, so that what is typed into it is kept, and is asked for again. */
  fail(error) {
    if (error.name === "AbortError") return;
    this.failed = true;
    this.state(error instanceof Refused ? error.message : this.words.offline, "blocked");
  }

  /** Wait until no input method is at work: boxes that are made anew would swallow what it holds. */
  composed() {
    if (!this.composing) return null;
    return new Promise((resolve) => this.page.addEventListener("compositionend", () => setTimeout(resolve), { once: true }));
  }

  /** The preview in a language. Blanks that are wrong are named, and the preview made without them. */
  async render(lang, signal, without = [], gloss = false) {
    const { market, ...others } = this.choices();
    const body = { ...others, lang, ui_lang: this.words.ui, preview: true, values: this.values(without) };
    if (!gloss) body.market = market;
    const response = await fetch(this.words.render, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
    const answer = await response.json();
    if (response.ok) return { answer, wrong: new Map() };
    const wrong = new Map((answer.errors ?? []).map((error) => [error.name, error.message]));
    if (response.status !== 422 || !wrong.size || without.length) throw new Refused(explain(response.status) ?? answer.detail);
    return { answer: (await this.render(lang, signal, [...wrong.keys()], gloss)).answer, wrong };
  }

  /** Ask what the edited text breaks; one that was not edited was judged when it was made. */
  async judge(signal) {
    const answer = this.latest;
    this.verdict = answer;
    if (this.draft.edited) {
      const { channel, platform, market, tone } = this.choices();
      const facts = { channel, platform, market, tone, lang: answer.lang, locale: answer.locale, template: this.words.id };
      const body = { ...facts, text: this.draft.text, ui_lang: this.words.ui };
      const response = await fetch(this.words.check, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal,
      });
      const found = await response.json();
      if (!response.ok) throw new Refused(explain(response.status) ?? found.detail);
      const blanks = this.blanks(); // they are counted by themselves, and what is called by a label is no fault of the text
      const within = (finding) => finding.end > 0 && blanks.some(({ start, end }) => start <= finding.start && finding.end <= end);
      const findings = found.findings.filter((finding) => !within(finding));
      this.verdict = { ...found, findings, copyable: !findings.some((finding) => finding.severity === "block") };
    }
    this.paintVerdict();
  }

  /** The blanks that the text still shows: an agent may have written over one. */
  missing() {
    if (!this.draft.edited) return this.latest.missing;
    const inSubject = [...this.page.querySelectorAll(".subject .gap")].map((gap) => gap.dataset.name);
    return [...new Set([...inSubject, ...this.blanks().map(({ name }) => name)])];
  }

  /** The blanks in the text, by name, and where they are. */
  blanks() {
    return this.draft.blanks([...this.form.querySelectorAll(".field")].map((field) => field.dataset));
  }

  paint() {
    const { latest: answer, gloss } = this;
    this.draft = new edits.Draft(answer, this.edits);
    this.composing = false; // what was composed in ended with its box
    const rows = this.page.querySelector(".rows");
    const caret = caretIn(rows);
    const subject = rows.querySelector(".subject");
    subject.hidden = !answer.subject;
    subject.querySelector(".subject-text").innerHTML = answer.subject_html;
    for (const row of rows.querySelectorAll(".row")) row.remove();
    const ours = new Map((gloss?.paragraphs ?? []).map((paragraph) => [paragraph.index, paragraph]));
    for (const part of this.draft.parts) {
      const row = element("div", part.edited ? "row edited" : "row");
      row.dataset.index = part.index;
      const theirs = column("theirs", answer.locale, part.edited ? "" : part.html);
      if (this.editing) theirs.replaceChildren(this.box(part));
      else if (part.edited) theirs.append(paragraph(part.text));
      row.append(theirs);
      if (this.words.gloss) row.append(column("ours", this.words.ui, ours.get(part.index)?.html ?? ""));
      rows.append(row);
    }
    if (this.editing) for (const box of rows.querySelectorAll("textarea")) fit(box);
    caret?.();
    this.paintFields(answer.missing);
    showFreshness(this.page.querySelector(".freshness"), answer.locale);
    this.page.querySelector(".revert").hidden = !this.draft.edited;
    this.page.querySelector(".copy-rich").hidden = this.editing;
  }

  paintVerdict() {
    const { findings, length, copyable } = this.verdict;
    list(this.page.querySelector(".findings"), findings, this.draft.text, (finding) => this.goTo(finding));
    underline(findings, this.draft, this.page.querySelector(".rows"));
    this.paintLength(length);
    const left = new Set([...this.missing(), ...this.wrong.keys()]).size;
    if (left) this.state(left === 1 ? this.words.missingOne : this.words.missingMany.replace("%s", left), "waiting");
    else if (!copyable) this.state(this.words.blocked, "blocked");
    else if (this.doubt()) this.state(this.doubt(), "warned");
    else this.state(this.words.ready, "ready");
  }

  /** What the agent is asked before the first copy, or nothing. */
  doubt() {
    if (!this.trusted) return this.words.machine;
    if (!this.again) return this.words.again;
    return this.warnings() === this.accepted ? "" : this.words.warned;
  }

  /** Take the agent's first press as a yes to what was asked. */
  ask() {
    const asked = this.doubt();
    if (!asked) return false;
    this.trusted = true;
    this.again = true;
    this.accepted = this.warnings();
    this.paintVerdict();
    toast(asked);
    return true;
  }

  /** The warnings as one text: equal while they are the same. */
  warnings() {
    const warned = this.verdict.findings.filter((finding) => finding.severity === "warn");
    const signs = [...this.draft.text];
    return warned.map(({ rule, part, start, end }) => `${rule} ${part} ${signs.slice(start, end).join("")}`).join("\n");
  }

  /** The box of one paragraph; what is typed is judged after a short pause, and never in the middle of a composition. */
  box(part) {
    const made = document.createElement("textarea");
    made.value = part.text;
    made.rows = 1;
    made.ariaLabel = this.words.paragraph;
    const typed = () => {
      fit(made);
      const template = this.latest.paragraphs.find(({ index }) => index === part.index).text;
      if (made.value === template) this.edits.delete(part.index);
      else this.edits.set(part.index, made.value);
      edits.save(this.kept, this.edits);
      this.draft = new edits.Draft(this.latest, this.edits);
      made.closest(".row").classList.toggle("edited", made.value !== template);
      this.page.querySelector(".revert").hidden = !this.draft.edited;
      this.later(() => this.rejudge());
    };
    made.addEventListener("input", (event) => event.isComposing || typed());
    made.addEventListener("compositionstart", () => (this.composing = true));
    made.addEventListener("compositionend", () => {
      this.composing = false;
      typed();
    });
    return made;
  }

  later(run) {
    clearTimeout(this.timer);
    this.waiting = run;
    const pause = new Promise((resolve) => {
      this.timer = setTimeout(() => {
        this.timer = 0;
        resolve(run());
      }, PAUSE_MS);
    });
    this.follow(pause);
  }

  /** Remember the work under way: the reply is busy until the last of it is done. */
  follow(work) {
    this.pending = work;
    const rows = this.page.querySelector(".rows");
    rows.setAttribute("aria-busy", "true");
    work.finally(() => {
      if (this.pending === work) rows.setAttribute("aria-busy", "false");
    });
  }

  /** Judge what was edited; where a preview was under way, it comes first, or its values would be lost. */
  async rejudge() {
    if (this.outdated) return this.refresh();
    this.controller?.abort();
    this.controller = new AbortController();
    try {
      await this.judge(this.controller.signal);
      this.failed = false;
    } catch (error) {
      this.fail(error);
    }
  }

  /** Let the agent write into the reply, or show it as it will be sent. */
  async edit(on) {
    await this.settled();
    if (!this.latest) return;
    this.editing = on;
    this.page.classList.toggle("editing", on);
    const button = this.page.querySelector(".edit");
    button.setAttribute("aria-pressed", String(on));
    this.paint();
    this.follow(this.rejudge());
    if (on) this.page.querySelector(".rows textarea")?.focus();
  }

  revert() {
    const before = new Map(this.edits);
    const put = (map) => {
      this.edits = map;
      edits.save(this.kept, map);
      this.paint();
      this.follow(this.rejudge());
    };
    put(new Map());
    toast(this.words.reverted, { label: this.words.undo, run: () => put(before) });
  }

  /** Select a finding's words in the box of their paragraph. */
  async goTo(finding) {
    if (!this.editing) await this.edit(true);
    const start = this.draft.at(finding.start);
    const box = start && this.page.querySelector(`.row[data-index="${start.index}"] textarea`);
    if (!box) return;
    const signs = [...box.value];
    const until = start.place + finding.end - finding.start;
    box.focus();
    box.setSelectionRange(signs.slice(0, start.place).join("").length, signs.slice(0, until).join("").length);
  }

  paintFields(missing) {
    for (const field of this.form.querySelectorAll(".field")) {
      const name = field.dataset.name;
      const message = this.wrong.get(name);
      field.classList.toggle("missing", missing.includes(name) && !message);
      field.classList.toggle("wrong", Boolean(message));
      const error = field.querySelector(".error");
      error.hidden = !message;
      error.textContent = message ?? "";
      for (const input of field.querySelectorAll("input, select")) {
        if (message) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
      const group = field.closest("details");
      if (group && (message || missing.includes(name))) group.open = true;
    }
  }

  paintLength(length) {
    const place = this.page.querySelector(".length");
    const over = length.limit !== null && length.count > length.limit;
    place.textContent = length.limit === null ? this.words.characters.replace("%s", length.count) : this.words.fits.replace("%s", length.count).replace("%s", length.limit);
    place.classList.toggle("over", over);
    const meter = this.page.querySelector(".meter");
    meter.hidden = length.limit === null;
    meter.max = length.limit ?? 1;
    meter.value = length.count;
    meter.high = (length.limit ?? 1) * 0.9;
  }

  state(message, kind) {
    const place = this.page.querySelector(".bar .state");
    if (place.textContent !== message) place.textContent = message;
    this.page.dataset.state = kind;
  }

  async copy(rich) {
    await this.settled();
    const { latest: answer, verdict } = this;
    if (this.failed) {
      toast(this.page.querySelector(".bar .state").textContent);
      return;
    }
    const first = [...this.wrong.keys(), ...this.missing()][0];
    if (first) {
      toast(this.words.fill);
      this.focus(first);
      return;
    }
    if (!verdict.copyable) {
      toast(this.words.blocked);
      return;
    }
    if (this.ask()) return;
    const text = this.draft.edited ? this.draft.text : answer.text;
    const html = this.draft.edited ? this.draft.html : answer.html;
    const done = await write(text, rich ? unmarked(html) : "");
    if (done) {
      this.tell();
      toast(rich ? this.words.copiedRich : this.words.copied);
      if (this.words.case) await this.keepWithCase();
    } else {
      this.select();
      toast(this.words.failed);
    }
    this.page.classList.toggle("copied", done);
  }

  /** Tell the case at work that this reply went to it. */
  async keepWithCase() {
    this.unkept ||= key();
    const { edited } = this.draft;
    const reply = { key: this.unkept, document: this.words.id, lang: this.latest.lang, tone: this.choices().tone, edited };
    try {
      await send("POST", this.words.case, reply, { keepalive: true });
    } catch (error) {
      // The same key with the next copy: it is one reply.
      toast(error.status === 401 ? explain(401) : error.passing ? this.words.caseLost : this.words.caseClosed);
      return;
    }
    this.unkept = "";
    this.again = false;
    toast(this.words.caseKept);
    this.paintVerdict();
  }

  /** Say that this reply was copied: which one, never what stands in it. */
  tell() {
    const { id, version, lang } = this.words;
    const { locale, tone } = this.latest;
    const { channel, platform, market } = this.choices();
    const detail = { document: id, version, lang, locale, tone, channel, platform, market, edited: this.draft.edited };
    document.dispatchEvent(new CustomEvent("kotae:copied", { detail }));
  }

  /** Wait until the preview shows what the form holds; what was not answered is asked once more. */
  async settled() {
    let work;
    do {
      if (this.timer) {
        clearTimeout(this.timer);
        this.timer = 0;
        this.follow(this.waiting());
      }
      work = this.pending;
      await work;
    } while (this.timer || work !== this.pending);
    if (!this.failed) return;
    this.follow(this.refresh());
    await this.pending;
  }

  async copySubject() {
    await this.settled();
    const gap = this.page.querySelector(".subject .gap");
    if (gap) {
      toast(this.words.fill);
      this.focus(gap.dataset.name);
    } else if (this.failed) {
      toast(this.page.querySelector(".bar .state").textContent);
    } else if (this.trusted || !this.ask()) {
      if (await write(this.latest.subject, "")) toast(this.words.copied);
    }
  }

  /** Forget this customer: the values, and the paragraphs into which they were written by hand. */
  clear() {
    const undo = [values.clear(), edits.clear()];
    const show = () => document.dispatchEvent(new Event("kotae:values"));
    show();
    const restore = () => {
      for (const back of undo) back();
      show();
    };
    toast(this.words.cleared, { label: this.words.undo, run: restore });
  }

  focus(name) {
    const field = this.form.querySelector(`.field[data-name="${CSS.escape(name)}"]`);
    if (!field) return;
    const group = field.closest("details");
    if (group) group.open = true;
    const inputs = [...field.querySelectorAll("input, select")];
    const input = inputs.find((each) => each.type !== "checkbox" && !each.value && !each.matches("[data-part=other], [data-part=title]")) ?? inputs[0];
    input.focus();
    field.scrollIntoView({ block: "center" });
  }

  select() {
    const range = document.createRange();
    const rows = this.page.querySelectorAll(".row .theirs");
    range.setStart(rows[0], 0);
    range.setEndAfter(rows[rows.length - 1]);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
}

/** On a narrow screen the foot of the reply lies over the page, which leaves as much room below as it takes. */
function showFoot() {
  const height = document.querySelector(".reply-page .foot")?.offsetHeight ?? 0;
  document.documentElement.style.setProperty("--foot", `${height}px`);
}

function element(tag, name) {
  const made = document.createElement(tag);
  made.className = name;
  return made;
}

/** A paragraph as the server wrote it, every value in it escaped there. */
function column(name, lang, html) {
  const made = element("div", name);
  made.lang = lang;
  made.innerHTML = html;
  return made;
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

/** What puts the caret back into the box that it is in, once the boxes were made anew; nothing if it is in none. */
function caretIn(rows) {
  const box = document.activeElement;
  const row = rows.contains(box) && box.matches("textarea") && box.closest(".row");
  if (!row) return null;
  const { index } = row.dataset;
  const { selectionStart, selectionEnd } = box;
  return () => {
    const again = rows.querySelector(`.row[data-index="${index}"] textarea`);
    again?.focus();
    again?.setSelectionRange(selectionStart, selectionEnd);
  };
}

/** A box as high as what is in it. */
function fit(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

/** The HTML without the marks that only this page needs. */
function unmarked(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const mark of holder.content.querySelectorAll("span.value")) mark.replaceWith(...mark.childNodes);
  return holder.innerHTML;
}
