"use strict";
// A page of a document as a picture, with the passage marked on it.

const viewer = { open: null, from: null };

async function openPage(place) {
  viewer.from = viewer.open ? viewer.from : document.activeElement;
  viewer.open = place;
  $("viewer").hidden = false;
  document.querySelector(".columns").classList.add("reading");
  $("viewer-title").textContent = place.title;
  $("marks").replaceChildren();
  $("viewer-note").textContent = "Loading the page";
  $("viewer").focus();
  try {
    const found = place.passage ? await locate(place) : null;
    if (viewer.open !== place) return;
    if (found) place.page = found.page;
    await showPicture(place);
    if (viewer.open !== place) return;
    mark(found ? found.boxes : []);
    $("viewer-note").textContent =
      place.passage && !found ? "The passage was not found on this page." : "";
  } catch (error) {
    if (viewer.open === place) $("viewer-note").textContent = error.message;
  }
}

function locate(place) {
  const query = new URLSearchParams({
    first: place.page, last: Math.max(place.page, place.last), passage: place.passage.slice(0, 6000) });
  return json(`/api/documents/${place.document}/place?${query}`);
}

async function showPicture(place) {
  const address = `/api/documents/${place.document}/pages/${place.page}.png`;
  const pages = state.documents.find((one) => one.document_id === place.document)?.pages;
  $("page-number").textContent = `Page ${place.page}` + (pages ? ` of ${pages}` : "");
  $("previous-page").disabled = place.page <= 1;
  $("next-page").disabled = place.page >= pages;
  $("picture").alt = `Page ${place.page} of ${place.title}`;
  $("picture").src = address;
  try {
    await $("picture").decode();
  } catch {
    await fetched(address);  // says why
    throw new Error("The page cannot be shown.");
  }
}

function mark(boxes) {
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
