// A short word at the foot of the page, read out by screen readers; with an action it stays longer.
let timer = 0;

export function toast(message, action) {
  const place = document.querySelector(".toast");
  place.textContent = message;
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.addEventListener("click", () => {
      hide(place);
      action.run();
    });
    place.append(button);
  }
  place.classList.add("shown");
  hideAfter(place, action ? 8000 : 2200);
}

/** Hide it, but never from under the pointer or while its button has the focus. */
function hideAfter(place, milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (place.matches(":hover, :focus-within")) hideAfter(place, 1000);
    else hide(place);
  }, milliseconds);
}

/** It stays in the page, for a region that comes with its words is not read out; its button does not. */
function hide(place) {
  place.classList.remove("shown");
  place.querySelector("button")?.remove();
}
