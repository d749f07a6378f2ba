// The script of a room's pages: forms without reloads, the stream of events, the clock,
// and the candidate's editor.
"use strict";
(() => {
const body = document.body, data = body.dataset;
const base = "/r/" + data.code;
const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");
const $ = (id) => document.getElementById(id);
const each = (selector, f) => document.querySelectorAll(selector).forEach(f);
const say = (id, text) => { const e = $(id); if (e && e.textContent !== text) e.textContent = text; };
let now = data.stage; // the stage of the interview
let shown = data.stage; // the stage that is looked at
let paused = data.paused === "true";
let over = false; // nothing more is to be had from this room

// Forms.
async function post(url, content) {
  return fetch(url, { method: "POST", body: content, headers: { Designdrill: "script" }, redirect: "error", signal: AbortSignal.timeout(15000) });
}
async function send(form) {
  const button = form.querySelector("button");
  try {
    const r = await post(form.action, new URLSearchParams(new FormData(form)));
    if (!r.ok) { alertLine(await r.text()); return false; }
  } catch {
    alertLine("no connection; try again in a moment");
    return false;
  } finally {
    if (button) button.disabled = false;
  }
  alertLine("");
  return true;
}
let alertTimer;
function alertLine(text) {
  let e = $("alert");
  if (!e) {
    e = document.createElement("p");
    e.id = "alert";
    e.className = "banner error";
    e.setAttribute("role", "alert");
    body.append(e);
  }
  clearTimeout(alertTimer);
  e.hidden = text === "";
  e.textContent = text === "" ? "" : "That did not work: " + text + ".";
  if (text) alertTimer = setTimeout(() => { e.hidden = true; }, 8000);
}
document.addEventListener("submit", async (ev) => {
  const form = ev.target;
  if (!form.matches("[data-act]")) {
    if (form.matches("[data-mark]")) { ev.preventDefault(); mark(form); }
    return;
  }
  ev.preventDefault();
  if (form.dataset.sure && !confirm(form.dataset.sure)) return;
  if (/\/(end|finish|leave|delete)$/.test(form.action)) await Promise.all([flush(), flushMarks()]);
  if (!await send(form)) return;
  if ("clear" in form.dataset) form.reset();
  if (form.dataset.after) say("after", form.dataset.after);
  if (/\/leave$/.test(form.action)) { over = true; location.href = base + "/left"; }
  if (/\/delete$/.test(form.action)) { over = true; location.href = "/"; }
});
const remarks = new Map(); // forms with a remark that is not sent yet
document.addEventListener("input", (ev) => {
  const form = ev.target.matches(".remark") && ev.target.closest("[data-mark]");
  if (!form) return;
  clearTimeout(remarks.get(form));
  remarks.set(form, setTimeout(() => mark(form), 1200));
});
const flushMarks = () => Promise.all([...remarks.keys()].map(mark));
async function mark(form) {
  clearTimeout(remarks.get(form));
  remarks.delete(form);
  const kept = form.querySelector(".kept"), ok = await send(form);
  if (kept) kept.textContent = ok ? "saved" : "not saved";
  say("marked", (ok ? "Saved: " : "Not saved: ") + form.querySelector("legend").firstChild.textContent.trim());
  const group = form.closest("[data-card]");
  if (group) {
    const all = group.querySelectorAll("[data-mark]");
    group.querySelector("[data-judged]").textContent = [...all].filter((f) => f.querySelector(":checked")).length + " of " + all.length + " judged";
  }
}
document.addEventListener("click", (ev) => {
  const undo = ev.target.closest("[data-unmark]");
  if (!undo) return;
  const form = undo.closest("form"), chosen = form.querySelector("[name=level]:checked");
  if (chosen) chosen.checked = false;
  form.querySelector("[name=level]").focus();
  mark(form);
});
document.addEventListener("change", (ev) => {
  const form = ev.target.closest("[data-mark]");
  if (form) mark(form);
});
document.addEventListener("keydown", (ev) => {
  if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey) && ev.target.matches("form textarea")) {
    ev.preventDefault();
    ev.target.form.requestSubmit();
  }
});

