// What the guard found: a list with the words that it is about, and those words underlined where they stand.

/** Fill the list; `choose` is called with a finding whose words were pressed. */
export function list(place, findings, text, choose) {
  const signs = [...text];
  place.replaceChildren(
    ...findings.map((finding) => {
      const item = document.createElement("li");
      item.className = finding.severity;
      item.dataset.rule = finding.rule;
      item.append(finding.message);
      const words = signs.slice(finding.start, finding.end).join("");
      if (words && words.length < text.length) {
        const quote = document.createElement("button");
        quote.type = "button";
        quote.className = "quote";
        quote.textContent = words.length > 80 ? `${words.slice(0, 79)}…` : words;
        quote.addEventListener("click", () => choose(finding));
        item.append(" ", quote);
      }
      return item;
    }),
  );
}

/** Underline the words of each finding; a browser that cannot leaves the list alone to tell. */
export function underline(findings, draft, rows) {
  if (!("highlights" in CSS)) return;
  for (const severity of ["warn", "block"]) {
    const ranges = findings
      .filter((finding) => finding.severity === severity && finding.end > finding.start)
      .map((finding) => range(draft.at(finding.start), draft.at(finding.end), rows))
      .filter(Boolean);
    CSS.highlights.set(`guard-${severity}`, new Highlight(...ranges));
  }
}

function range(start, end, rows) {
  const from = start && position(rows, start);
  const to = end && position(rows, end);
  if (!from || !to) return null;
  const made = document.createRange();
  made.setStart(...from);
  made.setEnd(...to);
  return made;
}

/** The node and offset of a place in a row, its line breaks counting as one sign each. */
function position(rows, { index, place }) {
  const column = rows.querySelector(`.row[data-index="${index}"] .theirs`);
  if (!column || column.querySelector("textarea")) return null;
  let left = place;
  const walker = document.createTreeWalker(column, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeName === "BR") left -= 1;
    if (node.nodeType !== Node.TEXT_NODE) continue;
    const signs = [...node.data];
    if (left <= signs.length) return [node, signs.slice(0, left).join("").length];
    left -= signs.length;
  }
  return null;
}
