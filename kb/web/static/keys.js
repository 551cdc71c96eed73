// The keys that work everywhere: "/" to search, Escape to go back to the results, Ctrl or Cmd with Enter to copy, with E to
// edit, F to make the document a favourite.
/** On a narrow screen the list and the document take turns; on a wide one both are there. */
function showList() {
  if (!matchMedia("(min-width: 60.01rem)").matches) document.body.classList.replace("view-document", "view-list");
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const box = document.getElementById("q");
      if (!box) return;
      event.preventDefault();
      showList();
      box.focus();
      box.select();
    } else if (event.key.toLowerCase() === "f" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const star = document.querySelector("main button.star");
      if (!star) return;
      event.preventDefault();
      star.click();
    } else if (event.key === "Escape") {
      const back = document.querySelector(".hit[aria-current]") ?? document.querySelector(".hit");
      if (!back || event.target.id === "q") return;
      showList();
      back.focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = document.querySelector(".reply-page .copy");
      if (!button) return;
      event.preventDefault();
      button.click();
    } else if (event.key.toLowerCase() === "e" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      const button = document.querySelector(".reply-page .edit");
      if (!button) return;
      event.preventDefault();
      button.click();
    }
  });
}
