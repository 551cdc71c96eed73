// What an agent changed in a reply before copying it: kept in this tab, paragraph by paragraph, for each template and tone.
import { parse } from "./values.js";

const TAB = "kotae:edits";

function all() {
  return parse(sessionStorage.getItem(TAB));
}

/** The changed paragraphs of a reply, by their index. */
export function load(key) {
  return new Map(Object.entries(all()[key] ?? {}).map(([index, text]) => [Number(index), text]));
}

export function save(key, edits) {
  const kept = all();
  if (edits.size) kept[key] = Object.fromEntries(edits);
  else delete kept[key];
  sessionStorage.setItem(TAB, JSON.stringify(kept));
}

/** Forget what was changed in all replies; gives back what undoes it. */
export function clear() {
  const before = sessionStorage.getItem(TAB);
  sessionStorage.removeItem(TAB);
  return () => before && sessionStorage.setItem(TAB, before);
}

/** A reply as it will be sent: the template's paragraphs, some of them changed; one that was emptied is left out. */
export class Draft {
  constructor(answer, edits) {
    this.parts = answer.paragraphs.map(({ index, text, html }) => {
      const own = edits.get(index);
      return { index, html, text: own ?? text, edited: own !== undefined && own !== text };
    });
  }

  get edited() {
    return this.parts.some((part) => part.edited);
  }

  get text() {
    return this.sent.map((part) => part.text).join("\n\n");
  }

  get sent() {
    return this.parts.filter((part) => part.text.trim());
  }

  /** The formatted reply: paragraphs that were changed have lost their formatting. */
  get html() {
    return this.sent.map((part) => (part.edited ? `<p>${escaped(part.text)}</p>` : part.html)).join("");
  }

  /** Where the text shows a blank as a preview does, by its label in brackets; counted in code points. */
  blanks(fields) {
    return fields.flatMap(({ name, label }) => {
      const mark = `[${label}]`;
      let end = 0;
      return this.text.split(mark).slice(0, -1).map((before) => {
        const start = end + [...before].length;
        end = start + [...mark].length;
        return { name, start, end };
      });
    });
  }

  /** The paragraph that a place in the text is in, and the place within it, both counted in code points. */
  at(place) {
    let start = 0;
    for (const part of this.sent) {
      const size = [...part.text].length;
      if (place <= start + size) return { index: part.index, place: place - start };
      start += size + 2;
    }
    return null;
  }
}

function escaped(text) {
  const holder = document.createElement("p");
  holder.textContent = text;
  return holder.innerHTML.replaceAll("\n", "<br>");
}
