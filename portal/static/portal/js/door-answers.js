// What the gate says: the answer to a pass, from the list this phone keeps, in words, colour, sound and vibration.
const MINUTE = 60000;
const GATE_CODE = "v1.";
const LONG = 45, TICKET = 8, LETTERS_OF_PASS = 6; // signs of a token, a ticket's letters, a pass's letters

// The bare code in what a camera read or somebody typed: without an address, spaces, hyphens or small letters.
export function bare(text) {
  const code = text.trim().split("?")[0].split("#")[0].replace(/\/+$/, "").split("/").pop().replace(/[\s-]/g, "");
  return code.startsWith(GATE_CODE) ? code : code.toUpperCase();
}

// How somebody is recognised, by what the code looks like; null for what is no code of ours.
export function read(text) {
  const token = bare(text);
  const [, kind] = /\/([a-z])\/[^/]*\/?$/.exec(text.trim().split("?")[0]) || [];
  if (!/^[A-Z0-9]+$/.test(token)) return null;
  if (token.length === LONG) return { way: kind === "t" ? "ticket" : "pass", token };
  if (token.length === TICKET) return { way: "ticket", token };
  return token.length === LETTERS_OF_PASS ? { way: "code", token } : null;
}

// Whoever holds a pass is found by a mark of it: the list has no pass that could be copied from the phone.
export const holder = (list, mark) => list.people.find(({ marks }) => marks.includes(mark)) || null;

const lastOf = (scans, kind, id) => scans.filter((scan) => scan.kind === kind && scan.who === id).pop();

// What the server knows and what waits on this phone, together.
export function presence(person, scans) {
  const came = person.checked_in_at || lastOf(scans, "in", person.signup_id)?.happened_at || "";
  const left = lastOf(scans, "out", person.signup_id)?.happened_at || person.checked_out_at || "";
  return { came, left };
}

export function judge({ person, list, scans, now, onTime, kind = "in", isParentHere = false }) {
  const { came, left } = presence(person, scans);
  if (kind === "out") {
    if (!came) return { outcome: "out_not_in" };
    return left ? { outcome: "already_out", at: left } : { outcome: "out" };
  }
  if (came) return { outcome: person.checked_in_by ? "already_in_by" : "already_in", at: came, by: person.checked_in_by };
  if (now < Date.parse(list.opens_at)) return { outcome: "too_early", at: list.opens_at };
  if (now >= Date.parse(list.ends_at)) return { outcome: "too_late" };
  if (person.is_waiting_for_guardian && !isParentHere) return { outcome: "guardian_missing" };
  if (!person.is_allowed && !isParentHere) return { outcome: "gate_closed" };
  const minutes = Math.floor((now - Date.parse(list.starts_at)) / MINUTE);
  return minutes >= onTime ? { outcome: "in_late", minutes } : { outcome: "in_on_time" };
}

const IN = ["in_on_time", "in_late", "walked_in"];
const GOOD = [...IN, "out"];
const CAREFUL = ["other_shift", "guardian_missing", "not_answered", "already_out", "let_in_closed", "ticket_blank", "out_not_in",
  "out_before_in", "try_again", "gate_closed", "too_early", "saved", "undone"];
const TONES = { good: "ok", warn: "warn", bad: "err" };
export const level = (outcome, tone) => TONES[tone] || (GOOD.includes(outcome) ? "ok" : CAREFUL.includes(outcome) ? "warn" : "err");
export const isTaken = (outcome) => [...GOOD, "out_not_in"].includes(outcome);
// Whether the server counts somebody as the phone said: minutes of lateness are no difference.
export const isAlike = (said, outcome) => said === outcome || (IN.includes(said) && IN.includes(outcome));
export const isPresent = (outcome) => [...IN, "already_in", "let_in_closed"].includes(outcome);

export const fill = (sentence, values) =>
  sentence.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));

// --- sound and vibration ---------------------------------------------------------------------------------------------
const BEEPS = { ok: [[988, 0.14]], warn: [[587, 0.12], [587, 0.12]], err: [[294, 0.16], [247, 0.16], [196, 0.24]] };
const SHAKES = { ok: [60], warn: [70, 60, 70], err: [200, 80, 200] };
const MUTED = "asar-door-muted";

export class Signals {
  constructor() {
    try { this.isMuted = localStorage.getItem(MUTED) === "1"; } catch { this.isMuted = false; }
    // Browsers let a page sound only after a touch; the first one on the page is enough.
    const wake = () => this.#start();
    addEventListener("pointerdown", wake, { once: true });
    addEventListener("keydown", wake, { once: true });
  }

  mute(isMuted) {
    this.isMuted = isMuted;
    try { localStorage.setItem(MUTED, isMuted ? "1" : "0"); } catch { /* private window */ }
  }

  give(degree) {
    if (navigator.vibrate) navigator.vibrate(SHAKES[degree]);
    if (this.isMuted || !this.#start()) return;
    let at = this.sound.currentTime;
    for (const [pitch, seconds] of BEEPS[degree]) {
      const tone = this.sound.createOscillator(), volume = this.sound.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.35, at);
      volume.gain.exponentialRampToValueAtTime(0.01, at + seconds);
      tone.connect(volume).connect(this.sound.destination);
      tone.start(at);
      tone.stop(at + seconds);
      at += seconds + 0.05;
    }
  }

  #start() {
    const Sound = window.AudioContext || window.webkitAudioContext;
    if (!Sound) return false;
    this.sound ||= new Sound();
    if (this.sound.state === "suspended") this.sound.resume();
    return true;
  }
}

// --- names as people type them (core/text.py folds alike) --------------------------------------------------------------
const LETTERS = { ә: "а", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у", һ: "х", і: "и", э: "е", ı: "i", ŋ: "n" };
export const folded = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[әғқңөұүһіэıŋ]/g, (letter) => LETTERS[letter])
    .replace(/['’ʼ]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
