// A stale text: what changed in its source, fetched after the page so that the page is as fast as any other.

/** Say how fresh the text for another locale is: it may be one of its own. */
export async function showFreshness(place, locale) {
  if (place.dataset.locale === locale) return;
  place.dataset.locale = locale;
  try {
    const response = await fetch(`${place.dataset.url}&locale=${locale}`, { headers: { Accept: "text/html" } });
    const found = await response.text();
    if (!response.ok || place.dataset.locale !== locale) return;
    place.innerHTML = found;
    await showChanges();
  } catch {
    place.dataset.locale = ""; // the next answer asks again
  }
}

export async function showChanges() {
  const place = document.querySelector("details.changed:not([data-shown])");
  if (!place) return;
  place.dataset.shown = "yes";
  try {
    const response = await fetch(place.dataset.url, { headers: { Accept: "text/html" } });
    if (response.ok) place.querySelector(".changed-words").innerHTML = await response.text();
  } catch {
    // the link to the change stays
  }
}
