// What pages do in the browser: live events, keys, drafts. Plain ES module; htmx does the rest.

const SILENCE_MS = 25_000; // two missed beats of live.py (10 s each) and a little
const RETRY_MS = 2_000;
const KEEP = "estateline.";

// ---- live events -------------------------------------------------------------------------------

const bar = document.getElementById("offline");
let source = null;
let watchdog = 0;
let retry = 0;
let wasLost = false;

function say(what) {
  if (!bar) return;
  wasLost = true;
  document.body.dataset.live = "no";
  bar.textContent = bar.dataset[what];
  bar.hidden = false;
}

function tell(name) {
  document.body.dispatchEvent(new CustomEvent(name));
}

function alive() {
  clearTimeout(watchdog);
  watchdog = setTimeout(lost, SILENCE_MS);
}

function lost() {
  clearTimeout(watchdog);
  source?.close();
  source = null;
  say("browser");
  clearTimeout(retry);
  retry = setTimeout(connect, RETRY_MS);
}

async function connect() {
  clearTimeout(retry);
  // EventSource hides statuses: ask first, so that a session that ended leads to the sign-in page.
  try {
    const answer = await fetch("/live", { method: "HEAD" });
    if (answer.status === 401) return location.reload();
  } catch {
    return lost();
  }
  source = new EventSource("/live");
  source.onerror = lost;
  source.addEventListener("beat", alive);
  source.addEventListener("state", (event) => {
    alive();
    if (event.data === "lost") return say("database");
    bar.hidden = true;
    document.body.dataset.live = "yes";
    // Whatever happened meanwhile was missed: the page asks for everything again.
    if (wasLost) for (const name of ["ring", "remind"]) tell(name);
    wasLost = false;
  });
  for (const name of ["ring", "journal", "remind"]) {
    source.addEventListener(name, () => {
      alive();
      tell(name);
    });
  }
  alive();
}

if (bar) {
  connect();
  addEventListener("offline", lost);
}

// ---- keys --------------------------------------------------------------------------------------

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter" && typing(event.target)) {
    event.target.form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") {
    document.activeElement?.blur();
    return;
  }
  if (typing(event.target)) return;
  const key = event.key.toLowerCase();
  // What stands in the page itself goes before the top line: the desk's own box before that of every page.
  const name = `[data-key="${CSS.escape(key)}"]`;
  const aim = document.querySelector(`main ${name}`) ?? document.querySelector(name);
  if (!aim) return;
  event.preventDefault();
  if (aim.matches("dialog")) aim.open ? aim.close() : aim.showModal();
  else if (aim.matches("optgroup")) {
    // R and C: the first category of the kind, ready for the arrow keys.
    const choice = aim.closest("select");
    choice.value = aim.querySelector("option").value;
    choice.focus();
  } else if (aim.matches("input, select, textarea")) aim.focus();
  else aim.click();
});

// ---- drafts: what was typed survives a reload and a new call ------------------------------------

function restore(root) {
  for (const field of root.querySelectorAll?.("[data-keep]") ?? []) {
    const kept = sessionStorage.getItem(KEEP + field.dataset.keep);
    if (kept !== null && !field.value) field.value = kept;
  }
}

document.addEventListener("input", (event) => {
  const name = event.target.dataset?.keep;
  if (name) sessionStorage.setItem(KEEP + name, event.target.value);
});
document.addEventListener("htmx:afterSettle", (event) => {
  // What happened in the call while its pop was on the way.
  if (event.detail.target?.id === "pop") tell("journal");
});
document.addEventListener("htmx:afterSwap", (event) => {
  restore(event.target);
  tick();
  newest();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful || event.detail.requestConfig.verb !== "post") return;
  for (const field of event.detail.elt.querySelectorAll?.("[data-keep]") ?? []) {
    sessionStorage.removeItem(KEEP + field.dataset.keep);
    field.value = "";
  }
  if (event.detail.elt.matches("form[data-reset]")) event.detail.elt.reset();
});
document.addEventListener("htmx:beforeRequest", () => {
  document.getElementById("said").replaceChildren();
});
restore(document);

// A call's journal shows its newest line.
function newest() {
  const log = document.querySelector("#call-log .log");
  if (log) log.scrollTop = log.scrollHeight;
}
newest();

// ---- recordings: one plays at a time; one that cannot be played says so --------------------------

document.addEventListener(
  "play",
  (event) => {
    for (const other of document.querySelectorAll("audio")) if (other !== event.target) other.pause();
  },
  true,
);
document.addEventListener(
  "error",
  (event) => {
    if (!event.target.matches?.("audio")) return;
    const words = document.createElement("span");
    words.className = "quiet";
    words.textContent = event.target.dataset.missing;
    event.target.replaceWith(words);
  },
  true,
);

// ---- the clock of a call -----------------------------------------------------------------------

function tick() {
  for (const clock of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

setInterval(tick, 1000);
tick();
