// A stale text: what changed in its source, fetched after the page so that the page is as fast as any other.

/** Say how fresh the text for another locale is: it may be one of its own. */
export async function showFreshness(place, locale) {
  if (place.dataset.locale === locale) return;
  place.dataset.locale = locale;
  const found = await freshness(`${place.dataset.url}&locale=${locale}`);
  if (place.dataset.locale !== locale) return; // another one was chosen meanwhile
  if (found === null) {
    place.dataset.locale = ""; // the next preview asks again
    return;
  }
  place.innerHTML = found;
  await showChanges();
}

/** What the server says, or null where it does not answer. */
async function freshness(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
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
