// What the phone at the gate keeps: the list of the shift, and the check-ins that the server has not taken yet.
// Everything is gone 24 hours after the shift; lists also go when somebody else signs in (see sw.js).
const NAME = "asar-door";
const DEVICE = "asar-device";
const MOST_AT_ONCE = 100;
const ANSWER_WITHIN = 20000;
export const DAY = 24 * 60 * 60 * 1000;

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export class Store {
  static async open(person) {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("lists", { keyPath: "shift" });
      opening.result.createObjectStore("scans", { keyPath: "key" });
    };
    const store = new Store(await asked(opening), person);
    await store.sweep();
    return store;
  }

  constructor(held, person) {
    this.held = held;
    this.person = person;
  }

  #of(name, mode = "readonly") {
    return this.held.transaction(name, mode).objectStore(name);
  }

  async list(shift) {
    const row = await asked(this.#of("lists").get(shift));
    return row && row.person === this.person ? row : null;
  }

  keepList(row) {
    return asked(this.#of("lists", "readwrite").put({ ...row, person: this.person }));
  }

  async scans() {
    const rows = await asked(this.#of("scans").getAll());
    return rows.filter(({ person }) => person === this.person).sort((one, other) => one.number - other.number);
  }

  add(scan) {
    return asked(this.#of("scans", "readwrite").put({ ...scan, person: this.person }));
  }

  drop(key) {
    return asked(this.#of("scans", "readwrite").delete(key));
  }

  async sweep(now = Date.now()) {
    for (const name of ["lists", "scans"]) {
      const rows = await asked(this.#of(name).getAll());
      const keys = rows.filter(({ until }) => !(until > now)).map((row) => (name === "lists" ? row.shift : row.key));
      for (const key of keys) await asked(this.#of(name, "readwrite").delete(key));
    }
  }
}

export const device = () => {
  try {
    const known = localStorage.getItem(DEVICE);
    if (known) return known;
    const made = crypto.randomUUID();
    localStorage.setItem(DEVICE, made);
    return made;
  } catch {
    return crypto.randomUUID();
  }
};

export const digest = async (text) => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const cookie = (name) =>
  document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || "";

// Posts what waits, oldest first, in batches that may be sent again: the server counts every key once.
export class Sender {
  constructor({ store, clock, csrf }) {
    Object.assign(this, { store, clock, csrf, turn: Promise.resolve() });
  }

  // Returns the answers by key, and what stands in the way: "" nothing, "offline", "signed-out", "later", or
  // "unknown" when there was nothing to send. One round at a time.
  send(isRipe = () => true) {
    const mine = this.turn.then(async () => this.#all((await this.store.scans()).filter(isRipe)));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  async #all(scans) {
    const answers = [];
    if (!scans.length) return { answers, trouble: "unknown" };
    for (const batch of batches(scans)) {
      const { rows, trouble } = await this.#post(batch);
      for (const row of rows) await this.store.drop(row.key);
      answers.push(...rows);
      if (trouble) return { answers, trouble };
    }
    return { answers, trouble: "" };
  }

  async #post(batch) {
    const began = Date.now();
    let answer;
    try {
      answer = await fetch(batch[0].url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.#token() },
        body: JSON.stringify({ device: device(), sent_at: new Date().toISOString(), scans: batch.map(posted) }),
        signal: AbortSignal.timeout(ANSWER_WITHIN),
        keepalive: batch.length < 50,
      });
    } catch {
      return { rows: [], trouble: "offline" };
    }
    if (answer.ok) {
      const { server_time: at, results } = await answer.json();
      this.clock.learn(at, began);
      // What failed on the server's side waits for the next round.
      const rows = results.filter(({ is_final: isFinal }) => isFinal);
      return { rows: rows.map((row) => ({ ...row, scan: batch.find(({ key }) => key === row.key) })), trouble: "" };
    }
    return this.#refused(batch, answer);
  }

  async #refused(batch, answer) {
    if (answer.status === 401 || answer.status === 403) return { rows: [], trouble: "signed-out" };
    if (answer.status < 500 && ![408, 409, 425, 429].includes(answer.status)) {
      // One that the server cannot read must not hold back the others.
      if (batch.length > 1) return this.#oneByOne(batch);
      const { detail, title } = await answer.json().catch(() => ({}));
      return { rows: [{ key: batch[0].key, outcome: "refused", sentence: detail || title || "", scan: batch[0] }], trouble: "" };
    }
    return { rows: [], trouble: "later" };
  }

  async #oneByOne(batch) {
    const rows = [];
    for (const scan of batch) {
      const found = await this.#post([scan]);
      rows.push(...found.rows);
      if (found.trouble) return { rows, trouble: found.trouble };
    }
    return { rows, trouble: "" };
  }

  #token() {
    return cookie("csrftoken") || this.csrf;
  }
}

function* batches(scans) {
  const byAddress = Map.groupBy ? Map.groupBy(scans, ({ url }) => url) : grouped(scans);
  for (const group of byAddress.values())
    for (let start = 0; start < group.length; start += MOST_AT_ONCE) yield group.slice(start, start + MOST_AT_ONCE);
}

const grouped = (scans) => {
  const found = new Map();
  for (const scan of scans) found.set(scan.url, [...(found.get(scan.url) || []), scan]);
  return found;
};

const FIELDS = [
  "key", "kind", "way", "token", "signup_id", "name", "contact", "is_parent_here", "scanned_at", "was_offline", "clock_offset_ms",
];
const posted = (scan) => Object.fromEntries(FIELDS.filter((name) => scan[name] !== undefined).map((name) => [name, scan[name]]));

// The server's clock as far as this phone knows it: a phone that is twenty minutes wrong still writes true times.
export class Clock {
  constructor(offset = 0) {
    this.offset = offset;
  }

  learn(serverTime, asked_at = Date.now()) {
    this.offset = Math.round(Date.parse(serverTime) - (asked_at + Date.now()) / 2);
  }

  now() {
    return Date.now() + this.offset;
  }

  // What a scan says of its moment: this phone's time, how far it is off, and both together to show on this phone.
  stamp() {
    return {
      scanned_at: new Date().toISOString(),
      clock_offset_ms: this.offset,
      happened_at: new Date(this.now()).toISOString(),
    };
  }
}