// Stages.
function show(stage) {
  shown = stage;
  each("section[data-stage]", (e) => { e.hidden = e.dataset.stage !== stage; });
  each("[data-tab]", (e) => { e.setAttribute("aria-pressed", e.dataset.tab === stage ? "true" : "false"); });
  if ($("moved")) $("moved").hidden = stage === now;
  const tab = $("tab-" + stage), bar = $("stagebar");
  if (tab && bar) bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
  draw();
}
document.addEventListener("click", (ev) => {
  const tab = ev.target.closest("[data-tab]");
  if (tab) show(tab.dataset.tab);
});
if ($("movedgo")) $("movedgo").addEventListener("click", () => { show(now); focusEditor(); });
// What is half typed into the small fields outlives a page that is loaded anew.
const half = ["note", "sayword"], halfKey = (id) => "designdrill:" + data.code + ":" + data.seat + ":half:" + id;
function keepHalf() {
  for (const id of half) if ($(id) && $(id).value) { try { sessionStorage.setItem(halfKey(id), $(id).value); } catch { /* full or forbidden */ } }
}
for (const id of half) {
  if (!$(id)) continue;
  try {
    const text = sessionStorage.getItem(halfKey(id));
    if (text) $(id).value = text;
    sessionStorage.removeItem(halfKey(id));
  } catch { /* forbidden */ }
}
window.addEventListener("pagehide", keepHalf);

// Copying needs a page over TLS or on this machine.
each("[data-copy]", (e) => {
  if (!navigator.clipboard) return;
  e.hidden = false;
  e.addEventListener("click", () => navigator.clipboard.writeText($(e.dataset.copy).textContent).then(() => say("copied", " copied"), () => say("copied", " not copied; mark it and copy it yourself")));
});

// What is new from the interviewer is told at the top, wherever one has scrolled to.
let heardNews = null;
function news() {
  if (!$("news")) return;
  const all = [...document.querySelectorAll("#asked .curve, #asked .told, #asked .hints li")].map((e) => ({
    e, key: e.closest("section").dataset.stage + e.className + e.textContent, stage: e.closest("section").dataset.stage, hint: e.matches("li"), text: e.textContent.trim().replace(/\s+/g, " ") }));
  const before = heardNews;
  heardNews = new Set(all.map((x) => x.key));
  if (!before) return;
  const fresh = all.filter((x) => !before.has(x.key)).pop();
  if (!fresh) return;
  const head = fresh.e.querySelector("h3");
  const text = head ? head.textContent + ": " + fresh.text.slice(head.textContent.length).trim() : "Hint: " + fresh.text;
  say("newstext", text.length > 300 ? text.slice(0, 300) + "…" : text);
  $("news").hidden = false;
  $("newsgo").onclick = () => {
    $("news").hidden = true;
    show(fresh.stage);
    const found = [...document.querySelectorAll("#asked .curve, #asked .told, #asked .hints li")].find((e) => e.textContent.trim().replace(/\s+/g, " ") === fresh.text);
    if (found) { found.tabIndex = -1; found.scrollIntoView({ block: "center" }); found.focus({ preventScroll: true }); }
  };
}
if ($("newsseen")) $("newsseen").addEventListener("click", () => { $("news").hidden = true; focusEditor(); });

function titleOf(stage) { const e = $("tab-" + stage); return e ? e.textContent : stage; }

// Pieces of the page.
const last = {};
function put(id, html) {
  const e = $(id);
  if (!e || last[id] === html) return;
  last[id] = html;
  const focus = e.contains(document.activeElement) ? document.activeElement.id : "";
  const open = new Set(), known = new Set();
  e.querySelectorAll("details[id]").forEach((d) => { known.add(d.id); if (d.open) open.add(d.id); });
  e.innerHTML = html;
  e.querySelectorAll("details[id]").forEach((d) => { if (known.has(d.id)) d.open = open.has(d.id); });
  e.querySelectorAll("section[data-stage]").forEach((s) => { s.hidden = s.dataset.stage !== shown; });
  if (focus && $(focus)) $(focus).focus();
}

