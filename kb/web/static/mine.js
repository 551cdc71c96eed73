// The page of one's own things: favourites in one's own order, texts that are kept, changed and removed.
import { send } from "./account.js";
import { toast } from "./toast.js";

export function startMine() {
  const page = document.querySelector(".mine-page");
  if (!page || page.dataset.started) return;
  page.dataset.started = "yes";
  const words = page.dataset;
  const call = async (method, path, body) => {
    try {
      return await send(method, `${words.me}${path}`, body);
    } catch {
      toast(words.unsaved);
      return null;
    }
  };
  favourites(page, call);
  snippets(page, call);
  page.querySelector(".recording")?.addEventListener("change", async (event) => {
    const done = await call("PUT", "/choices", { recording: event.target.checked ? "on" : "off" });
    if (done) toast(words.saved);
    else event.target.checked = !event.target.checked;
  });
}

function favourites(page, call) {
  const list = page.querySelector(".favourites");
  const none = page.querySelector(".none");
  const order = () => call("PUT", "/order", { documents: [...list.children].map((item) => item.dataset.id) });
  list.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    const item = button?.closest("li");
    if (!item) return;
    if (button.matches(".drop")) {
      const next = item.nextElementSibling;
      if (!(await call("DELETE", `/favourites/${item.dataset.id}`))) return;
      item.remove();
      none.hidden = list.children.length > 0;
      const undo = async () => {
        if (!(await call("PUT", `/favourites/${item.dataset.id}`))) return;
        list.insertBefore(item, next);
        none.hidden = true;
        order();
      };
      toast(page.dataset.removed, { label: page.dataset.undo, run: undo });
      return;
    }
    const other = button.matches(".up") ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (button.matches(".up")) other.before(item);
    else other.after(item);
    button.focus();
    order();
  });
}

function snippets(page, call) {
  const list = page.querySelector(".snippets");
  const form = page.querySelector("form.snippet");
  const { title, lang, text, signature } = form.elements;
  let changing = null; // the number of the text in the form, null for a new one
  const known = (item) => JSON.parse(item.dataset.snippet);
  const body = ({ title, lang, text, signature }) => ({ title, lang, text, signature });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = { title: title.value.trim(), lang: lang.value, text: text.value.trim(), signature: signature.checked };
    const done = changing === null ? await call("POST", "/snippets", given) : await call("PUT", `/snippets/${changing}`, given);
    if (done) location.reload();
  });
  form.addEventListener("reset", () => {
    changing = null;
    form.querySelector("[type=reset]").hidden = true;
  });
  list.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    const item = button?.closest("li");
    if (!item) return;
    const snippet = known(item);
    if (button.matches(".change")) {
      changing = snippet.id;
      [title.value, lang.value, text.value, signature.checked] = [snippet.title, snippet.lang, snippet.text, snippet.signature];
      form.querySelector("[type=reset]").hidden = false;
      title.focus();
      return;
    }
    if (!(await call("DELETE", `/snippets/${snippet.id}`))) return;
    item.remove();
    const undo = async () => (await call("POST", "/snippets", body(snippet))) && location.reload();
    toast(page.dataset.removed, { label: page.dataset.undo, run: undo });
  });
}
