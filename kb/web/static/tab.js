// What was typed about a customer stays in this tab, for whoever typed it: never for the next person who signs in here.
const MEMBER = "kotae:member";

export function startTab() {
  const { member } = document.body.dataset;
  if (member) {
    if ((sessionStorage.getItem(MEMBER) ?? member) !== member) sessionStorage.clear();
    sessionStorage.setItem(MEMBER, member);
  }
  document.querySelector("form.sign-out")?.addEventListener("submit", () => sessionStorage.clear());
}
