// The gate: passes, codes and names are answered at once from the list this phone keeps, with network or without, and
// sent when there is one. Without this file the list below checks people in one by one.
const root = document.getElementById("gate");
const UNDO_WITHIN = 8000, SEND_EVERY = 20000, LIST_EVERY = 60000, ASK_WITHIN = 4000, DECODER_AFTER = 5000, AGAIN_AFTER = 3000;
const DAY = 24 * 60 * 60 * 1000;
const data = root?.dataset;
const isOver = Boolean(data) && "over" in data;

const part = (name) => root.querySelector(`[data-${name}]`) || document.querySelector(`[data-${name}]`);
const kind = () => root.querySelector("input[name=kind]:checked")?.value || "in";
const measure = (began) => { data.answeredIn = String(Math.round(performance.now() - began)); };
const hour = (moment) => new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: data.zone,
}).format(new Date(moment));

// What this phone knows: the list, the scans that wait, what the server saw otherwise, and whether there is network.
class Known {
  constructor(store, row) {
    this.store = store;
    this.list = row?.list || null;
    this.differences = row?.differences || [];
    this.scans = [];
    this.net = navigator.onLine ? "" : "offline";
    this.asked = 0;
    this.ticket = "";
    this.until = Date.parse(data.ends) + DAY;
  }

  keep(clock) {
    return this.list && this.store.keepList({
      shift: data.shift, until: this.until, offset: clock.offset, list: this.list, differences: this.differences,
    });
  }

  get here() {
    return this.scans.filter(({ shift }) => shift === data.shift);
  }

  person(id) {
    return this.list?.people.find(({ signup_id: known }) => known === id);
  }

  roleOf(person) {
    return this.list.roles.find(({ id }) => id === person.role_id)?.name || "";
  }
}

// What is seen.
class View {
  constructor(known, answers, words) {
    Object.assign(this, { known, answers, words, signals: new answers.Signals() });
  }

  drawAll() {
    this.drawNet();
    this.drawRows();
    this.drawDifferences();
  }

  drawNet() {
    const { words, known: { net, scans } } = this, waiting = scans.length, badge = part("net");
    const sentence = net === "offline"
      ? (waiting ? words.offline_waiting : words.offline)
      : net === "signed-out" ? words.signed_out : waiting ? words.waiting : words.all_sent;
    badge.className = `tag ${net || waiting ? "warn" : "ok"}`;
    badge.querySelector("[data-words]").textContent = this.answers.fill(sentence, { count: waiting });
    for (const icon of badge.querySelectorAll("[data-icon]")) icon.hidden = icon.dataset.icon !== (net ? "off" : waiting ? "wait" : "on");
    part("send").hidden = !waiting;
    part("sign-in").hidden = net !== "signed-out";
  }

  drawRows() {
    if (!this.known.list) return;
    const scans = this.known.here;
    for (const person of this.known.list.people) this.drawPerson(person, scans);
    this.drawCount();
  }

  drawCount() {
    const { list: { people }, here } = this.known;
    const waiting = new Set(here.filter((scan) => scan.kind === "in").map(({ who }) => who));
    const count = people.filter((person) => person.checked_in_at || waiting.has(person.signup_id)).length;
    if (part("here")) part("here").textContent = this.answers.fill(this.words.here, { here: count, expected: people.length });
  }

  drawPerson(person, scans = this.known.here) {
    const line = document.getElementById(`p-${person.signup_id}`) || this.addRow(person);
    const { came, left } = this.answers.presence(person, scans);
    const form = this.formOf(line, person);
    const is = this.drawPresence(line, came, left);
    if (form) form.hidden = kind() === "in" ? is : !came || Boolean(left);
    const plain = line.querySelector(":scope > .tag:not([data-in])");
    if (plain) plain.hidden = !isOver;
    if (!isOver) line.classList.toggle("ask", Boolean(form) && !form.hidden);
    const note = line.querySelector("[data-state]");
    if (note) {
      note.hidden = is || person.is_allowed;
      note.querySelector("[data-words]").textContent = person.standing;
    }
  }

