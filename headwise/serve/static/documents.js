"use strict";
// What the library holds: list, outline, add and remove.

async function loadDocuments() {
  const [documents, status] = await Promise.all([json("/api/documents"), json("/api/status")]);
  Object.assign(state, { documents, status });
  $("documents").replaceChildren(...documents.map(documentElement));
  $("no-documents").hidden = documents.length > 0;
  $("drop").hidden = !status.uploads;
  const chosen = new Set(Array.from($("collections").selectedOptions, (option) => option.value));
  $("collections").replaceChildren(...status.collections.map((name) =>
    element("option", { value: name, selected: chosen.has(name) }, name)));
}

function documentElement(about) {
  const outline = element("div", {});
  const details = element("details", {},
    element("summary", {}, about.title || about.source),
    element("p", { class: "about" },
      `${about.source}, ${counted(about.pages, "page")}, ${counted(about.sections, "section")}`),
    state.status.uploads ? element("button", {
      type: "button", onclick: () => removeDocument(about),
      "aria-label": `Remove ${about.title || about.source}` }, "Remove") : "",
    outline);
  details.addEventListener("toggle", () => { if (details.open) fillOutline(outline, about); });
  return element("li", {}, details);
}

async function fillOutline(place, about) {
  if (place.childElementCount) return;
  try {
    const sections = await json(`/api/documents/${about.document_id}/outline`);
    place.append(element("ul", { class: "outline" }, ...sections.map((section) => {
      const item = element("li", {}, element("button", {
        type: "button", class: "plain", onclick: () => openPage({
          document: about.document_id, page: section.page, last: section.page_end,
          passage: section.sub_heading, title: about.source }) }, section.sub_heading),
        element("span", { class: "about" }, `p. ${section.page}`));
      item.style.marginLeft = `${Math.min(section.level - 1, 6) * 0.8}rem`;
      return item;
    })));
  } catch (error) { report(error); }
}

async function removeDocument(about) {
  if (!confirm(`Remove "${about.title || about.source}" from the library?`)) return;
  try {
    await fetched(`/api/documents/${about.document_id}`, { method: "DELETE" });
    $("state").textContent = `${about.source} removed.`;
    await loadDocuments();
  } catch (error) { report(error); }
}

async function addFiles(files) {
  const lines = Array.from(files, (file) => {
    const about = element("span", { class: "about" }, " waiting");
    const bar = element("progress", { max: 1, "aria-label": `Indexing ${file.name}` });
    const line = element("li", {}, file.name, about, bar);
    $("uploads").append(line);
    return { file, line, about, bar };
  });
  for (const { file, line, about, bar } of lines) {
    try {
      if (!/\.pdf$/i.test(file.name)) throw new Error(`${file.name}: is no PDF.`);
      if (file.size > state.status.most_bytes) throw new Error(
        `${file.name}: is larger than ${state.status.most_bytes / 1e6} MB.`);
      const response = await fetched(`/api/documents/${encodeURIComponent(file.name)}`,
        { method: "PUT", body: file, headers: { "content-type": "application/pdf" } });
      for await (const [kind, data] of events(response)) {
        if (kind === "progress") {
          bar.value = data.fraction;
          about.textContent = data.fraction ? ` ${Math.round(100 * data.fraction)} %` : " reading";
        }
        if (kind === "error") throw new Error(data.message);
      }
      line.remove();
      await loadDocuments();
      $("state").textContent = `${file.name} added.`;
    } catch (error) {
      const message = error.message.startsWith(file.name) ? error.message : `${file.name}: ${error.message}`;
      line.replaceChildren(element("p", {}, message),
        element("button", { type: "button", onclick: () => line.remove() }, "Dismiss"));
    }
  }
}

for (const name of ["dragenter", "dragover"])
  addEventListener(name, (event) => { event.preventDefault(); document.body.classList.add("dropping"); });
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  if (state.status?.uploads) addFiles(event.dataTransfer.files);
});
$("files").addEventListener("change", () => { addFiles([...$("files").files]); $("files").value = ""; });
