// One's own texts, put into the reply that is being edited: where the caret was last, a signature at the end.

export function startSnippets() {
  const select = document.querySelector(".reply-page select.own-texts");
  const insert = document.querySelector(".reply-page button.insert-text");
  if (!select || select.dataset.started) return;
  select.dataset.started = "yes";
  const rows = document.querySelector(".reply-page .rows");
  let last = null; // the box that the caret was in, by its paragraph: boxes are made anew
  rows.addEventListener("focusout", (event) => {
    if (!event.target.matches("textarea")) return;
    last = { index: event.target.closest(".row").dataset.index, at: event.target.selectionEnd };
  });
  select.addEventListener("change", () => (insert.disabled = !select.value));
  insert.addEventListener("click", () => {
    const option = select.selectedOptions[0];
    const boxes = [...rows.querySelectorAll("textarea")];
    if (!option.dataset.text || !boxes.length) return;
    const signs = "signature" in option.dataset;
    const held = last && !signs && rows.querySelector(`.row[data-index="${last.index}"] textarea`);
    put(held || boxes[boxes.length - 1], option.dataset.text, held ? last.at : null);
  });
}

function put(box, text, at) {
  const before = box.value.slice(0, at ?? box.value.length);
  const added = at === null ? `${before && "\n"}${text}` : text;
  box.focus();
  box.setRangeText(added, before.length, before.length, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