  // Say whether there was anything to say.
  drawPresence(line, came, left) {
    const { words, answers: { fill } } = this;
    let tag = line.querySelector("[data-in]");
    const is = came && left ? fill(words.out_at, { at: hour(left) }) : came ? fill(words.in_at, { at: hour(came) }) : "";
    if (is && !tag) {
      tag = document.getElementById("gate-in").content.firstElementChild.cloneNode(true);
      (isOver ? line.querySelector(":scope > div") : line).append(tag);
    }
    if (tag) {
      tag.hidden = !is;
      tag.querySelector("[data-words]").textContent = is;
    }
    return Boolean(is);
  }

  addRow(person) {
    const made = document.getElementById("gate-row").content.firstElementChild.cloneNode(true);
    made.id = `p-${person.signup_id}`;
    made.dataset.person = person.signup_id;
    for (const place of made.querySelectorAll("[data-name]")) place.textContent = person.name;
    made.querySelector("[data-letters]").textContent = person.name.split(/\s+/).map(([first]) => first).join("").slice(0, 2);
    made.querySelector("[data-role]").textContent = this.known.roleOf(person);
    document.querySelector("#gate-list ul")?.append(made);
    return made;
  }

  // A page that was opened before the gate has no forms yet; its lines get them here.
  formOf(line, person) {
    const found = line.querySelector("form[data-check-in]");
    if (found || isOver) return found;
    const made = document.getElementById("gate-form").content.firstElementChild.cloneNode(true);
    for (const place of made.querySelectorAll("[data-name]")) place.textContent = person.name;
    if (!person.is_waiting_for_guardian) made.querySelector("label").remove();
    line.append(made);
    return made;
  }

  drawDifferences() {
    const box = part("differences"), { differences } = this.known;
    box.hidden = !differences.length;
    box.querySelector("ul").replaceChildren(...differences.map(({ name, sentence }) => {
      const item = document.createElement("li"), who = document.createElement("b");
      who.textContent = name;
      item.append(who, name ? " · " : "", sentence);
      return item;
    }));
  }

  say(outcome, title, text, offers = [], tone = "") {
    const degree = this.answers.level(outcome, tone), box = part("answer");
    box.className = `result ${degree}`;
    box.hidden = false;
    for (const icon of box.querySelectorAll("[data-icon]")) icon.hidden = icon.dataset.icon !== degree;
    box.querySelector("[data-title]").textContent = title;
    box.querySelector("[data-text]").textContent = text;
    part("offers").replaceChildren(...offers.map(([label, act]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn ghost block", textContent: label });
      button.addEventListener("click", act);
      return button;
    }));
    box.dataset.outcome = outcome;
    this.signals.give(degree);
    if (data.camera === "on") box.scrollIntoView({ block: "nearest" });
  }

  sayVerdict(verdict, person, offers) {
    const { outcome } = verdict, isStanding = outcome === "gate_closed" || outcome === "guardian_missing";
    const reason = isStanding ? person.standing : this.answers.fill(this.words.answers[outcome] || "", {
      ...verdict, at: verdict.at ? hour(verdict.at) : "", name: person.name,
    });
    const here = this.answers.isTaken(outcome) ? part("here")?.textContent : "";
    this.say(outcome, person.name, [this.known.roleOf(person), reason, here].filter(Boolean).join(" · "), offers);
  }

  closeUndo() {
    if (part("offers").firstChild?.textContent === this.words.undo) part("offers").replaceChildren();
  }

  openWalkIn() {
    const form = part("walk-in");
    form.hidden = false;
    form.querySelector("input").focus();
  }
}

// What is done.
class Gate {
  constructor({ known, view, answers, words, clock, sender, digest }) {
    Object.assign(this, { known, view, answers, words, clock, sender, digest, store: known.store });
  }

  async draw() {
    this.known.scans = await this.store.scans();
    this.view.drawAll();
  }

  scanOf(fields) {
    return {
      key: crypto.randomUUID(), number: performance.timeOrigin + performance.now(), shift: data.shift, url: data.batch,
      until: this.known.until, kind: kind(), was_offline: this.known.net !== "", ripe: 0, ...this.clock.stamp(), ...fields,
    };
  }

