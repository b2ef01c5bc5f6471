// The gate: passes, codes and names are answered at once from the list this phone keeps, with network or without, and
// sent when there is one. Without this file the list below checks people in one by one.
const root = document.getElementById("gate");
const UNDO_WITHIN = 8000, SEND_EVERY = 20000, LIST_EVERY = 60000, ASK_WITHIN = 4000, DECODER_AFTER = 5000, AGAIN_AFTER = 3000;
const DAY = 24 * 60 * 60 * 1000;

if (root && window.isSecureContext && "indexedDB" in window) start(root.dataset);

async function start(data) {
  const [{ Store, Sender, Clock, digest }, answers] = await Promise.all([import(data.store), import(data.answers)]);
  const { read, holder, judge, presence, level, isTaken, isAlike, isPresent, fill, folded, Signals } = answers;
  const isOver = "over" in data;
  const words = JSON.parse(document.getElementById("gate-words").textContent);
  const part = (name) => root.querySelector(`[data-${name}]`) || document.querySelector(`[data-${name}]`);
  const language = document.documentElement.lang;
  const hour = (moment) => new Intl.DateTimeFormat(language, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: data.zone,
  }).format(new Date(moment));

  const store = await Store.open(data.person);
  const row = await store.list(data.shift);
  const clock = new Clock(row?.offset || 0);
  const sender = new Sender({ store, clock, csrf: data.csrf });
  const signals = new Signals();
  const until = Date.parse(data.ends) + DAY;
  const state = { list: row?.list || null, differences: row?.differences || [], scans: [], net: navigator.onLine ? "" : "offline", asked: 0, ticket: "" };

  const keep = () => state.list && store.keepList({
    shift: data.shift, until, offset: clock.offset, list: state.list, differences: state.differences,
  });
  const roleOf = (person) => state.list.roles.find(({ id }) => id === person.role_id)?.name || "";
  const here = () => state.scans.filter(({ shift }) => shift === data.shift);
  const kind = () => root.querySelector("input[name=kind]:checked")?.value || "in";

  // --- what is seen --------------------------------------------------------------------------------------------------
  function drawNet() {
    const waiting = state.scans.length, badge = part("net");
    const sentence = state.net === "offline"
      ? (waiting ? words.offline_waiting : words.offline)
      : state.net === "signed-out" ? words.signed_out : waiting ? words.waiting : words.all_sent;
    badge.className = `tag ${state.net || waiting ? "warn" : "ok"}`;
    badge.querySelector("[data-words]").textContent = fill(sentence, { count: waiting });
    for (const icon of badge.querySelectorAll("[data-icon]")) icon.hidden = icon.dataset.icon !== (state.net ? "off" : waiting ? "wait" : "on");
    part("send").hidden = !waiting;
    part("sign-in").hidden = state.net !== "signed-out";
  }

  function drawRows() {
    if (!state.list) return;
    const scans = here();
    for (const person of state.list.people) drawPerson(person, scans);
    drawCount();
  }

  function drawCount() {
    const { people } = state.list, waiting = new Set(here().filter((scan) => scan.kind === "in").map(({ who }) => who));
    const count = people.filter((person) => person.checked_in_at || waiting.has(person.signup_id)).length;
    if (part("here")) part("here").textContent = fill(words.here, { here: count, expected: people.length });
  }

  function addRow(person) {
    const made = document.getElementById("gate-row").content.firstElementChild.cloneNode(true);
    made.id = `p-${person.signup_id}`;
    made.dataset.person = person.signup_id;
    for (const place of made.querySelectorAll("[data-name]")) place.textContent = person.name;
    made.querySelector("[data-letters]").textContent = person.name.split(/\s+/).map(([first]) => first).join("").slice(0, 2);
    made.querySelector("[data-role]").textContent = roleOf(person);
    document.querySelector("#gate-list ul")?.append(made);
    return made;
  }

  // A page that was opened before the gate has no forms yet; its lines get them here.
  function formOf(line, person) {
    const found = line.querySelector("form[data-check-in]");
    if (found || isOver) return found;
    const made = document.getElementById("gate-form").content.firstElementChild.cloneNode(true);
    for (const place of made.querySelectorAll("[data-name]")) place.textContent = person.name;
    if (!person.is_waiting_for_guardian) made.querySelector("label").remove();
    line.append(made);
    return made;
  }

  function drawPerson(person, scans) {
    const line = document.getElementById(`p-${person.signup_id}`) || addRow(person);
    const { came, left } = presence(person, scans);
    const form = formOf(line, person);
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
    if (form) form.hidden = kind() === "in" ? Boolean(is) : !came || Boolean(left);
    const plain = line.querySelector(":scope > .tag:not([data-in])");
    if (plain) plain.hidden = !isOver;
    if (!isOver) line.classList.toggle("ask", Boolean(form) && !form.hidden);
    const note = line.querySelector("[data-state]");
    if (note) {
      note.hidden = Boolean(is) || person.is_allowed;
      note.querySelector("[data-words]").textContent = person.standing;
    }
  }

  function drawDifferences() {
    const box = part("differences"), places = box.querySelector("ul");
    box.hidden = !state.differences.length;
    places.replaceChildren(...state.differences.map(({ name, sentence }) => {
      const item = document.createElement("li"), who = document.createElement("b");
      who.textContent = name;
      item.append(who, name ? " · " : "", sentence);
      return item;
    }));
  }

  function say(outcome, title, text, offers = [], tone = "") {
    const degree = level(outcome, tone), box = part("answer");
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
    signals.give(degree);
    if (root.dataset.camera === "on") box.scrollIntoView({ block: "nearest" });
  }

  const sentence = (verdict, person) => fill(words.answers[verdict.outcome] || "", {
    ...verdict, at: verdict.at ? hour(verdict.at) : "", name: person?.name || "",
  });

  async function draw() {
    state.scans = await store.scans();
    drawNet();
    drawRows();
    drawDifferences();
  }

  // --- what is done --------------------------------------------------------------------------------------------------
  function scanOf(fields) {
    return {
      key: crypto.randomUUID(), number: performance.timeOrigin + performance.now(), shift: data.shift, url: data.batch, until,
      kind: kind(), was_offline: state.net !== "", ripe: 0, ...clock.stamp(), ...fields,
    };
  }

  // The answer does not wait for the phone's disk; should that fail, it is said at once and louder.
  async function hold(scan) {
    state.scans.push(scan);
    try {
      await store.add(scan);
    } catch {
      state.scans = state.scans.filter(({ key }) => key !== scan.key);
      say("refused", words.not_kept, words.not_kept_text);
      throw new Error("not kept");
    }
  }

  async function take(fields, person, { isParentHere = false, canUndo = false } = {}) {
    const began = performance.now();
    const verdict = judge({
      person, list: state.list, scans: here(), now: clock.now(), onTime: Number(data.onTime), kind: kind(), isParentHere,
    });
    const { outcome } = verdict;
    const offers = [];
    let scan = null, held = Promise.resolve();
    if (isTaken(outcome)) {
      scan = scanOf({ ...fields, who: person.signup_id, shown: person.name, said: outcome,
        ripe: canUndo ? Date.now() + UNDO_WITHIN : 0, ...(isParentHere ? { is_parent_here: true } : {}) });
      held = hold(scan);
      if (canUndo) offers.push([words.undo, () => undo(scan)]);
    } else if (outcome === "guardian_missing") {
      offers.push([words.parent_here, () => take(fields, person, { isParentHere: true })]);
    }
    drawCount();
    const reason = outcome === "gate_closed" || outcome === "guardian_missing" ? person.standing : sentence(verdict, person);
    say(outcome, person.name, [roleOf(person), reason, isTaken(outcome) ? part("here")?.textContent : ""].filter(Boolean).join(" · "), offers);
    measure(began);
    drawPerson(person, here());
    drawNet();
    await held;
    if (scan && canUndo) setTimeout(() => closeUndo(), UNDO_WITHIN);
    else if (scan) send();
  }

  const measure = (began) => { root.dataset.answeredIn = String(Math.round(performance.now() - began)); };

  function closeUndo() {
    if (part("offers").firstChild?.textContent === words.undo) part("offers").replaceChildren();
    return send();
  }

  async function undo(scan) {
    await store.drop(scan.key);
    await draw();
    say("undone", scan.shown, words.undone);
  }

  async function onCode(text) {
    const began = performance.now();
    const code = read(text);
    if (!code) return say("unreadable", words.not_ours, words.not_ours_text);
    const mark = state.list ? (await digest(`${state.list.salt}${code.token}`)).slice(0, 32) : "";
    const person = state.list && holder(state.list, mark);
    if (person) return take(code, person);
    if (state.list?.blank_ticket_marks.includes(mark)) {
      state.ticket = code.token;
      say("ticket_blank", words.ticket_blank, words.ticket_blank_text);
      return measure(began);
    }
    const found = ask(scanOf({ ...code, said: "unknown" }), [[words.add_walk_in, openWalkIn]]);
    measure(began);
    return found;
  }

  // What the list does not know: the server is asked while there is network; otherwise the scan waits and says so.
  async function ask(scan, offers = []) {
    const held = hold(scan);
    const title = scan.name || words.not_on_list;
    const isAway = state.net !== "";
    if (!isAway) await held;
    const rows = isAway ? null : await Promise.race([
      send({ now: scan.key }), new Promise((resolve) => { setTimeout(resolve, ASK_WITHIN); }),
    ]);
    const answer = rows?.find(({ key }) => key === scan.key);
    if (!answer) {
      drawNet();
      return say("saved", title, words.saved, offers);
    }
    // Whoever has a pass is added by it; a name and an address are asked only of people without one.
    const byPass = () => ask(scanOf({ way: "walk_in", token: scan.token, said: "walked_in", name: answer.name }));
    const label = { other_shift: words.check_in_here, not_on_list: words.add_walk_in, place_ended: words.add_walk_in }[answer.outcome];
    const next = label && scan.token && scan.way !== "walk_in" ? [[label, byPass]] : [];
    return say(answer.outcome, answer.name || title, answer.sentence, next, answer.tone);
  }

  async function send({ all = false, now = "" } = {}) {
    const { answers: rows, trouble } = await sender.send((scan) => all || scan.key === now || !(scan.ripe > Date.now()));
    if (trouble !== "later" && trouble !== "unknown") state.net = trouble;
    for (const answer of rows) settle(answer, answer.key === now);
    if (rows.length) {
      await keep();
      await draw();
      refresh();
    } else drawNet();
    // What the server could not do just now is asked again before the next regular round.
    if (!trouble && state.scans.some(({ ripe }) => !(ripe > Date.now()))) setTimeout(() => send(), AGAIN_AFTER);
    return rows;
  }

  function settle({ scan, outcome, sentence: said, at, signup_id: id, name, kind: way }, isShown) {
    const person = state.list?.people.find(({ signup_id: known }) => known === (id || scan?.who));
    if (person && way === "in" && isPresent(outcome)) person.checked_in_at ||= at || scan?.happened_at;
    if (person && way === "out" && ["out", "already_out"].includes(outcome)) person.checked_out_at = at || scan?.happened_at;
    if (isShown || isAlike(scan?.said, outcome)) return;
    state.differences.push({ name: name || scan?.shown || scan?.name || (scan?.way === "code" ? scan.token : ""), sentence: said });
  }

  async function refresh() {
    const asked = Date.now();
    state.asked = asked;
    let answer;
    try {
      answer = await fetch(data.list, { credentials: "same-origin", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
    } catch {
      state.net = "offline";
      return drawNet();
    }
    if (answer.ok) {
      state.list = await answer.json();
      clock.learn(state.list.server_time, asked);
      state.net = "";
      await keep();
    } else if (answer.status === 401) state.net = "signed-out";
    return draw();
  }

  const onward = async () => {
    await send();
    if (Date.now() - state.asked > LIST_EVERY) await refresh();
  };

  // --- the parts of the page ------------------------------------------------------------------------------------------
  function openWalkIn() {
    const form = part("walk-in");
    form.hidden = false;
    form.querySelector("input").focus();
  }

  part("walk-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, contact, is_parent_here: parent } = event.target.elements;
    if (!name.value.trim() || !contact.value.trim()) return say("unreadable", words.walk_in_both, "");
    const scan = scanOf({ kind: "in", way: "walk_in", name: name.value.trim(), contact: contact.value.trim(),
      said: "walked_in", ...(parent.checked ? { is_parent_here: true } : {}) });
    event.target.reset();
    event.target.hidden = true;
    await ask(scan);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-check-in]");
    if (!form || !state.list) return;
    const id = form.closest("[data-person]").dataset.person;
    const person = state.list.people.find(({ signup_id: known }) => known === id);
    if (!person) return;
    event.preventDefault();
    const isParentHere = Boolean(form.querySelector("input[name=is_parent_here]:checked"));
    const ticket = state.ticket ? { way: "ticket", token: state.ticket } : { way: "list" };
    state.ticket = "";
    take({ ...ticket, signup_id: id }, person, { isParentHere, canUndo: true });
  });

  const box = document.getElementById("q");
  if (box) {
    const rows = () => document.querySelectorAll("#gate-list li[data-person]");
    const names = new Map();
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
      return onCode(text);
    });
  }

  part("send").addEventListener("click", () => send({ all: true }));
  part("differences").querySelector("button").addEventListener("click", async () => {
    state.differences = [];
    await keep();
    drawDifferences();
  });
  const sound = part("sound");
  sound?.setAttribute("aria-pressed", String(!signals.isMuted));
  sound?.addEventListener("click", () => {
    signals.mute(!signals.isMuted);
    sound.setAttribute("aria-pressed", String(!signals.isMuted));
  });
  part("add")?.addEventListener("click", openWalkIn);
  for (const choice of root.querySelectorAll("input[name=kind]")) choice.addEventListener("change", drawRows);

  let scanner = null, lock = null, wasScanning = false;
  const camera = part("camera");
  const stop = () => {
    scanner?.stop();
    lock?.release?.();
    scanner = null;
    root.dataset.camera = "off";
  };
  camera.addEventListener("click", async () => {
    const { Scanner } = await import(data.scan);
    scanner = new Scanner({ video: root.querySelector("video"), decoder: { worker: data.reader, library: data.decoder }, onCode });
    const note = part("camera-words");
    try {
      root.dataset.camera = "starting";
      await scanner.start();
      root.dataset.camera = "on";
      note.textContent = words.hold;
      lock = await navigator.wakeLock?.request("screen").catch(() => null);
    } catch (failure) {
      stop();
      note.textContent = failure.name === "NotAllowedError" ? words.camera_denied : words.camera_missing;
    }
  });
  part("stop").addEventListener("click", stop);
  root.querySelector(".cam").hidden = isOver || !navigator.mediaDevices?.getUserMedia;

  addEventListener("online", () => { state.net = ""; onward(); refresh(); });
  addEventListener("offline", () => { state.net = "offline"; drawNet(); });
  addEventListener("focus", onward);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      wasScanning = Boolean(scanner);
      stop();
      send({ all: true });
    } else {
      if (wasScanning) camera.click();
      onward();
    }
  });
  setInterval(onward, SEND_EVERY);
  // A phone whose browser reads no codes itself fetches the decoder while there is still network; nothing runs yet.
  if (!("BarcodeDetector" in window) && !navigator.connection?.saveData)
    setTimeout(() => { if (navigator.onLine) for (const name of [data.decoder, data.reader, data.scan]) fetch(name).catch(() => undefined); }, DECODER_AFTER);

  for (const line of document.querySelectorAll("[data-quick]")) line.hidden = false;
  for (const line of document.querySelectorAll("[data-plain]")) line.hidden = true;
  root.hidden = false;
  await draw();
  await refresh();
  root.dataset.ready = "true";
  await send();
}
