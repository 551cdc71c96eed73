// The keys that work everywhere: "/" to search, Escape to go back to the results, Ctrl or Cmd with Enter to copy.
export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const box = document.getElementById("q");
      if (!box) return;
      event.preventDefault();
      document.body.classList.replace("view-document", "view-list");
      box.focus();
      box.select();
    } else if (event.key === "Escape") {
      const back = document.querySelector(".hit[aria-current]") ?? document.querySelector(".hit");
      if (!back || event.target.id === "q") return;
      document.body.classList.replace("view-document", "view-list");
      back.focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = document.querySelector(".reply-page .copy");
      if (!button) return;
      event.preventDefault();
      button.click();
    }
  });
}
