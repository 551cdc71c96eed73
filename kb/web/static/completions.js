// What the question may become, as chips below the box. The arrow to the right, at the end of the text, takes the first;
// Tab leads to them. While an input method composes, they stay as they are, and no key is theirs.
const MAX_TYPED = 40;
const PAUSE_MS = 40;

export function startCompletions(box, ask) {
  const chips = document.querySelector(".completions");
  let controller = null;
  let timer = 0;

  function show(suggestions) {
    chips.replaceChildren(
      ...suggestions.map(({ text, lang }) => {
        const chip = document.createElement("button");
        chip.type = "button";
        chip.className = "chip";
        chip.lang = lang;
        chip.textContent = text;
        chip.addEventListener("click", () => take(text));
        return chip;
      }),
    );
    for (const chip of [...chips.children]) if (chip.offsetTop > chips.firstElementChild.offsetTop) chip.remove();
  }

  function take(text) {
    box.value = text;
    box.focus();
    box.setSelectionRange(text.length, text.length);
    show([]);
    ask();
  }

  async function suggest() {
    controller?.abort();
    const typed = box.value;
    if (!typed.trim() || typed.length > MAX_TYPED || typed.includes("\n")) return show([]);
    controller = new AbortController();
    try {
      const response = await fetch(chips.dataset.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ q: typed, lang: document.documentElement.lang.slice(0, 2), limit: 4 }),
        signal: controller.signal,
      });
      if (response.ok && box.value === typed) show((await response.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") show([]); // the search itself says that the server does not answer
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE_MS);
  }

  box.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  box.addEventListener("compositionend", later);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.key !== "ArrowRight") return;
    const first = chips.querySelector(".chip");
    if (first && box.selectionStart === box.value.length) {
      event.preventDefault();
      take(first.textContent);
    }
  });
  chips.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      show([]);
      box.focus();
    }
  });
}
