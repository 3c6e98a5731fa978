"use strict";
// Asking, settings, history, and the address that holds all of it.

const state = { status: null, documents: [], running: null };
const DEFAULT_THRESHOLD = "0.85";

function settings() {
  return {
    question: $("question").value.trim(),
    threshold: Number($("threshold").value),
    collections: Array.from($("collections").selectedOptions, (option) => option.value),
    llm: $("llm").value || null,
    cite: $("cite").checked,
    strict: $("strict").checked,
  };
}

function address(asked) {
  const kept = new URLSearchParams({ q: asked.question });
  if (asked.threshold !== Number(DEFAULT_THRESHOLD)) kept.set("threshold", asked.threshold);
  for (const name of asked.collections) kept.append("collection", name);
  if (asked.llm) kept.set("llm", asked.llm);
  for (const name of ["cite", "strict"]) if (asked[name]) kept.set(name, "1");
  return `#${kept}`;
}

function readAddress() {
  const kept = new URLSearchParams(location.hash.slice(1));
  $("question").value = kept.get("q") || "";
  setThreshold(kept.get("threshold") || DEFAULT_THRESHOLD);
  const chosen = new Set(kept.getAll("collection"));
  for (const option of $("collections").options) option.selected = chosen.has(option.value);
  const models = Array.from($("llm").options, (option) => option.value);
  $("llm").value = kept.has("llm") && models.includes(kept.get("llm")) ? kept.get("llm") : "";
  for (const name of ["cite", "strict"]) $(name).checked = kept.has(name);
}

function setThreshold(value) {
  $("threshold").value = value;
  $("threshold-value").textContent = Number($("threshold").value).toFixed(2);
}

async function ask(remember = true) {
  const asked = settings();
  if (!asked.question) { report(new Error("The question is empty. Ask something.")); return; }
  state.running?.abort();
  const running = new AbortController();
  state.running = running;
  clearAnswer();
  if (matchMedia("(max-width: 60rem)").matches) $("settings").open = false;  // the answer comes below
  if (remember && location.hash !== address(asked)) history.pushState(null, "", address(asked));
  document.title = `${asked.question} – Headwise`;
  $("state").textContent = "Searching";
  $("stop").hidden = false;
  $("answer").setAttribute("aria-busy", "true");
  try {
    const body = JSON.stringify({ ...asked, collections: asked.collections.length ? asked.collections : null });
    const response = await fetched("/api/ask/stream",
      { method: "POST", body, headers: { "content-type": "application/json" }, signal: running.signal });
    for await (const [kind, data] of events(response)) {
      if (kind === "progress") $("state").textContent = `${data.done} of ${data.of} sections written`;
      if (kind === "part") showPart(data);
      if (kind === "answer") showAnswer(data);
      if (kind === "error") throw new Error(data.error === "ModelError"
        ? `${data.message}. Ask again, or choose another writer under Settings.` : data.message);
    }
    addHistory(asked);
  } catch (error) {
    if (error.name === "AbortError") { if (state.running === running) $("state").textContent = "Stopped."; }
    else report(error);
  } finally {
    if (state.running === running) {
      $("stop").hidden = true;
      $("answer").removeAttribute("aria-busy");
      state.running = null;
    }
  }
}

function askAgain(threshold) {
  setThreshold(threshold);
  ask();
}

function report(error) {
  $("state").textContent = "";
  $("problem").textContent = error.message;
}

function addHistory(asked) {
  const kept = JSON.parse(sessionStorage.getItem("asked") || "[]");
  const about = [asked.threshold === Number(DEFAULT_THRESHOLD) ? "" : asked.threshold.toFixed(2),
    ...asked.collections, asked.llm, asked.cite && "pages", asked.strict && "strict"];
  const entry = { question: asked.question, address: address(asked), about: about.filter(Boolean).join(", ") };
  sessionStorage.setItem("asked", JSON.stringify(
    [entry, ...kept.filter((one) => one.address !== entry.address)].slice(0, 50)));
  showHistory();
}

function showHistory() {
  const kept = JSON.parse(sessionStorage.getItem("asked") || "[]");
  $("history").hidden = !kept.length;
  $("asked").replaceChildren(...kept.map((one) =>
    element("li", {}, element("a", { href: one.address }, one.question),
      one.about ? element("span", { class: "about" }, ` ${one.about}`) : null)));
}

async function copy(text, type) {
  try {
    const item = { "text/plain": new Blob([text], { type: "text/plain" }) };
    if (type === "text/html") item[type] = new Blob([text], { type });
    await navigator.clipboard.write([new ClipboardItem(item)]);
    $("state").textContent = "Copied.";
  } catch {
    report(new Error("The browser did not allow copying."));
  }
}

$("ask").addEventListener("submit", (event) => { event.preventDefault(); ask(); });
$("question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); $("ask").requestSubmit(); }
});
$("stop").addEventListener("click", () => state.running?.abort());
$("threshold").addEventListener("input", () => setThreshold($("threshold").value));
$("copy-markdown").addEventListener("click", () => copy(shown.answer.markdown, "text/plain"));
$("copy-html").addEventListener("click", () => copy(answerHtml(shown.answer), "text/html"));
$("link").addEventListener("click", (event) => {
  event.preventDefault();
  copy(location.href, "text/plain");
});
addEventListener("popstate", () => { readAddress(); if ($("question").value) ask(false); else clearAnswer(); });

(async () => {
  try {
    await loadDocuments();
    $("llm").replaceChildren(element("option", { value: "" }, "Sentences of the documents"),
      ...state.status.models.map((name) => element("option", { value: name }, name)));
    showHistory();
    readAddress();
    if ($("question").value) await ask(false);
    else $("question").focus();
  } catch (error) { report(error); }
})();
