"use strict";
// The answer: its sections as they are written, their sources, and what to do when there is none.

const shown = { sections: new Map(), answer: null };

function clearAnswer() {
  shown.sections.clear();
  shown.answer = null;
  $("answer").replaceChildren();
  $("problem").replaceChildren();
  $("tools").hidden = true;
}

function showPart(part) {
  part.sections.forEach((section, place) => {
    const id = part.ids[place];
    const old = shown.sections.get(id);
    if (!section.summary) { // withdrawn: another section says it
      if (old) old.remove();
      shown.sections.delete(id);
      return;
    }
    const made = sectionElement(section);
    if (old) old.replaceWith(made);
    else $("answer").append(made);
    shown.sections.set(id, made);
  });
}

function showAnswer(answer) {
  shown.answer = answer;
  $("answer").replaceChildren(...answer.sections.map(sectionElement));
  if (answer.warnings.length)
    $("answer").append(element("section", { "aria-label": "Warnings", class: "warnings" },
      ...answer.warnings.map((warning) => element("p", {}, warning))));
  $("tools").hidden = !answer.sections.length;
  if (answer.sections.length) {
    const by = answer.llm === "extractive" ? "in the documents' own sentences"
      : `written by ${answer.llm}`;
    $("state").textContent = `${counted(answer.sections.length, "section")}, ${by}`;
    return;
  }
  $("state").textContent = state.documents.length ? "No section bears on this question."
    : "There is nothing to search yet: add a PDF first.";
  const nearest = answer.nearest[0];
  if (!nearest) return;
  const lower = Math.floor(nearest.similarity * 100) / 100;
  $("answer").append(element("section", {},
    element("h2", {}, "Nearest"),
    sourceList(answer.nearest),
    lower > 0 ? element("button", { type: "button", onclick: () => askAgain(lower) },
      `Ask again with a least similarity of ${lower.toFixed(2)}`) : null));
}

function sectionElement(section) {
  return element("section", {},
    element("h2", {}, section.heading),
    ...section.summary.split("\n\n").map((paragraph) => element("p", {}, paragraph)),
    sourceList(section.sources));
}

function sourceList(sources) {
  return element("ul", { class: "sources", "aria-label": "Sources" },
    ...sources.map((source) => element("li", {}, sourceElement(source))));
}

function sourceElement(source) {
  const page = source.page_labels[0] || source.page_start;
  const place = `${source.source || source.collection_name}, ${source.sub_heading}` +
    (page ? `, p. ${page}` : "");
  const about = ` similarity ${source.similarity.toFixed(2)}`;
  if (!source.section_id || !source.page_start) return element("span", {}, place + about);
  return element("span", {},
    element("button", { type: "button", class: "plain", onclick: () => openPage({
      document: source.section_id.split(":")[0],
      page: source.page_start,
      last: source.page_end,
      passage: source.best_passage || "",
      title: source.source || source.collection_name,
    }) }, place), element("span", { class: "about" }, about));
}

function answerHtml(answer) {
  const article = element("article", {}, element("h1", {}, answer.question));
  for (const section of answer.sections)
    article.append(element("h2", {}, section.heading),
      ...section.summary.split("\n\n").map((paragraph) => element("p", {}, paragraph)));
  return article.outerHTML;
}