  // The answer does not wait for the phone's disk; should that fail, it is said at once and louder.
  async hold(scan) {
    this.known.scans.push(scan);
    try {
      await this.store.add(scan);
    } catch {
      this.known.scans = this.known.scans.filter(({ key }) => key !== scan.key);
      this.view.say("refused", this.words.not_kept, this.words.not_kept_text);
      throw new Error("not kept");
    }
  }

  async take(fields, person, { isParentHere = false, canUndo = false } = {}) {
    const began = performance.now(), { known, view, words } = this;
    const verdict = this.answers.judge({
      person, list: known.list, scans: known.here, now: this.clock.now(), onTime: Number(data.onTime), kind: kind(), isParentHere,
    });
    const { outcome } = verdict;
    const offers = [];
    let scan = null, held = Promise.resolve();
    if (this.answers.isTaken(outcome)) {
      scan = this.scanOf({ ...fields, who: person.signup_id, shown: person.name, said: outcome,
        ripe: canUndo ? Date.now() + UNDO_WITHIN : 0, ...(isParentHere ? { is_parent_here: true } : {}) });
      held = this.hold(scan);
      if (canUndo) offers.push([words.undo, () => this.undo(scan)]);
    } else if (outcome === "guardian_missing") {
      offers.push([words.parent_here, () => this.take(fields, person, { isParentHere: true })]);
    }
    view.drawCount();
    view.sayVerdict(verdict, person, offers);
    measure(began);
    view.drawPerson(person);
    view.drawNet();
    await held;
    if (scan && canUndo) setTimeout(() => { view.closeUndo(); return this.send(); }, UNDO_WITHIN);
    else if (scan) this.send();
  }

  async undo(scan) {
    await this.store.drop(scan.key);
    await this.draw();
    this.view.say("undone", scan.shown, this.words.undone);
  }

  async onCode(text) {
    const began = performance.now(), { view, words, known } = this;
    const code = this.answers.read(text);
    if (!code) return view.say("unreadable", words.not_ours, words.not_ours_text);
    const mark = known.list ? (await this.digest(`${known.list.salt}${code.token}`)).slice(0, 32) : "";
    const person = known.list && this.answers.holder(known.list, mark);
    if (person) return this.take(code, person);
    if (known.list?.blank_ticket_marks.includes(mark)) {
      known.ticket = code.token;
      view.say("ticket_blank", words.ticket_blank, words.ticket_blank_text);
      return measure(began);
    }
    const found = this.ask(this.scanOf({ ...code, said: "unknown" }), [[words.add_walk_in, () => view.openWalkIn()]]);
    measure(began);
    return found;
  }

  // What the list does not know: the server is asked while there is network; otherwise the scan waits and says so.
  async ask(scan, offers = []) {
    const held = this.hold(scan), { view, words } = this;
    const title = scan.name || words.not_on_list;
    const isAway = this.known.net !== "";
    if (!isAway) await held;
    const rows = isAway ? null : await Promise.race([
      this.send({ now: scan.key }), new Promise((resolve) => { setTimeout(resolve, ASK_WITHIN); }),
    ]);
    const answer = rows?.find(({ key }) => key === scan.key);
    if (!answer) {
      view.drawNet();
      return view.say("saved", title, words.saved, offers);
    }
    return view.say(answer.outcome, answer.name || title, answer.sentence, this.nextAfter(answer, scan), answer.tone);
  }

  // Whoever has a pass is added by it; a name and an address are asked only of people without one.
  nextAfter(answer, scan) {
    const { words } = this;
    const byPass = () => this.ask(this.scanOf({ way: "walk_in", token: scan.token, said: "walked_in", name: answer.name }));
    const label = { other_shift: words.check_in_here, not_on_list: words.add_walk_in, place_ended: words.add_walk_in }[answer.outcome];
    return label && scan.token && scan.way !== "walk_in" ? [[label, byPass]] : [];
  }