// The clock.
let clock = null;
const minutes = (s) => { s = Math.max(0, Math.floor(s)); return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"); };
function setClock(c) { clock = { ...c, at: performance.now() }; tick(); }
function tick() {
  if (!clock || !$("clock")) return;
  const more = clock.runs ? (performance.now() - clock.at) / 1000 : 0;
  const spent = clock.spent + more;
  say("spent", minutes(spent));
  say("planned", clock.planned > 0 ? " of " + minutes(clock.planned) : "");
  say("total", minutes(clock.total + more));
  say("whole", clock.whole > 0 ? " of " + minutes(clock.whole) : "");
  const late = clock.planned > 0 && spent > clock.planned;
  $("clock").classList.toggle("over", late);
  say("clockflag", data.phase !== "running" ? "" : paused ? "paused" : late ? "over time" : "");
}
setInterval(tick, 500);
if ($("clock")) {
  const d = $("clock").dataset;
  setClock({ spent: +d.spent, planned: +d.planned, total: +d.total, whole: +d.whole, runs: d.runs === "true" });
}

// The editor: one text for each stage.
const texts = new Map();
const local = (stage) => "designdrill:" + data.code + ":" + data.seat + ":" + stage;
let counter = 0, typed = 0;
const stored = {
  keys(start) { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch { return []; } },
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: the server has it soon */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* as above */ } },
};
function adopt(area) {
  const t = { stage: area.dataset.stage, area, base: +area.dataset.version, saved: area.defaultValue, busy: null, timer: 0, since: 0, failures: 0, asking: false };
  texts.set(t.stage, t);
  const kept = stored.get(local(t.stage));
  if (kept && kept.text !== t.saved) {
    area.value = kept.text;
    t.base = kept.base;
    later(t, 0);
  } else if (area.value !== t.saved) {
    area.value = t.saved; // a browser puts back what it remembers, which may be older
  }
  area.readOnly = paused;
  area.addEventListener("input", () => {
    typed = performance.now();
    stored.set(local(t.stage), { text: area.value, base: t.base });
    later(t, 600);
    draw();
  });
}
const dirty = (t) => t.area.value !== t.saved;
// later saves after a pause in the typing, and in any case two seconds after its start.
function later(t, ms) {
  status();
  const at = performance.now();
  if (!t.since) t.since = at;
  clearTimeout(t.timer);
  t.timer = setTimeout(() => save(t), Math.max(0, Math.min(ms, 1900 - (at - t.since))));
}
function save(t) {
  clearTimeout(t.timer);
  if (t.busy) return t.busy.then(() => dirty(t) && t.failures === 0 ? save(t) : undefined);
  if (!dirty(t) || t.asking || over) { t.since = 0; return Promise.resolve(); }
  t.since = 0;
  t.busy = attempt(t).finally(() => { t.busy = null; status(); });
  status();
  return t.busy;
}
async function attempt(t) {
  const text = t.area.value;
  let r, reply;
  try {
    r = await fetch(base + "/draft", { method: "POST", headers: { Designdrill: "script", "Content-Type": "application/json" }, signal: AbortSignal.timeout(10000),
      body: JSON.stringify({ stage: t.stage, text, base: t.base, page, n: ++counter }) });
    reply = r.ok || r.headers.get("Content-Type") === "application/json" ? await r.json() : await r.text();
  } catch {
    r = null;
  }
  if (!r || r.status === 503 || r.status === 429 || r.status >= 500) {
    t.failures++;
    clearTimeout(t.timer);
    t.timer = setTimeout(() => save(t), Math.min(5000, 500 * 2 ** t.failures));
    return;
  }
  t.failures = 0;
  if (r.ok) {
    t.base = reply.version;
    t.saved = text;
    if (dirty(t)) { stored.set(local(t.stage), { text: t.area.value, base: t.base }); later(t, 600); }
    else stored.drop(local(t.stage));
    return;
  }
  if (reply.conflict) { ask(t, reply); return; }
  t.failures = -1;
  say("saved", "Not saved: " + reply + ". Your text is kept on this page.");
}
function status() {
  if (!$("saved")) return;
  const all = [...texts.values()];
  const failed = all.some((t) => t.failures > 0), refused = all.some((t) => t.failures < 0), open = all.some(dirty);
  $("saved").classList.toggle("bad", failed || refused);
  if (refused) return;
  if (failed) say("saved", "Not saved yet: no connection. It is kept on this page and tried again.");
  else if (open) say("saved", "Saving…");
  else say("saved", "Saved");
}
function flush() {
  const all = [...texts.values()].filter(dirty).map(save);
  return Promise.race([Promise.all(all), new Promise((done) => setTimeout(done, 3000))]);
}
window.addEventListener("pagehide", () => {
  for (const t of texts.values()) {
    if (!dirty(t) || t.asking || over) continue;
    stored.set(local(t.stage), { text: t.area.value, base: t.base });
    if (t.area.value.length < 30000) {
      fetch(base + "/draft", { method: "POST", keepalive: true, headers: { Designdrill: "script", "Content-Type": "application/json" },
        body: JSON.stringify({ stage: t.stage, text: t.area.value, base: t.base, page, n: ++counter }) }).catch(() => {});
    }
  }
});
// elsewhere takes over what another page of this seat has saved.
function elsewhere(stage, version, text) {
  const t = texts.get(stage);
  if (!t || version <= t.base || t.busy || text === undefined) return;
  if (dirty(t)) { later(t, 0); return; }
  t.base = version;
  t.saved = text;
  if (t.area.value !== text) {
    const at = t.area.selectionStart;
    t.area.value = text;
    t.area.setSelectionRange(at, at);
    draw();
  }
}
let asked = null;
function ask(t, reply) {
  t.asking = true;
  if (asked) return;
  asked = { t, reply };
  $("mine").textContent = t.area.value;
  $("theirs").textContent = reply.text || "";
  $("conflict").showModal();
}
function choose(f) {
  const { t, reply } = asked, mine = t.area.value, theirs = reply.text || "";
  asked = null;
  $("conflict").close();
  t.asking = false;
  t.base = reply.version;
  t.saved = theirs;
  t.area.value = f(mine, theirs);
  if (dirty(t)) { stored.set(local(t.stage), { text: t.area.value, base: t.base }); later(t, 0); } else stored.drop(local(t.stage));
  status();
  draw();
  t.area.focus();
  for (const other of texts.values()) if (other.asking) { other.asking = false; later(other, 0); break; }
}
if ($("conflict")) {
  $("conflict").addEventListener("cancel", (ev) => ev.preventDefault());
  $("keepmine").addEventListener("click", () => choose((mine) => mine));
  $("keeptheirs").addEventListener("click", () => choose((_, theirs) => theirs));
  $("keepboth").addEventListener("click", () => choose((mine, theirs) => theirs.replace(/\n*$/, "\n\n") + mine));
}
function focusEditor() { const t = texts.get(shown); if (t) t.area.focus(); }
// ensure makes the field of a stage that was reached while the page is open.
function ensure(stage) {
  if (document.querySelector('.write section.editor[data-stage="' + stage + '"], [data-text="' + stage + '"]')) return;
  const model = document.querySelector("section.editor");
  if (!model) return;
  const copy = model.cloneNode(true);
  copy.dataset.stage = stage;
  copy.hidden = true;
  model.parentNode.insertBefore(copy, [...model.parentNode.querySelectorAll("section.editor")].pop().nextSibling);
  const area = copy.querySelector("textarea"), pre = copy.querySelector("pre");
  if (area) {
    area.id = "text-" + stage;
    area.dataset.stage = stage;
    area.dataset.version = "0";
    area.defaultValue = area.value = "";
    const label = copy.querySelector("label"), more = label.querySelector("span");
    label.htmlFor = area.id;
    label.textContent = "Your answer: " + titleOf(stage) + " ";
    label.append(more);
    adopt(area);
  }
  if (pre) {
    pre.dataset.text = stage;
    pre.textContent = "";
    pre.setAttribute("aria-label", "Answer: " + titleOf(stage));
    copy.querySelector("h3").textContent = titleOf(stage);
  }
}

