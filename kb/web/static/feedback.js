// A thumb for this reply, and a note to those who write it.
import { send } from "./account.js";
import { key } from "./events.js";
import { toast } from "./toast.js";

export function startFeedback() {
  const form = document.querySelector("form.opinion");
  if (!form || form.dataset.started) return;
  form.dataset.started = "yes";
  const note = form.querySelector(".note");
  let made = key(); // one opinion of this page: sent twice, it counts once
  form.addEventListener("change", (event) => {
    if (event.target.name === "helpful") note.hidden = false;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { helpful, text } = form.elements;
    try {
      await send("POST", form.action, {
        key: made,
        document: form.dataset.id,
        lang: form.dataset.lang,
        helpful: helpful.value === "yes",
        note: text.value.trim(),
      });
    } catch {
      toast(document.body.dataset.unsaved);
      return;
    }
    made = key();
    form.reset();
    note.hidden = true;
    toast(form.dataset.thanks);
  });
}
