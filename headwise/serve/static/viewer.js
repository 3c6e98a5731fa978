"use strict";
// A page of a document as a picture, with the passage marked on it.

const viewer = { open: null, from: null };

async function openPage(place) {
  viewer.from = viewer.open ? viewer.from : document.activeElement;
  viewer.open = place;
  $("viewer").hidden = false;
  document.querySelector(".columns").classList.add("reading");
  $("viewer-title").textContent = place.title;
  $("page-number").textContent = `Page ${place.page}`;
  $("previous-page").disabled = place.page <= 1;
  $("marks").replaceChildren();
  $("viewer-note").textContent = "Loading the page";
  const base = `/api/documents/${place.document}/pages/${place.page}`;
  $("picture").alt = `Page ${place.page} of ${place.title}`;
  $("viewer").focus();
  try {
    await showPicture(base);
    if (viewer.open === place) await markPassage(place, base);
  } catch (error) {
    if (viewer.open === place) $("viewer-note").textContent = error.message;
  }
}

async function showPicture(base) {
  $("picture").src = `${base}.png`;
  try {
    await $("picture").decode();
  } catch {
    await fetched(`${base}.png`);  // says why
    throw new Error("The page cannot be shown.");
  }
}

async function markPassage(place, base) {
  if (!place.passage) { $("viewer-note").textContent = ""; return; }
  const query = new URLSearchParams({ passage: place.passage.slice(0, 6000) });
  const boxes = await json(`${base}/boxes?${query}`);
  if (viewer.open !== place) return;
  if (!boxes.length && place.last > place.page) {
    openPage({ ...place, page: place.page + 1 });
    return;
  }
  $("viewer-note").textContent = boxes.length ? "" : "The passage was not found on this page.";
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 1 1");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("width", "100%");
  drawing.setAttribute("height", "100%");
  for (const [left, top, width, height] of boxes) {
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ x: left, y: top, width, height }))
      mark.setAttribute(name, value);
    drawing.append(mark);
  }
  $("marks").replaceChildren(drawing);
  if (boxes.length) {
    const down = $("page").offsetTop + boxes[0][1] * $("page").offsetHeight;
    $("viewer").scrollTop = down - $("viewer").clientHeight / 3;
  }
}

function closePage() {
  viewer.open = null;
  $("viewer").hidden = true;
  document.querySelector(".columns").classList.remove("reading");
  viewer.from?.focus();
}

$("close-viewer").addEventListener("click", closePage);
$("previous-page").addEventListener("click", () =>
  openPage({ ...viewer.open, page: viewer.open.page - 1, last: 0 }));
$("next-page").addEventListener("click", () =>
  openPage({ ...viewer.open, page: viewer.open.page + 1, last: 0 }));
addEventListener("keydown", (event) => { if (event.key === "Escape" && viewer.open) closePage(); });
