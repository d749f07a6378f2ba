// The script of a group's review: grades and comments that save themselves, and are
// kept in the browser while there is no network.
"use strict";
(() => {
const data = document.body.dataset;
const base = "/r/" + data.code;
const key = "designdrill:" + data.code + ":" + data.seat + ":review";
const $ = (id) => document.getElementById(id);
const each = (selector, f) => document.querySelectorAll(selector).forEach(f);
const say = (id, text, bad) => { const e = $(id); if (e) { e.textContent = text; e.classList.toggle("bad", !!bad); } };

// What is not saved yet, by answer and field; the latest of each field counts.
let waiting = {};
try { waiting = JSON.parse(localStorage.getItem(key)) || {}; } catch { /* nothing is kept */ }
function keep() {
  try {
    if (Object.keys(waiting).length) localStorage.setItem(key, JSON.stringify(waiting));
    else localStorage.removeItem(key);
  } catch { /* full or forbidden: it is sent at once anyway */ }
}
let busy = null, timer, counter = 0, failures = 0, refused = "";
function queue(path, fields) {
  waiting[[path, fields.for, fields.criterion || ""].join(" ")] = { path, fields, n: ++counter };
  keep();
  say("graded", "Saving…");
  return flush();
}
function flush() {
  if (!busy) busy = sendAll().finally(() => { busy = null; });
  return busy;
}
async function sendAll() {
  clearTimeout(timer);
  refused = "";
  for (;;) {
    const name = Object.keys(waiting)[0];
    if (!name) break;
    const w = waiting[name];
    let r = null, text = "";
    try {
      r = await fetch(base + "/" + w.path, { method: "POST", body: new URLSearchParams(w.fields), headers: { Designdrill: "script" }, redirect: "error", signal: AbortSignal.timeout(10000) });
      text = await r.text();
    } catch { r = null; }
    if (!r || r.status >= 500 || r.status === 429) {
      failures++;
      say("graded", "Not saved yet: no connection. It is kept on this page and tried again.", true);
      timer = setTimeout(flush, Math.min(5000, 500 * 2 ** failures));
      return false;
    }
    failures = 0;
    if (waiting[name] && waiting[name].n === w.n) { delete waiting[name]; keep(); }
    if (!r.ok) { refused = "Not saved: " + text + "."; continue; }
    if (w.path === "grade") progress(w.fields.for, JSON.parse(text));
  }
  say("graded", refused || note || "Saved", refused !== "" || note !== "");
  note = "";
  return refused === "";
}
let note = "";
function progress(of, x) {
  if (x.note) note = x.note;
  each('[data-open-of="' + of + '"]', (e) => { e.textContent = x.open ? x.open + " open" : "✓"; });
  const left = { [of]: x.open, all: x.left };
  for (const [name, n] of Object.entries(left)) {
    each('[data-needs="' + name + '"]', (b) => { b.disabled = n > 0; });
    each('[data-hint="' + name + '"]', (p) => {
      p.textContent = n > 0 ? (name === "all" ? n + (n === 1 ? " level is open." : " levels are open.") : "Every criterion needs a level first; 0 is one too.") : "";
    });
  }
}
const fieldsOf = (form) => Object.fromEntries(new FormData(form));

function grade(form) {
  const f = fieldsOf(form);
  if (f.level === undefined) {
    if (f.quote) say("graded", "Choose a level: the passage is kept with it.", true);
    return;
  }
  queue("grade", f);
}
document.addEventListener("change", (ev) => {
  const form = ev.target.closest("[data-grade]");
  if (form) grade(form);
});
let typing;
document.addEventListener("input", (ev) => {
  const form = ev.target.closest("[data-comment]");
  if (!form) return;
  clearTimeout(typing);
  typing = setTimeout(() => queue("comment", fieldsOf(form)), 600);
});

// The passage that was marked last in the answer.
let marked = "";
document.addEventListener("selectionchange", () => {
  const s = document.getSelection(), text = s.toString().trim();
  const at = s.anchorNode && (s.anchorNode.nodeType === 1 ? s.anchorNode : s.anchorNode.parentElement);
  if (text && at && at.closest(".read pre")) marked = text.replace(/\s+/g, " ").slice(0, 1000);
});
document.addEventListener("click", (ev) => {
  const button = ev.target.closest("[data-quote]");
  if (!button) return;
  if (!marked) { say("graded", "Mark the passage in the answer first.", true); return; }
  button.form.elements.quote.value = marked;
  grade(button.form);
});

document.addEventListener("submit", async (ev) => {
  const form = ev.target;
  if (form.matches("[data-grade]")) { ev.preventDefault(); grade(form); return; }
  if (form.matches("[data-comment]")) { ev.preventDefault(); queue("comment", fieldsOf(form)); return; }
  if (!form.matches("[data-reload]")) return;
  ev.preventDefault();
  if (form.dataset.sure && !confirm(form.dataset.sure)) return;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    if (Object.keys(waiting).length && !await flush()) return;
    const r = await fetch(form.action, { method: "POST", headers: { Designdrill: "script" }, redirect: "error", signal: AbortSignal.timeout(15000) });
    if (r.ok) { location.assign(form.dataset.reload || location.href); return; }
    say("graded", "That did not work: " + await r.text() + ".", true);
  } catch {
    say("graded", "That did not work: no connection; try again in a moment.", true);
  } finally {
    button.disabled = false;
  }
});
window.addEventListener("online", () => { if (Object.keys(waiting).length) flush(); });
window.addEventListener("pagehide", () => {
  for (const w of Object.values(waiting)) {
    fetch(base + "/" + w.path, { method: "POST", body: new URLSearchParams(w.fields), keepalive: true, headers: { Designdrill: "script" } }).catch(() => {});
  }
});

// What was chosen before this script was there is sent too.
each("[data-grade]", (form) => {
  if ([...form.elements].some((e) => e.type === "radio" ? e.checked && !e.defaultChecked : e.name === "quote" && e.value !== e.defaultValue)) grade(form);
});
// What was not saved when the page was left is put back, and sent.
for (const w of Object.values(waiting)) {
  w.n = ++counter;
  each(w.path === "grade" ? "[data-grade]" : "[data-comment]", (form) => {
    if (form.elements.for.value !== w.fields.for || (form.elements.criterion && form.elements.criterion.value !== w.fields.criterion)) return;
    for (const [name, value] of Object.entries(w.fields)) if (form.elements[name]) form.elements[name].value = value;
  });
}
if (data.page === "group-review" && Object.keys(waiting).length) flush();
})();