  async send({ all = false, now = "" } = {}) {
    const { known } = this;
    const { answers: rows, trouble } = await this.sender.send((scan) => all || scan.key === now || !(scan.ripe > Date.now()));
    if (trouble !== "later" && trouble !== "unknown") known.net = trouble;
    for (const answer of rows) this.settle(answer, answer.key === now);
    if (rows.length) {
      await known.keep(this.clock);
      await this.draw();
      this.refresh();
    } else this.view.drawNet();
    // What the server could not do just now is asked again before the next regular round.
    if (!trouble && known.scans.some(({ ripe }) => !(ripe > Date.now()))) setTimeout(() => this.send(), AGAIN_AFTER);
    return rows;
  }

  settle({ scan, outcome, sentence, at, signup_id: id, name, kind: way }, isShown) {
    const { isPresent, isAlike } = this.answers, person = this.known.person(id || scan?.who);
    if (person && way === "in" && isPresent(outcome)) person.checked_in_at ||= at || scan?.happened_at;
    if (person && way === "out" && ["out", "already_out"].includes(outcome)) person.checked_out_at = at || scan?.happened_at;
    if (isShown || isAlike(scan?.said, outcome)) return;
    this.known.differences.push({ name: name || scan?.shown || scan?.name || (scan?.way === "code" ? scan.token : ""), sentence });
  }

  async refresh() {
    const asked = Date.now(), { known } = this;
    known.asked = asked;
    let answer;
    try {
      answer = await fetch(data.list, { credentials: "same-origin", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
    } catch {
      known.net = "offline";
      return this.view.drawNet();
    }
    if (answer.ok) {
      known.list = await answer.json();
      this.clock.learn(known.list.server_time, asked);
      known.net = "";
      await known.keep(this.clock);
    } else if (answer.status === 401) known.net = "signed-out";
    return this.draw();
  }

  async onward() {
    await this.send();
    if (Date.now() - this.known.asked > LIST_EVERY) await this.refresh();
  }

  async forgetDifferences() {
    this.known.differences = [];
    await this.known.keep(this.clock);
    this.view.drawDifferences();
  }
}

// The parts of the page.
function listenToWalkIns(gate) {
  part("walk-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, contact, is_parent_here: parent } = event.target.elements;
    if (!name.value.trim() || !contact.value.trim()) return gate.view.say("unreadable", gate.words.walk_in_both, "");
    const scan = gate.scanOf({ kind: "in", way: "walk_in", name: name.value.trim(), contact: contact.value.trim(),
      said: "walked_in", ...(parent.checked ? { is_parent_here: true } : {}) });
    event.target.reset();
    event.target.hidden = true;
    await gate.ask(scan);
  });
  part("add")?.addEventListener("click", () => gate.view.openWalkIn());
}

function listenToNames(gate) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-check-in]");
    if (!form || !gate.known.list) return;
    const id = form.closest("[data-person]").dataset.person, person = gate.known.person(id);
    if (!person) return;
    event.preventDefault();
    const isParentHere = Boolean(form.querySelector("input[name=is_parent_here]:checked"));
    const ticket = gate.known.ticket ? { way: "ticket", token: gate.known.ticket } : { way: "list" };
    gate.known.ticket = "";
    gate.take({ ...ticket, signup_id: id }, person, { isParentHere, canUndo: true });
  });
}

// One box for both: what is typed narrows the list, and what is entered is a code unless it names somebody.
function listenToSearch(gate) {
  const box = document.getElementById("q");
  if (!box) return;
  const { folded } = gate.answers, names = new Map();
  const rows = () => document.querySelectorAll("#gate-list li[data-person]");
  const nameOf = (line) => {
    if (!names.has(line)) names.set(line, folded(line.querySelector("b").textContent));
    return names.get(line);
  };
  const filter = () => {
    const wanted = folded(box.value).split(" ").filter(Boolean);
    for (const line of rows()) {
      const isHidden = !wanted.every((word) => nameOf(line).includes(word));
      if (line.hidden !== isHidden) line.hidden = isHidden;
    }
  };
  box.addEventListener("input", filter);
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const shown = [...rows()].filter(({ hidden }) => !hidden);
    if (shown.length && shown.length < rows().length) return shown[0].querySelector("button")?.focus();
    if (!box.value.trim()) return undefined;
    const text = box.value;
    box.value = "";
    filter();
    return gate.onCode(text);
  });
}

