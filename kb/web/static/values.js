// What is typed into the blanks: read from the form, put back into it, kept in this tab. Values about the team
// (its name, its hours) are kept in the browser; a customer's never outlive the tab.
const TAB = "kotae:values";
const OWN = "kotae:own";

export function load() {
  return { ...parse(localStorage.getItem(OWN)), ...parse(sessionStorage.getItem(TAB)) };
}

/** Merge what the form holds into what is kept: blanks of other templates keep their values. */
export function save(form) {
  const tab = parse(sessionStorage.getItem(TAB));
  const own = parse(localStorage.getItem(OWN));
  for (const field of form.querySelectorAll(".field")) {
    const kept = "own" in field.dataset ? own : tab;
    const value = read(field);
    if (value === null) delete kept[field.dataset.name];
    else kept[field.dataset.name] = value;
  }
  sessionStorage.setItem(TAB, JSON.stringify(tab));
  localStorage.setItem(OWN, JSON.stringify(own));
}

/** Keep one value of the customer's for this tab. */
export function put(name, value) {
  sessionStorage.setItem(TAB, JSON.stringify({ ...parse(sessionStorage.getItem(TAB)), [name]: value }));
}

/** Forget the customer's values; gives back what undoes it. */
export function clear() {
  const before = sessionStorage.getItem(TAB);
  sessionStorage.removeItem(TAB);
  return () => before && sessionStorage.setItem(TAB, before);
}

/** A field's value in the shape the API takes, or null when it is empty. */
export function read(field) {
  const part = (name) => field.querySelector(`[data-part="${name}"]`)?.value.trim() ?? "";
  switch (field.dataset.type) {
    case "person": {
      const person = { family: part("family"), given: part("given"), title: part("title") };
      return person.family || person.given ? person : null;
    }
    case "money":
      return part("amount") ? { amount: decimal(part("amount")), currency: part("currency") } : null;
    case "number":
    case "percent":
      return decimal(field.querySelector("input").value.trim()) || null;
    case "datetime":
      return part("at") ? { at: part("at"), zone: part("zone") } : null;
    case "list": {
      const checked = [...field.querySelectorAll("input:checked")].map((input) => input.value);
      const other = part("other").split(/[,、，]/).map((text) => text.trim()).filter(Boolean);
      return checked.length || other.length ? [...checked, ...other] : null;
    }
    default:
      return field.querySelector("input, select").value.trim() || null;
  }
}

/** A decimal comma as a point: half the world types 24,90. Anything else is left for the server to judge. */
function decimal(text) {
  return text.replace(/^(\d+),(\d{1,2})$/, "$1.$2");
}

export function fill(form, values) {
  for (const field of form.querySelectorAll(".field")) {
    const value = values[field.dataset.name];
    for (const input of field.querySelectorAll("[data-part]")) {
      const given = value && !Array.isArray(value) ? value[input.dataset.part] : undefined;
      if (given === undefined) {
        if (!input.matches("select") || input.dataset.part === "title") input.value = "";
      } else if (input.matches("select")) choose(input, given);
      else input.value = given;
    }
    if (field.dataset.type === "list") fillList(field, value ?? []);
    else if (!field.querySelector("[data-part]")) field.querySelector("input, select").value = value ?? "";
    if (field.dataset.type === "datetime" && !value) {
      choose(field.querySelector('[data-part="zone"]'), Intl.DateTimeFormat().resolvedOptions().timeZone);
    }
  }
}

function fillList(field, items) {
  const known = new Set();
  for (const input of field.querySelectorAll("input[type=checkbox]")) {
    known.add(input.value);
    input.checked = items.includes(input.value);
  }
  field.querySelector('[data-part="other"]').value = items.filter((item) => !known.has(item)).join(", ");
}

function choose(select, value) {
  if (value && ![...select.options].some((option) => option.value === value)) select.add(new Option(value, value), 0);
  if (value) select.value = value;
}

/** What was kept as JSON; nothing where it cannot be read. */
export function parse(text) {
  try {
    const value = JSON.parse(text ?? "{}");
    return value && typeof value === "object" ? value : {};
  } catch {
    return {}; // not written by us, or by an older version: begin anew
  }
}
