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
      action.run();
      place.classList.remove("shown");
    });
    place.append(button);
  }
  place.classList.add("shown");
  clearTimeout(timer);
  timer = setTimeout(() => place.classList.remove("shown"), action ? 8000 : 2200);
}
