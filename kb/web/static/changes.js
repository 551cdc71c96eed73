// A stale text: what changed in its source, fetched after the page so that the page is as fast as any other.
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
