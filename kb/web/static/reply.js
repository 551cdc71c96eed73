// A template's page: the preview follows the blanks, and what is copied is what is shown.
import * as values from "./values.js";
import { write } from "./clipboard.js";
import { toast } from "./toast.js";

const PAUSE_MS = 90;

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
    this.pending = null; // the refresh under way
    this.wrong = new Map(); // the message of each blank that is wrong
    this.timer = 0;
  }

  start() {
    values.fill(this.form, values.load());
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.page.querySelector(".controls").addEventListener("change", () => this.choose());
    this.on(".copy", () => this.copy(false));
    this.on(".copy-rich", () => this.copy(true));
    this.on(".copy-subject", () => this.copySubject());
    this.on(".clear-values", () => this.clear());
    this.page.querySelector(".rows").addEventListener("click", (event) => {
      const gap = event.target.closest(".gap");
      if (gap) this.focus(gap.dataset.name);
    });
    const taken = () => {
      if (!this.page.isConnected) return document.removeEventListener("kotae:values", taken);
      values.fill(this.form, values.load());
      this.pending = this.refresh();
    };
    document.addEventListener("kotae:values", taken);
    this.pending = this.refresh();
  }

  on(selector, run) {
    this.page.querySelector(selector)?.addEventListener("click", run);
  }

  changed() {
    values.save(this.form);
    clearTimeout(this.timer);
    this.pending = new Promise((resolve) => {
      this.timer = setTimeout(() => {
        this.timer = 0;
        resolve(this.refresh());
      }, PAUSE_MS);
    });
  }

  choose() {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(this.choices())) {
      if (value) url.searchParams.set(`reply_${name}`, value);
      else url.searchParams.delete(`reply_${name}`);
    }
    history.replaceState(null, "", url);
    this.pending = this.refresh();
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
    this.controller?.abort();
    const controller = (this.controller = new AbortController());
    try {
      const { answer, wrong } = await this.render(this.words.lang, controller.signal);
      const gloss = this.words.gloss ? await this.render(this.words.gloss, controller.signal, [...wrong.keys()], true) : null;
      this.latest = answer;
      this.wrong = wrong;
      this.paint(answer, gloss?.answer);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.latest = null;
      this.state(error instanceof Refused ? error.message : this.words.offline, "blocked");
    }
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
    if (response.status !== 422 || !wrong.size || without.length) throw new Refused(answer.detail);
    return { answer: (await this.render(lang, signal, [...wrong.keys()], gloss)).answer, wrong };
  }

  paint(answer, gloss) {
    const rows = this.page.querySelector(".rows");
    const subject = rows.querySelector(".subject");
    subject.hidden = !answer.subject;
    subject.querySelector(".subject-text").innerHTML = answer.subject_html;
    for (const row of rows.querySelectorAll(".row")) row.remove();
    const ours = new Map((gloss?.paragraphs ?? []).map((paragraph) => [paragraph.index, paragraph]));
    for (const paragraph of answer.paragraphs) {
      const row = element("div", "row");
      row.dataset.index = paragraph.index;
      row.append(column("theirs", answer.locale, paragraph.html));
      if (this.words.gloss) row.append(column("ours", this.words.ui, ours.get(paragraph.index)?.html ?? ""));
      rows.append(row);
    }
    this.paintFields(answer.missing);
    this.page.querySelector(".findings").replaceChildren(
      ...answer.findings.map((finding) => {
        const item = element("li", finding.severity);
        item.textContent = finding.message;
        return item;
      }),
    );
    this.paintLength(answer.length);
    const left = new Set([...answer.missing, ...this.wrong.keys()]).size;
    if (left) this.state(left === 1 ? this.words.missingOne : this.words.missingMany.replace("%s", left), "waiting");
    else if (!answer.copyable) this.state(this.words.blocked, "blocked");
    else this.state(this.words.ready, "ready");
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
  }

  state(message, kind) {
    const place = this.page.querySelector(".bar .state");
    if (place.textContent !== message) place.textContent = message;
    this.page.dataset.state = kind;
  }

  async copy(rich) {
    await this.settled();
    const answer = this.latest;
    const first = [...this.wrong.keys(), ...(answer?.missing ?? [])][0];
    if (first) {
      toast(this.words.fill);
      this.focus(first);
      return;
    }
    if (!answer?.copyable) {
      toast(answer ? this.words.blocked : this.words.offline);
      return;
    }
    const done = await write(answer.text, rich ? unmarked(answer.html) : "");
    if (done) toast(rich ? this.words.copiedRich : this.words.copied);
    else {
      this.select();
      toast(this.words.failed);
    }
    this.page.classList.toggle("copied", done);
  }

  /** Wait until the preview shows what the form holds. */
  async settled() {
    if (this.timer) {
      clearTimeout(this.timer);
      this.timer = 0;
      this.pending = this.refresh();
    }
    await this.pending;
  }

  async copySubject() {
    await this.settled();
    const gap = this.page.querySelector(".subject .gap");
    if (gap) {
      toast(this.words.fill);
      this.focus(gap.dataset.name);
    } else if (this.latest && (await write(this.latest.subject, ""))) toast(this.words.copied);
  }

  clear() {
    const undo = values.clear();
    values.fill(this.form, values.load());
    this.pending = this.refresh();
    const restore = () => {
      undo();
      values.fill(this.form, values.load());
      this.pending = this.refresh();
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

/** The HTML without the marks that only this page needs. */
function unmarked(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const mark of holder.content.querySelectorAll("span.value")) mark.replaceWith(...mark.childNodes);
  return holder.innerHTML;
}