// Diagrams: the Mermaid fence at the cursor, else the last one.
let drawTimer, drawnSource = "", pictureURL = "";
function fence(value, cursor) {
  const re = /^[ \t]*(```+|~~~+)[ \t]*mermaid[^\n]*\n([\s\S]*?)(?:^[ \t]*\1|$(?![\s\S]))/gm;
  let found = "", m;
  while ((m = re.exec(value)) !== null) {
    found = m[2];
    if (cursor <= re.lastIndex) break;
    if (m[0] === "") re.lastIndex++;
  }
  return found;
}
function draw() {
  if (!$("picture")) return;
  clearTimeout(drawTimer);
  drawTimer = setTimeout(async () => {
    const t = texts.get(shown), pre = document.querySelector('[data-text="' + shown + '"]');
    const source = t ? fence(t.area.value, t.area.selectionStart) : pre ? fence(pre.textContent, Infinity) : "";
    if (source === drawnSource) return;
    drawnSource = source;
    $("picture").hidden = source.trim() === "";
    if ($("picture").hidden) return;
    try {
      const r = await post(base + "/draw", source);
      const whose = t ? "Your diagram" : "The diagram";
      if (!r.ok) { say("pictext", whose + ": " + await r.text()); return; }
      const url = URL.createObjectURL(new Blob([await r.blob()], { type: "image/svg+xml" }));
      $("pic").src = url;
      $("pic").alt = whose + " as it is read from the text";
      say("pictext", whose + " as it is read from the text");
      if (pictureURL) URL.revokeObjectURL(pictureURL);
      pictureURL = url;
    } catch {
      drawnSource = "";
    }
  }, texts.size ? 500 : 1500);
}
// insert puts a block at the cursor, with an empty line around it.
function insert(block) {
  const t = texts.get(shown);
  if (!t || t.area.readOnly) return false;
  const at = t.area.selectionEnd, before = t.area.value.slice(0, at).replace(/\n*$/, "");
  t.area.setRangeText((before ? "\n\n" : "") + block, before.length, at, "end");
  t.area.focus();
  t.area.dispatchEvent(new Event("input"));
  return true;
}
// takeFile puts the drawing in a file into the text.
async function takeFile(file) {
  if (!file || paused || over) return;
  if (file.size > 4 << 20) { alertLine("the file is over 4 MB"); return; }
  say("saved", "Reading " + file.name + "…");
  try {
    const r = await fetch(base + "/upload?name=" + encodeURIComponent(file.name), { method: "POST", body: file, headers: { Designdrill: "script", "Content-Type": "application/octet-stream" },
      redirect: "error", signal: AbortSignal.timeout(30000) });
    if (!r.ok) { alertLine(file.name + ": " + await r.text()); return; }
    const reply = await r.json();
    if (insert("```mermaid\n" + reply.text + "```\n") && reply.notes.length) alertLine("some of " + file.name + " could not be read: " + reply.notes.join("; "));
  } catch {
    alertLine("no connection; the drawing is not put in");
  } finally {
    status();
  }
}
if ($("upload")) {
  $("upload").addEventListener("change", async () => { await takeFile($("upload").files[0]); $("upload").value = ""; });
  document.addEventListener("dragover", (ev) => { if (ev.dataTransfer && [...ev.dataTransfer.types].includes("Files")) ev.preventDefault(); });
  document.addEventListener("drop", (ev) => {
    if (!ev.dataTransfer || !ev.dataTransfer.files.length) return;
    ev.preventDefault();
    takeFile(ev.dataTransfer.files[0]);
  });
}
if ($("addgraph")) {
  $("addgraph").addEventListener("click", () => insert("```mermaid\nflowchart LR\n  client[Client] --> service[Service]\n  service --> store[(Database)]\n```\n"));
}

// What comes from the server.
function view(v) {
  if (over) return;
  if (v.phase !== data.phase || v.role !== data.role || (v.page || "") !== (data.page || "")) {
    Promise.all([flush(), flushMarks()]).then(() => { over = true; location.reload(); });
    return;
  }
  paused = v.paused;
  if ($("pausednote")) $("pausednote").hidden = !paused;
  for (const [id, html] of Object.entries(v.parts)) put(id, html);
  news();
  setClock(v.clock);
  if ($("stagename")) say("stagename", titleOf(v.stage));
  each("[data-tab]", (e) => ensure(e.dataset.tab));
  for (const t of texts.values()) t.area.readOnly = paused;
  for (const [stage, text] of Object.entries(v.texts || {})) along(stage, text);
  if (v.stage !== now) {
    const follow = shown === now && (!texts.size || performance.now() - typed > 3000);
    now = v.stage;
    if ($("card-" + now)) each("[data-card]", (e) => { e.open = e.dataset.card === now; });
    say("movedtext", "The interview went on to: " + titleOf(now) + ".");
    show(follow ? now : shown);
  } else {
    show(shown);
  }
}
function along(stage, text) {
  const pre = document.querySelector('[data-text="' + stage + '"]');
  if (pre && pre.textContent !== text) { pre.textContent = text; draw(); }
}
let stream, heard = 0, stopped = false;
const lost = () => stopped || say("net", texts.size ? "No connection. What you type is kept on this page and saved when it is back." : "No connection. Trying again…");
function listen() {
  if (over) return;
  stream = new EventSource(base + "/events?page=" + page + (data.about ? "&for=" + encodeURIComponent(data.about) : ""));
  const on = (name, f) => stream.addEventListener(name, (ev) => { heard = performance.now(); f(JSON.parse(ev.data)); });
  stream.onopen = () => {
    heard = performance.now();
    stopped = false;
    say("net", "");
    for (const t of texts.values()) if (dirty(t) && t.failures > 0) save(t);
  };
  stream.onerror = () => {
    lost();
    if (stream.readyState === EventSource.CLOSED) again();
  };
  on("view", view);
  on("clock", setClock);
  on("beat", () => {});
  on("text", (x) => along(x.stage, x.text));
  on("saved", (x) => { if (x.page !== page) elsewhere(x.stage, x.version, x.text); });
  on("own", (list) => list.forEach((x) => { ensure(x.stage); elsewhere(x.stage, x.version, x.text); }));
  on("bye", (x) => {
    if (x.why === "stopped") { stopped = true; say("net", "The server stops. What was saved is kept, and this page goes on when it is back."); return; }
    if (x.why === "moved") { stream.close(); againTimer = setTimeout(listen, Math.random() * 500); return; } // another process goes on
    over = true;
    stream.close();
    say("net", x.why === "removed" ? "The host has taken your seat away. What you wrote is still on this page." : "The room was deleted or has expired. What is on this page is not kept anywhere else.");
    for (const t of texts.values()) t.area.readOnly = true;
  });
}
let againTimer;
function again() {
  clearTimeout(againTimer);
  againTimer = setTimeout(listen, 2000);
}
// A connection may be dead without anyone being told.
setInterval(() => {
  if (!over && heard && performance.now() - heard > 40000) {
    stream.close();
    lost();
    heard = performance.now();
    listen();
  }
}, 5000);
window.addEventListener("online", () => { if (!over) { stream.close(); listen(); } });
window.addEventListener("offline", lost);

document.addEventListener("keydown", (ev) => {
  if ((ev.ctrlKey || ev.metaKey) && ev.key.toLowerCase() === "s" && texts.size) {
    ev.preventDefault();
    for (const t of texts.values()) save(t);
  }
  if (!ev.altKey || ev.ctrlKey || ev.metaKey) return;
  const n = /^Digit([1-9])$/.exec(ev.code);
  const tabs = document.querySelectorAll("[data-tab]");
  if (n && tabs[n[1] - 1]) {
    ev.preventDefault();
    show(tabs[n[1] - 1].dataset.tab);
    focusEditor();
  }
  if (ev.code === "KeyN" && $("note")) { ev.preventDefault(); $("note").focus(); }
  if (ev.code === "KeyH") {
    const hint = document.querySelector('section.asked[data-stage="' + shown + '"] button.hint');
    if (hint) { ev.preventDefault(); hint.form.requestSubmit(); }
  }
});

each("textarea[data-stage]", adopt);
// The self-assessment has no editor: what was typed without a network is sent from here.
if (data.phase === "rating" && data.role === "candidate") {
  for (const key of stored.keys(local(""))) {
    const stage = key.slice(local("").length), kept = stored.get(key);
    if (!kept || typeof kept.text !== "string") continue;
    post(base + "/draft", JSON.stringify({ stage, text: kept.text, base: kept.base, page, n: ++counter })).then((r) => { if (r.ok) stored.drop(key); }).catch(() => {});
  }
}
status();
show(shown);
news();
listen();
})();
