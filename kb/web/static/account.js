// Requests that change something carry the token of the page, which proves that they come from it.

/** Send JSON to the API and give its answer; throws Unsent when the server is away or says no. */
export async function send(method, url, body, { keepalive = false } = {}) {
  const headers = { "X-CSRF-Token": document.querySelector("meta[name=csrf]").content, Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(url, { method, headers, keepalive, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Unsent(0);
  }
  if (!response.ok) throw new Unsent(response.status);
  return response.json();
}

export class Unsent extends Error {
  constructor(status) {
    super(String(status));
    this.status = status; // 0 when the server did not answer
  }

  /** Whether the same may be sent again later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** What is said of a request that was refused for who asks, or how often; null where it is for another reason. */
export function explain(status) {
  const { signedOut, busy } = document.body.dataset;
  if (status === 401) return signedOut;
  return status === 429 || status === 503 ? busy : null;
}

/** What is remembered with the account of who is signed in; null where nobody is, and this browser remembers. */
export function keptChoices() {
  const kept = document.body.dataset.choices;
  return kept ? JSON.parse(kept) : null;
}

export function keepChoices(choices) {
  const kept = keptChoices();
  if (!kept) return;
  document.body.dataset.choices = JSON.stringify({ ...kept, ...choices });
  send("PUT", document.body.dataset.choicesUrl, choices).catch(() => {}); // this page goes on with them either way
}