function listenToButtons(gate) {
  const { signals } = gate.view, sound = part("sound");
  part("send").addEventListener("click", () => gate.send({ all: true }));
  part("differences").querySelector("button").addEventListener("click", () => gate.forgetDifferences());
  sound?.setAttribute("aria-pressed", String(!signals.isMuted));
  sound?.addEventListener("click", () => {
    signals.mute(!signals.isMuted);
    sound.setAttribute("aria-pressed", String(!signals.isMuted));
  });
  for (const choice of root.querySelectorAll("input[name=kind]")) choice.addEventListener("change", () => gate.view.drawRows());
}

// Returns how to start and stop the camera, and whether it runs.
function listenToCamera(gate) {
  let scanner = null, lock = null;
  const button = part("camera"), note = part("camera-words"), { words } = gate;
  const stop = () => {
    scanner?.stop();
    lock?.release?.();
    scanner = null;
    data.camera = "off";
  };
  button.addEventListener("click", async () => {
    const { Scanner } = await import(data.scan);
    const decoder = { worker: data.reader, library: data.decoder };
    scanner = new Scanner({ video: root.querySelector("video"), decoder, onCode: (text) => gate.onCode(text) });
    try {
      data.camera = "starting";
      await scanner.start();
      data.camera = "on";
      note.textContent = words.hold;
      lock = await navigator.wakeLock?.request("screen").catch(() => null);
    } catch (failure) {
      stop();
      note.textContent = failure.name === "NotAllowedError" ? words.camera_denied : words.camera_missing;
    }
  });
  part("stop").addEventListener("click", stop);
  root.querySelector(".cam").hidden = isOver || !navigator.mediaDevices?.getUserMedia;
  return { start: () => button.click(), stop, isOn: () => Boolean(scanner) };
}

function listenToPhone(gate, camera) {
  const { known, view } = gate;
  let wasScanning = false;
  addEventListener("online", () => { known.net = ""; gate.onward(); gate.refresh(); });
  addEventListener("offline", () => { known.net = "offline"; view.drawNet(); });
  addEventListener("focus", () => gate.onward());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      wasScanning = camera.isOn();
      camera.stop();
      gate.send({ all: true });
    } else {
      if (wasScanning) camera.start();
      gate.onward();
    }
  });
  setInterval(() => gate.onward(), SEND_EVERY);
}

// A phone whose browser reads no codes itself fetches the decoder while there is still network; nothing runs yet.
function fetchDecoderEarly() {
  if ("BarcodeDetector" in window || navigator.connection?.saveData) return;
  setTimeout(() => {
    if (navigator.onLine) for (const name of [data.decoder, data.reader, data.scan]) fetch(name).catch(() => undefined);
  }, DECODER_AFTER);
}

function show() {
  for (const line of document.querySelectorAll("[data-quick]")) line.hidden = false;
  for (const line of document.querySelectorAll("[data-plain]")) line.hidden = true;
  root.hidden = false;
}

async function openGate() {
  const [{ Store, Sender, Clock, digest }, answers] = await Promise.all([import(data.store), import(data.answers)]);
  const words = JSON.parse(document.getElementById("gate-words").textContent);
  const store = await Store.open(data.person), row = await store.list(data.shift);
  const known = new Known(store, row), view = new View(known, answers, words), clock = new Clock(row?.offset || 0);
  return new Gate({ known, view, answers, words, clock, digest, sender: new Sender({ store, clock, csrf: data.csrf }) });
}

async function start() {
  const gate = await openGate();
  listenToWalkIns(gate);
  listenToNames(gate);
  listenToSearch(gate);
  listenToButtons(gate);
  listenToPhone(gate, listenToCamera(gate));
  fetchDecoderEarly();
  show();
  await gate.draw();
  await gate.refresh();
  data.ready = "true";
  await gate.send();
}

if (root && window.isSecureContext && "indexedDB" in window) start();
