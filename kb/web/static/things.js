// Stars and pins: one click puts a document at hand, another takes it away, and that can be undone.
import { send } from "./account.js";
import { toast } from "./toast.js";

/** Every star or pin of the same document says the same. */
function show(button, on) {
  for (const each of document.querySelectorAll(`button.toggle[data-url="${CSS.escape(button.dataset.url)}"]`)) {
    each.setAttribute("aria-pressed", String(on));
  }
}

async function toggle(button, on) {
  show(button, on); // at once: the server follows
  const words = document.body.dataset;
  try {
    await send(on ? "PUT" : "DELETE", button.dataset.url);
  } catch {
    show(button, !on);
    toast(words.unsaved);
    return;
  }
  if (on) toast(button.dataset.added);
  else toast(button.dataset.removed, { label: words.undo, run: () => toggle(button, true) });
}

export function startThings() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.toggle");
    if (button) toggle(button, button.getAttribute("aria-pressed") !== "true");
  });
}
