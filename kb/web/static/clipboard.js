// Copying, also where the page is not in a secure context and the asynchronous clipboard is not offered.

/** Put a text, and its HTML when there is one, on the clipboard. True when the browser did it. */
export async function write(text, html) {
  if (window.isSecureContext && navigator.clipboard) {
    try {
      if (!html) await navigator.clipboard.writeText(text);
      else {
        const parts = { "text/plain": blob(text, "text/plain"), "text/html": blob(html, "text/html") };
        await navigator.clipboard.write([new ClipboardItem(parts)]);
      }
      return true;
    } catch {
      // refused, as without a permission or in a frame: the older way asks for less
    }
  }
  return byEvent(text, html);
}

function blob(text, type) {
  return new Blob([text], { type });
}

function byEvent(text, html) {
  const focused = document.activeElement;
  const holder = document.createElement("textarea");
  holder.value = text;
  holder.className = "hidden";
  document.body.append(holder);
  holder.select();
  const put = (event) => {
    event.clipboardData.setData("text/plain", text);
    if (html) event.clipboardData.setData("text/html", html);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true, capture: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", put, { capture: true });
  holder.remove();
  focused?.focus({ preventScroll: true });
  return done;
}
